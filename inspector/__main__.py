"""``python -m inspector`` is ``layerscope``."""

from inspector.cli import main

if __name__ == "__main__":
    main()

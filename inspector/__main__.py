"""``layerscope``, and ``python -m inspector``: the same command."""

from __future__ import annotations

import os
import threading

from inspector import garbage


def main() -> None:
    """Run the command and end the process at once.

    Taking all modules and what was read apart, object by object, would take as long as a short
    command itself; the system takes all memory back in one go.
    """
    garbage.disable()  # what is loaded at the start is none
    from inspector.cli import main as run

    try:
        run()
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int):
            raise
        os._exit(end.code)


if __name__ == "__main__":
    main()

"""``layerscope``, and ``python -m inspector``: the same command."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command and end the process at once.

    Taking all modules and what was read apart, object by object, would take as long as a short
    command itself; the system takes all memory back in one go.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # While modules are loaded, no one says in a line what Python says in many.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    import atexit
    import os
    import threading

    from inspector import garbage

    garbage.disable()  # what is loaded at the start is none
    from inspector.cli import main as run

    try:
        run()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        if threading.active_count() > 1:
            # What Python does of its own; then it would end threads that run code in Rust, and
            # their unwinding aborts the process.
            threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
            atexit._run_exitfuncs()  # noqa: SLF001
        os._exit(end.code)


if __name__ == "__main__":
    main()

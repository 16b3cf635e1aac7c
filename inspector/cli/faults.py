"""What to say of an error that nobody raised on purpose: one line, too."""

from __future__ import annotations


def fault(error: Exception) -> str:
    """Return what has happened; not what an error of the program says, which may hold a secret."""
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, OSError):
        named = f": {error.filename}" if isinstance(error.filename, str) else ""
        return f"system error: {error.strerror or error}{named}"
    return f"internal error: {type(error).__name__} ({_place_of(error)})"


def _place_of(error: Exception) -> str:
    """Return where it was raised: ``audit_json.py:100``."""
    from pathlib import Path
    from traceback import extract_tb

    frame = extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"

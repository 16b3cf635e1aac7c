"""What to say of an error that nobody raised on purpose: one line, too."""

from __future__ import annotations

from inspector.errors import reason
from inspector.language import Lazy, together


def fault(error: Exception) -> Lazy:
    """Return what has happened; not what an error of the program says, which may hold a secret."""
    if isinstance(error, MemoryError):
        return Lazy("out of memory")
    if isinstance(error, OSError):
        told = Lazy("system error: {reason}", reason=reason(error))
        return together(": ", (told, *filter(_is_text, (error.filename,))))
    return Lazy(
        "internal error: {type} ({place})", type=type(error).__name__, place=_place_of(error)
    )


def _is_text(name: object) -> bool:
    return isinstance(name, str)


def _place_of(error: Exception) -> str:
    """Return where it was raised: ``audit_json.py:100``."""
    from pathlib import Path
    from traceback import extract_tb

    frame = extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"

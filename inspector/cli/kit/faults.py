"""What to say of an error that nobody raised on purpose: one line, too."""

from __future__ import annotations

from inspector.errors import internal_error, reason
from inspector.language import Lazy, together
from inspector.text import printable


def fault(error: Exception) -> Lazy:
    """Return what has happened; not what an error of the program says, which may hold a secret."""
    if isinstance(error, MemoryError):
        return Lazy("out of memory")
    if isinstance(error, ImportError):  # a library that is broken, or for which memory is out
        return Lazy("a part of the program cannot be loaded: {error}", error=printable(str(error)))
    if isinstance(error, OSError):
        told = Lazy("system error: {reason}", reason=reason(error))
        return together(": ", (told, *filter(_is_text, (error.filename,))))
    return internal_error(error)


def _is_text(name: object) -> bool:
    return isinstance(name, str)

"""What is said of compressed data that a library refuses."""

from __future__ import annotations

from inspector.errors import DamageError, LimitError

CUT_SHORT = "it was cut short: save or copy it again"
# How libzstd and liblzma say that a stream's window is larger than they may allocate.
_OVER_MEMORY = ("too much memory", "Memory usage limit")


def cut(name: str) -> DamageError:
    """Return the error for data that ends too early."""
    return DamageError(f"{name} data ends before its end", hint=CUT_SHORT)


def corrupt(name: str, error: Exception) -> DamageError:
    """Return the error for what a library complains about."""
    told = str(error)
    if any(words in told for words in _OVER_MEMORY):
        return LimitError(f"{name} data needs more memory to decompress than allowed")
    return DamageError(f"corrupt {name} data ({told})", hint="save or copy it again")

"""What is said of compressed data that a library refuses."""

from __future__ import annotations

import re

from inspector.errors import DamageError, LimitError

# What isal and zstandard put before their reasons.
_LIBRARY = r"^(?:Error -?\d+ |zstd decompress(?:or)? error: )"
# How libzstd and liblzma say that a stream's window is larger than they may allocate.
_OVER_MEMORY = ("too much memory", "Memory usage limit")


def cut(name: str) -> DamageError:
    """Return the error for data that ends too early."""
    return DamageError(f"the {name} data is cut short")


def corrupt(name: str, error: Exception) -> DamageError:
    """Return the error for what a library complains about."""
    told = str(error)
    if any(words in told for words in _OVER_MEMORY):
        return LimitError(f"{name} data needs more memory to decompress than allowed")
    reason = re.sub(_LIBRARY, "", told)
    return DamageError(f"corrupt {name} data ({reason[:1].lower()}{reason[1:]})")

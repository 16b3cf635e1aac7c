"""What is said of compressed data that a library refuses."""

from __future__ import annotations

import re

from inspector.errors import DamageError, LimitError, UnreadableError
from inspector.language import Lazy

# What isal and zstandard put before their reasons.
_LIBRARY = r"^(?:Error -?\d+ |zstd decompress(?:or)? error: )"
# How libzstd and liblzma say that a stream's window is larger than they may allocate.
_OVER_MEMORY = ("too much memory", "Memory usage limit")


def cut(name: str) -> DamageError:
    """Return the error for data that ends too early."""
    return DamageError(Lazy("the {name} data is cut short", name=name))


def no_zstandard() -> UnreadableError:
    """Return the error where the library that zstd needs is not installed."""
    return UnreadableError(Lazy("zstd needs the Python package zstandard, which is not installed"))


def corrupt(name: str, error: Exception) -> DamageError:
    """Return the error for what a library complains about."""
    told = str(error)
    if any(words in told for words in _OVER_MEMORY):
        return LimitError(
            Lazy("{name} data needs more memory to decompress than allowed", name=name)
        )
    words = re.sub(_LIBRARY, "", told)
    words = words[:1].lower() + words[1:]
    return DamageError(Lazy("corrupt {name} data ({reason})", name=name, reason=words))

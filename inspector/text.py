"""The only door from an archive's bytes to a screen or a report."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Control, format (bidi, zero width), surrogate, private, unassigned; line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")


def decode(raw: bytes) -> str:
    """Return an archive's text; undecodable bytes become lone surrogates, so nothing is lost."""
    return raw.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Return the bytes that ``decode`` was given."""
    return text.encode("utf-8", "surrogateescape")


def path_key(path: str) -> bytes:
    """Sort key: paths in the order of their bytes."""
    return path.encode("utf-8", "surrogatepass" if _has_wide_surrogate(path) else "surrogateescape")


def _has_wide_surrogate(path: str) -> bool:
    return any("\ud800" <= char <= "\udc7f" or "\udd00" <= char <= "\udfff" for char in path)


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(char) not in _HIDDEN:
        return char
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char)
    if short:
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str) -> str:
    r"""Return text that is safe on a terminal: what is invisible or acts becomes a visible escape.

    Controls (ESC, CR, C1 …), bidi and zero-width marks and undecodable bytes become ``\x1b``,
    ``\u202e`` and the like. Printable ASCII is returned as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def plain_number(value: float) -> str:
    """Return three significant digits as C's ``%.3g`` writes them."""
    return f"{value:.3g}"


def docker_size(size: int) -> str:
    """Return a size as docker prints it: ``1.23MB``, units of 1000, ``1e+03kB`` at the seam.

    Source: docker/go-units ``HumanSizeWithPrecision(size, 3)``.
    """
    value = float(size)
    unit = 0
    while value >= 1000.0 and unit < len(_UNITS) - 1:
        value /= 1000.0
        unit += 1
    return plain_number(value) + _UNITS[unit]


def human_size(size: int) -> str:
    """Return a size for people: three significant digits, ``1.90 MB``; bytes are exact."""
    if size < 1000:
        return f"{size} B"
    value = float(size)
    unit = 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value /= 1000.0
        unit += 1
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f} {_UNITS[unit]}"

"""The only door from an archive's bytes to a screen or a report."""

from __future__ import annotations

import re
from functools import lru_cache

from inspector.language import ngettext

# Control, format (bidi, zero width), surrogate, private, unassigned; line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# What the categories above leave out of Unicode's Default_Ignorable_Code_Point: fillers, joiners,
# variation selectors.
_UNSEEN = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# What is between line ends and tabs.
_STRUCTURE = r"[^\n\t]+"
_SURROGATES = "[\ud800-\udfff]"
_MARKS = frozenset({"Mn", "Me"})
# Scripts need up to four on one character.
_MAX_PILE = 8
_SHORT_DIGEST = 12
_LONG_NAME = r"\b([0-9a-f]{12})[0-9a-f]{28,}\b"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")


def decode(raw: bytes) -> str:
    """Return an archive's text; undecodable bytes become lone surrogates, so nothing is lost."""
    return raw.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Return the bytes that ``decode`` was given."""
    return text.encode("utf-8", "surrogateescape")


def short_digest(digest: str) -> str:
    """Return a digest as people write it: its algorithm and 12 digits of it."""
    algorithm, colon, value = digest.partition(":")
    return f"{algorithm}{colon}{value[:_SHORT_DIGEST]}" if colon else digest


def short_digests(*digests: str) -> tuple[str, ...]:
    """Return digests that are to be told apart: short, unless they then look the same."""
    short = tuple(map(short_digest, digests))
    return short if len(set(short)) == len(set(digests)) else digests


def short_names(text: str) -> str:
    """Return text in which names made of a digest are cut: ``/blobs/sha256/0123456789ab…``."""
    return re.sub(_LONG_NAME, r"\1…", text)


def repaired(text: str) -> str:
    """Return text as Go decodes it: U+FFFD for each byte or half pair that is no UTF-8."""
    return text if text.isascii() else re.sub(_SURROGATES, "\ufffd", text)


def path_key(path: str) -> bytes:
    """Sort key: paths in the order of their bytes."""
    try:
        return encode(path)
    except UnicodeEncodeError:
        # surrogates that no byte stands for: they come from a JSON text or a command line
        return path.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=4096)
def _seen(char: str) -> tuple[str, bool]:
    """Return what to show, and whether it stands on the character before it."""
    import unicodedata

    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}", False
    category = unicodedata.category(char)
    if category in _HIDDEN or re.match(_UNSEEN, char):
        return _escaped(char), False
    return char, category in _MARKS


def _escaped(char: str) -> str:
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char)
    if short:
        return short
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str) -> str:
    r"""Return text that is safe on a terminal: what is invisible or acts becomes a visible escape.

    Controls (ESC, CR, C1 …), bidi and zero-width marks and undecodable bytes become ``\x1b``,
    ``\u202e`` and the like; so do combining marks without a character to stand on, or piled up.
    Printable ASCII is returned as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    pile = _MAX_PILE
    for char in text:
        seen, is_mark = _seen(char)
        pile = pile + 1 if is_mark else 0
        shown.append(_escaped(char) if pile > _MAX_PILE else seen)
    return "".join(shown)


def printable_text(text: str) -> str:
    """Return several lines that are safe on a terminal: tabs and line ends stay as they are."""
    return re.sub(_STRUCTURE, lambda line: printable(line[0]), text)


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


def counted(number: int, noun: str) -> str:
    """Return ``1 layer``, ``1,234 layers``; in another language what its catalogue has for them."""
    one, several = f"{{count}} {noun}", f"{{count}} {noun}s"
    return ngettext(one, several, number).replace("{count}", f"{number:,}")


def percent(part: float, whole: float) -> str:
    """Return a share of a whole: ``0%`` only for nothing of it, ``100%`` only for all of it.

    The one rule for every share that is shown, but for the figures that are another program's.
    """
    if part <= 0 or whole <= 0:
        return "0%"
    if part >= whole:
        return "100%"
    rounded = round(100 * part / whole)
    return f"{min(rounded, 99)}%" if rounded else "<1%"


def efficiency(live: int, stored: int) -> str:
    """Return how much of what is stored is visible at the end; where nothing is, none is wasted."""
    return percent(live, stored) if stored else "100%"

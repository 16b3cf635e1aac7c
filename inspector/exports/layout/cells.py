"""How many terminal cells a text takes, exactly as docker's client counts.

Two measures, as there: cells of a table by grapheme clusters (go-runewidth 0.0.16 over uniseg 0.2),
shortening by characters (x/text/width, Unicode 15.0). Python's own tables follow another Unicode.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from inspector.exports.layout import cell_tables
from inspector.text import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

ELLIPSIS = "…"

# The two measures differ here: x/text/width is of Unicode 15.0, and knows no combining characters.
_WIDE_IN_TEXT = frozenset("\u3099\u309a\U0002fffe\U0002ffff\U0003fffe\U0003ffff")
_NARROW_IN_TEXT = frozenset("\u2ffc\u2ffd\u2ffe\u2fff\u31ef")

# Kinds of characters by their table; Hangul and the regional indicators are ranges of their own.
_KINDS = {
    "extend": cell_tables.EXTEND,
    "spacing": cell_tables.SPACING_MARK,
    "prepend": cell_tables.PREPEND,
    "control": "0-1f" + cell_tables.CONTROL,
    "pictographic": cell_tables.PICTOGRAPHIC,
    "zwj": "200d",
    "regional": "1f1e6-1f1ff",
    "L": "1100-115f a960-a97c",
    "V": "1160-11a7 d7b0-d7c6",
    "T": "11a8-11ff d7cb-d7fb",
}
# (state, kind) that stay in one cluster, and the state after them (UAX 29, GB6 to GB13)
_JOINS = {
    ("L", "L"): "L",
    ("L", "V"): "V",
    ("L", "LV"): "V",
    ("L", "LVT"): "T",
    ("V", "V"): "V",
    ("V", "T"): "T",
    ("T", "T"): "T",
    ("pictographic", "extend"): "pictographic",
    ("pictographic", "zwj"): "pictographic zwj",
    ("pictographic zwj", "pictographic"): "pictographic",
    ("regional", "regional"): "regional pair",
}
_STARTS = {"LV": "V", "LVT": "T"} | {
    kind: kind for kind in ("L", "V", "T", "prepend", "control", "pictographic", "regional")
}
_JOINING = frozenset({"extend", "spacing", "zwj"})
_HANGUL = range(0xAC00, 0xD7A4)


@cache
def _bounds(table: str) -> list[int]:
    """Return a table as the numbers where it begins and stops to hold."""
    bounds: list[int] = []
    for item in table.split():
        first, _, last = item.partition("-")
        bounds += [int(first, 16), int(last or first, 16) + 1]
    return bounds


def _within(code: int, table: str) -> bool:
    return bisect_right(_bounds(table), code) % 2 == 1


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    code = ord(char)
    if code in _HANGUL:
        return "LVT" if (code - _HANGUL.start) % 28 else "LV"
    return next((kind for kind, table in _KINDS.items() if _within(code, table)), "")


def _step(state: str, kind: str) -> tuple[str, bool]:
    """Return the state after a character, and whether it belongs to the cluster before it."""
    if state == "control":
        return "", False  # and what follows a control begins nothing
    if state == "prepend" and kind != "control":
        return "", True
    if (state, kind) in _JOINS:
        return _JOINS[state, kind], True
    return _STARTS.get(kind, ""), kind in _JOINING


@lru_cache(maxsize=4096)
def _char_width(char: str, *, ambiguous_wide: bool) -> int:
    code = ord(char)
    if code < 0x20 or _within(code, cell_tables.ZERO):
        return 0
    if _within(code, cell_tables.WIDE):
        return 2
    if not ambiguous_wide:
        return 1
    import unicodedata

    return 2 if unicodedata.east_asian_width(char) == "A" else 1


def display_width(text: str, *, ambiguous_wide: bool = False) -> int:
    """Return the cells that a text takes in a table; controls take none.

    A cluster is as wide as the first of its characters that has a width.
    """
    plain = text.removesuffix(ELLIPSIS)
    if plain.isascii() and plain.isprintable():
        # Most of them; the ellipsis is of ambiguous width.
        return len(text) + (ambiguous_wide and len(plain) < len(text))
    total = width = 0
    state = ""
    for char in repaired(text):
        state, joined = _step(state, _kind(char))
        if not joined:
            total += width
            width = 0
        width = width or _char_width(char, ambiguous_wide=ambiguous_wide)
    return total + width


def padded(text: str, width: int) -> str:
    """Return text with blanks behind it, so that it takes ``width`` cells at least."""
    return text + " " * (width - display_width(text))


def padded_left(text: str, width: int) -> str:
    """Return text with blanks before it, so that it takes ``width`` cells at least."""
    return " " * (width - display_width(text)) + text


def _is_wide(char: str) -> bool:
    if char in _WIDE_IN_TEXT:
        return True
    return char not in _NARROW_IN_TEXT and _within(ord(char), cell_tables.WIDE)


def ellipsis(text: str, limit: int) -> str:
    """Return text cut to ``limit`` (≥ 2) cells, the last an ellipsis where something was cut."""
    if text.isascii():
        return text if len(text) <= limit else text[: limit - 1] + ELLIPSIS
    kept = total = 0
    for count, char in enumerate(text, 1):
        total += 2 if _is_wide(char) else 1
        if total < limit:
            kept = count
    return text if total <= limit else text[:kept] + ELLIPSIS


_LOCALE = r"[a-z]{2,3}(?:_[A-Z]{2})?\.(.+)"
_CJK_CHARSETS = frozenset(
    {"jis", "eucjp", "euckr", "euccn", "sjis", "cp932", "cp51932", "cp936", "cp949", "cp950"}
    | {"big5", "gbk", "gb2312"}
)


def is_ambiguous_wide(environment: Mapping[str, str]) -> bool:
    """Tell whether docker's client takes characters of ambiguous width, such as ``…``, for wide.

    It does so in Chinese, Japanese and Korean locales (go-runewidth, runewidth_posix.go).
    """
    forced = environment.get("RUNEWIDTH_EASTASIAN")
    if forced:
        return forced == "1"
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "")
    if locale in {"C", "POSIX"} or locale.startswith(("C.", "C-")):
        return False
    match = re.match(_LOCALE, locale)
    charset = (match[1] if match else locale).lower()
    if charset.endswith("@cjk_narrow"):
        return False
    charset = charset.partition("@")[0]
    if charset in {"utf-8", "utf8"}:
        return locale.startswith(("ja", "ko", "zh"))
    return charset in _CJK_CHARSETS

"""How text looks on a line: tabs become blanks, what acts or hides becomes visible."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from rich.cells import cell_len

from inspector.text import printable

TAB = 8


def is_plain(text: str) -> bool:
    """Whether text is shown as it is, a cell a character."""
    return text.isascii() and text.isprintable()


@lru_cache(maxsize=4096)
def cells_of(char: str) -> int:
    """Return the cells a character takes once it is visible; not for tabs."""
    return cell_len(printable(char))


def show(text: str, column: int = 0) -> str:
    """Return text as it looks from ``column`` (in cells) on."""
    if is_plain(text):
        return text
    shown: list[str] = []
    for place, part in enumerate(text.split("\t")):
        if place:
            blank = TAB - column % TAB
            shown.append(" " * blank)
            column += blank
        visible = printable(part)
        shown.append(visible)
        column += cell_len(visible)
    return "".join(shown)


def pieces(text: str) -> list[tuple[str, bool]]:
    """Cut text where characters are shown by an escape: (text, whether it is of such ones)."""
    if is_plain(text):
        return [(text, False)]
    return [("".join(run), hidden) for hidden, run in groupby(text, _is_escaped)]


def _is_escaped(char: str) -> bool:
    return char != "\t" and printable(char) != char

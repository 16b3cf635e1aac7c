"""Where a line may end: at blanks and, in Chinese and the like, between characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
# A line begins with none of the first, and ends with none of the second (CSS Text 3, 5.3).
_CLOSING = "，。、；：？！）》〉」』】〕”’…,.;:!?)]}%"  # noqa: RUF001 - they are meant
_OPENING = "（《〈「『【〔“‘([{"  # noqa: RUF001
# Stands for a blank at which no line ends: it is never in printable text.
GLUE = "\x1f"
# Between a number and its unit, or what is counted.
_BOUND = re.compile(r"(?<=\d) (?=[kMGTPEZY]?B\b)")
# In Chinese also between a number and what is counted, and behind what makes it an ordinal.
_BOUND_WIDE = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])|(?<=\u7b2c) (?=\d)")


def is_wide(text: str) -> bool:
    """Whether a text has characters between which it may be broken."""
    return _WIDE.search(text) is not None


def glued(text: str) -> str:
    """Return a text with ``GLUE`` for each blank between a number and its unit."""
    return _BOUND.sub(GLUE, text)


def breaks(line: str, width: int, measure: Callable[[str], int], *, cuts: bool = True) -> list[int]:
    """Return where a line is broken to take at most ``width`` cells, as ``measure`` counts them.

    ``cuts``: whether words that are too long are broken, too. Blanks end a line, and begin none.
    """
    found: list[int] = []
    at = used = 0
    for unit in _units(_BOUND_WIDE.sub(GLUE, glued(line))):
        # ``measure`` may take GLUE for nothing.
        text = unit.rstrip(" ").replace(GLUE, " ")
        cells, start = measure(text), at
        if used and used + cells > width:
            found.append(at)
            used = 0
        while cuts and cells > width:
            count = fitting(text, width, measure)
            start += count
            found.append(start)
            text = text[count:]
            cells = measure(text)
        used += cells + len(unit) - len(unit.rstrip(" "))
        at += len(unit)
    return found


def fitting(text: str, width: int, measure: Callable[[str], int]) -> int:
    """Return how many characters of a text take at most ``width`` cells, one at least."""
    end = max(width, 1)
    while end < len(text) and measure(text[:end]) <= width:
        end *= 2
    lengths = range(1, min(end, len(text)) + 1)
    return max(1, bisect_left(lengths, True, key=lambda each: measure(text[:each]) > width))  # noqa: FBT003


def _units(line: str) -> Iterator[str]:
    """Yield the parts of a line between which it may be broken, blanks with what is before them."""
    unit = before = ""
    for char in line:
        if unit and _may_part(before, char):
            yield unit
            unit = ""
        unit += char
        before = char
    if unit:
        yield unit


def _may_part(before: str, after: str) -> bool:
    if " " in {before, after}:
        return after != " "
    is_joint = is_wide(before + after)
    return is_joint and after not in _CLOSING + GLUE and before not in _OPENING + GLUE

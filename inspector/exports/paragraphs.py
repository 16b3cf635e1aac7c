"""Sentences in lines of so many cells, also of scripts that have no blanks between words."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from inspector.exports.cells import ELLIPSIS, display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

# Stands for a blank at which no line ends: it is never in printable text.
_GLUE = "\x1f"
# Between a number and its unit, or what is counted.
_BOUND = re.compile(r"(?<=\d) (?=[kMGTPEZY]?B\b)")
# In Chinese also between a number and what is counted, and behind what makes it an ordinal.
_BOUND_WIDE = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])|(?<=\u7b2c) (?=\d)")
# A line begins with none of the first, and ends with none of the second (CSS Text 3, 5.3).
_CLOSING = "，。、；：？！）》】」』”’…,.;:!?)]}%"  # noqa: RUF001 - they are meant
_OPENING = "（《【「『“‘([{"  # noqa: RUF001


def wrapped(
    text: str, width: int, head: str = "", *, most: int | None = None, breaks: bool = True
) -> list[str]:
    """Return a paragraph as lines of ``width`` cells, what follows the first below its text.

    ``most``: lines that there may be; ``breaks``: whether words that are too long are broken.
    """
    indent = " " * display_width(head)
    glued = _BOUND.sub(_GLUE, text)
    if display_width(head + text) == len(head + text):
        lines = textwrap.wrap(
            glued,
            width,
            initial_indent=head,
            subsequent_indent=indent,
            break_long_words=breaks,
            break_on_hyphens=False,
            max_lines=most,
            placeholder=f" {ELLIPSIS}",
        )
    else:
        room = width - len(indent)
        glued = _BOUND_WIDE.sub(_GLUE, glued)
        found = _shortened(list(_lines(glued, room, breaks=breaks)), room, most)
        lines = [(indent if at else head) + line for at, line in enumerate(found)]
    return [line.replace(_GLUE, " ") for line in lines]


def _lines(text: str, room: int, *, breaks: bool) -> Iterator[str]:
    line = ""
    for word in filter(None, text.split(" ")):
        for at, unit in enumerate(_units(word)):
            gap = " " if line and not at else ""
            if line and _width(line + gap + unit) > room:
                yield line
                line, gap = "", ""
            line += gap + unit
            while breaks and _width(line) > room:
                cut = _fitting(line, room)
                yield line[:cut]
                line = line[cut:]
    if line:
        yield line


def _units(word: str) -> Iterator[str]:
    """Yield the parts of a word between which a line may end."""
    unit = ""
    for char in word:
        is_joint = bool(unit) and (_is_wide(char) or _is_wide(unit[-1]))
        if is_joint and char not in _CLOSING + _GLUE and unit[-1] not in _OPENING + _GLUE:
            yield unit
            unit = ""
        unit += char
    if unit:
        yield unit


def _is_wide(char: str) -> bool:
    return display_width(char) > 1


def _width(text: str) -> int:
    return display_width(text) + text.count(_GLUE)


def _fitting(text: str, room: int) -> int:
    """Return how many characters fit, one at least."""
    return max(
        1, next(at for at in range(len(text), 0, -1) if _width(text[:at]) <= room or at == 1)
    )


def _shortened(lines: list[str], room: int, most: int | None) -> list[str]:
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    return [*lines[: most - 1], last[: _fitting(last, room - 2)].rstrip() + f" {ELLIPSIS}"]

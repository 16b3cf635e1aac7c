"""Sentences in lines of so many cells, also of scripts that have no blanks between words."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

from inspector.exports.layout.cells import ELLIPSIS, display_width
from inspector.exports.layout.line_breaks import GLUE, breaks, fitting, glued

if TYPE_CHECKING:
    from collections.abc import Iterator


def wrapped(
    text: str, width: int, head: str = "", *, most: int | None = None, cuts: bool = True
) -> list[str]:
    """Return a paragraph as lines of ``width`` cells, what follows the first below its text.

    ``most``: lines that there may be; ``cuts``: whether words that are too long are broken.
    """
    indent = " " * display_width(head)
    if display_width(head + text) == len(head + text):
        lines = textwrap.wrap(
            glued(text),
            width,
            initial_indent=head,
            subsequent_indent=indent,
            break_long_words=cuts,
            break_on_hyphens=False,
            max_lines=most,
            placeholder=f" {ELLIPSIS}",
        )
    else:
        room = width - len(indent)
        found = _shortened(list(_lines(text, room, cuts=cuts)), room, most)
        lines = [(indent if at else head) + line for at, line in enumerate(found)]
    return [line.replace(GLUE, " ") for line in lines]


def _lines(text: str, room: int, *, cuts: bool) -> Iterator[str]:
    line = " ".join(filter(None, text.split(" ")))
    places = [0, *breaks(line, room, display_width, cuts=cuts), len(line)]
    for start, end in pairwise(places):
        if start < end:
            yield line[start:end].rstrip(" ")


def _shortened(lines: list[str], room: int, most: int | None) -> list[str]:
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    kept = last[: fitting(last, room - 2, display_width)].rstrip()
    return [*lines[: most - 1], f"{kept} {ELLIPSIS}"]

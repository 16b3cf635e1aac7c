"""Printable text broken into lines, at blanks and, in Chinese and the like, between characters.

Textual and Rich break at blanks alone: a sentence without any would begin on a line of its own, and
be cut anywhere.
"""

from __future__ import annotations

from itertools import pairwise

from rich.cells import cell_len
from textual.content import Content

from inspector.exports.layout import line_breaks
from inspector.exports.layout.line_breaks import is_wide


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, each of at most ``width`` cells."""
    width = max(width, 1)
    if not is_wide(text):
        return [line.plain for line in Content(text).wrap(width)]
    lines: list[str] = []
    for line in text.split("\n"):
        places = [0, *breaks(line, width), len(line)]
        lines += [line[start:end].rstrip() for start, end in pairwise(places)]
    return lines


def breaks(line: str, width: int) -> list[int]:
    """Return where a line is broken to take at most ``width`` cells."""
    return line_breaks.breaks(line, width, cell_len)

"""Printable text broken into lines, at blanks and, in Chinese and the like, between characters.

Textual and Rich break at blanks alone: a sentence without any would begin on a line of its own, and
be cut anywhere.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rich.cells import cell_len, chop_cells
from textual.content import Content

_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
# No line ends with the first of these, and none begins with the second.
_OPENING, _CLOSING = "（《〈「『【〔“‘(", "，。：；、！？）》〉」』】〕”’…),.:;!?"  # noqa: RUF001 - they are meant
_UNIT = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(_OPENING)}]+|$)"
    rf"[{re.escape(_CLOSING)}]*\s*|\s+|."
)
_HAS_WIDE = re.compile(f"[{_WIDE}]")


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, each of at most ``width`` cells."""
    width = max(width, 1)
    if not _HAS_WIDE.search(text):
        return [line.plain for line in Content(text).wrap(width)]
    lines: list[str] = []
    for line in text.split("\n"):
        places = [0, *breaks(line, width), len(line)]
        lines += [line[start:end].rstrip() for start, end in pairwise(places)]
    return lines


def breaks(line: str, width: int) -> list[int]:
    """Return where a line is broken to take at most ``width`` cells."""
    found: list[int] = []
    used = 0
    for match in _UNIT.finditer(line):
        at, unit = match.start(), match[0]
        cells = cell_len(unit.rstrip())
        if used and used + cells > width:
            found.append(at)
            used = 0
        if cells > width:
            parts = chop_cells(unit.rstrip(), width)
            for part in parts[:-1]:
                at += len(part)
                found.append(at)
            used = cell_len(parts[-1]) + len(unit) - len(unit.rstrip())
        else:
            used += cell_len(unit)
    return found


def is_wide(text: str) -> bool:
    """Whether a text has characters between which it may be broken."""
    return _HAS_WIDE.search(text) is not None

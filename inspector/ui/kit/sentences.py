"""Sentences broken into lines, none of which parts a number from its unit."""

from __future__ import annotations

import re

from textual.content import Content

_SIZE = re.compile(r"(?<=\d) (?=[kMGTPEZY]?B\b)")
_GLUE = "\uf8ff"  # never in printable text, and a cell wide


def sentence_lines(text: str, width: int) -> list[str]:
    """Return a printable text in lines of at most ``width`` cells."""
    lines = Content(_SIZE.sub(_GLUE, text)).wrap(max(width, 1))
    return [line.plain.rstrip().replace(_GLUE, " ") for line in lines]

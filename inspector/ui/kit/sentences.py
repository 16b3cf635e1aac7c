"""Sentences put together, and broken into lines, none of which parts a number from its unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.language import _
from inspector.ui.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIZE = re.compile(r"(?<=\d) (?=[kMGTPEZY]?B\b)")
_GLUE = "\uf8ff"  # never in printable text, and a cell wide


def sentence_lines(text: str, width: int) -> list[str]:
    """Return a printable text in lines of at most ``width`` cells."""
    lines = wrapped(_SIZE.sub(_GLUE, text), width)
    return [line.rstrip().replace(_GLUE, " ") for line in lines]


def listed(parts: Iterable[str]) -> str:
    """Return parts of a sentence, with commas between."""
    return _(", ").join(parts)


def paragraph(sentences: Iterable[str]) -> str:
    """Return whole sentences one after the other; a wide full stop is its own blank."""
    return " ".join(filter(None, sentences)).replace("。 ", "。")

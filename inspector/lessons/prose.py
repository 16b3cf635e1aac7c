"""Texts of lessons: paragraphs whose lines are joined, and broken at a width."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

from inspector.exports.layout.paragraphs import wrapped as in_cells

_GAP = re.compile(r"\n\s*\n")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line but for its indented ones.

    A paragraph ends at an empty line. Lines of Chinese are joined without a blank.
    """
    return [_joined(each.split("\n")) for each in _GAP.split(text.strip("\n"))]


def wrapped(paragraph: str, width: int, head: str = "") -> list[str]:
    """Return a paragraph in lines of so many cells; indented ones and long words stay whole."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if line.startswith("  "):
            lines.append(line)
        else:
            lines += in_cells(line, width, head, cuts=False)
    return lines


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        if not text or line.startswith("  "):
            text += f"\n{line}" if text else line
        else:
            part = line.strip()
            text += part if _is_tight(text[-1:], part[:1]) else f" {part}"
    return text


def _is_tight(before: str, after: str) -> bool:
    """Whether no blank stands between: wide characters have none, wide punctuation to no side."""
    wide = [char for char in (before, after) if is_wide(char)]
    return len(wide) == 2 or any(category(char).startswith("P") for char in wide)


def is_wide(char: str) -> bool:
    """Whether a character takes two cells; nothing does not."""
    return bool(char) and east_asian_width(char) in {"W", "F"}

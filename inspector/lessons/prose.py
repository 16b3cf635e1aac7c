"""Texts of lessons: paragraphs whose lines are joined, and broken at a width."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

from inspector.exports.cells import display_width

_GAP = re.compile(r"\n\s*\n")
# Unicode's categories of what must not begin a line, and of what must not end one.
_CLOSING = {"Pe", "Pf", "Po"}
_OPENING = {"Ps", "Pi"}


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line but for its indented ones.

    A paragraph ends at an empty line. Lines of Chinese are joined without a blank.
    """
    return [_joined(each.split("\n")) for each in _GAP.split(text.strip("\n"))]


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


def wrapped(text: str, width: int, first: str = "", other: str = "") -> list[str]:
    """Return a paragraph in lines of so many cells, where that can be; each begins as said."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("  "):
            lines.append(f"{other if lines else first}{line}")
            continue
        now = other if lines else first
        is_empty = True
        for piece in _pieces(line):
            if not is_empty and display_width(now + piece.rstrip()) > width:
                lines.append(now.rstrip())
                now, is_empty = other, True
            now += piece.lstrip() if is_empty else piece
            is_empty = False
        lines.append(now.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """Return what is not broken: words with the blanks behind them, wide characters alone."""
    pieces: list[str] = []
    for char in text:
        if not pieces or _may_break(pieces[-1][-1], char):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if is_wide(before) or is_wide(after):
        return category(after) not in _CLOSING and category(before) not in _OPENING
    return before == " "

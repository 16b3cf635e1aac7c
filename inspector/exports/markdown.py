"""Markdown of which nothing acts that comes from an image, and that stays below a limit.

Source of what acts: the GitHub Flavored Markdown specification and its parser, cmark-gfm. Mentions
and references to issues are looked for in the finished HTML, entities decoded, but never within
``code``; addresses of mail in any text, so that a comment stands behind each ``@``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.language import _
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A comment on GitHub has 65,536 characters at most.
LIMIT = 65_000
_LONGEST = 160
# Room for the line that says how many rows are not shown.
_REST = 60
_ACTIVE = re.compile(r"[^\w ,/=\-]|_", re.ASCII)


def code(text: str, most: int = _LONGEST) -> str:
    """Return text as inline code: visible, not longer than ``most`` characters, inert."""
    shown = printable(text)
    if len(shown) > most:
        shown = shown[: most - 1] + "…"
    return f"<code>{_ACTIVE.sub(_entity, shown)}</code>" if shown else ""


def _entity(match: re.Match[str]) -> str:
    char = match[0]
    if char == "@":
        return "&#64;<!-- -->"
    return f"&#{ord(char)};" if char.isascii() else char


class Page:
    """Lines of Markdown that are added as long as they fit."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._left = limit
        self._lines: list[str] = []

    def add(self, *lines: str) -> bool:
        """Add lines if all of them fit; return whether they did."""
        size = _size(lines)
        if size > self._left:
            return False
        self._left -= size
        self._lines += lines
        return True

    @property
    def left(self) -> int:
        """How many characters fit in."""
        return self._left

    def table(
        self,
        title: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        count: int,
        *,
        is_open: bool = False,
    ) -> None:
        """Add a table that opens and closes on a click, with as many of ``count`` rows as fit.

        Title and cells are Markdown: text from an image goes through ``code``.
        """
        rule = ["---"] * len(head)
        opened = "<details open>" if is_open else "<details>"
        begin = ("", f"{opened}<summary>{title}</summary>", "", _row(head), _row(rule))
        end = ("", "</details>")
        reserve = _size(end) + _REST
        if _size(begin) + reserve > self._left:
            return
        self.add(*begin)
        self._left -= reserve
        shown = 0
        for row in rows:
            if not self.add(_row(row)):
                break
            shown += 1
        self._left += reserve
        if shown < count:
            more = f"{count - shown:,}"
            self.add("", _("{count} more rows are not shown.").format(count=more))
        self.add(*end)

    def __str__(self) -> str:
        return "\n".join(self._lines) + "\n"


def _size(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"

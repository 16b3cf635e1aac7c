"""What the terminal of a container has shown: lines to read again."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len

from inspector.exports.layout.line_breaks import is_wide
from inspector.language import _
from inspector.ui.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from inspector.ui.widgets.line_source import TextSpan

_MOST_LINES = 5000
# All of them are laid out anew with each that is added.
_MOST_CHARACTERS = 1 << 20
_LONGEST_LINE = 20_000


class Transcript:
    """The newest lines, each with a component class of ``TextLines``; a ``LineSource``."""

    wraps = True
    numbers = 0

    def __init__(self) -> None:
        self._lines: list[tuple[str, str]] = []
        self._characters = 0
        self._dropped = 0

    def add(self, text: str, tone: str = "") -> None:
        """Add a text, which may hold anything, line by line."""
        for line in text.removesuffix("\n").split("\n"):
            more = len(line) - _LONGEST_LINE
            cut = _("… (+{count:,} more characters)").format(count=more) if more > 0 else ""
            kept = line[:_LONGEST_LINE] + cut
            self._lines.append((kept, tone))
            self._characters += len(kept)
        self._drop()

    def _drop(self) -> None:
        dropped, left = 0, len(self._lines)
        while left > _MOST_LINES or (left > 1 and self._characters > _MOST_CHARACTERS):
            self._characters -= len(self._lines[dropped][0])
            dropped, left = dropped + 1, left - 1
        del self._lines[:dropped]
        self._dropped += dropped

    def clear(self) -> None:
        self._lines.clear()
        self._characters = self._dropped = 0

    def snapshot(self, width: int, prose: Container[str] = ()) -> Transcript:
        """Return a copy, which stays as it is; what has a tone of ``prose`` is broken at words."""
        copy = Transcript()
        copy._dropped = self._dropped
        for line, tone in self._lines:
            parts = _broken(line, width) if tone in prose and cell_len(line) > width else [line]
            copy._lines += [(part, tone) for part in parts]
        return copy

    def __len__(self) -> int:
        return len(self._lines) + bool(self._dropped)

    def number(self, line: int) -> str:
        del line
        return ""

    def text(self, line: int) -> str:
        return self._line(line)[0]

    def spans(self, line: int) -> Sequence[TextSpan]:
        del line
        return ()

    def tone(self, line: int) -> str:
        return self._line(line)[1]

    def _line(self, line: int) -> tuple[str, str]:
        if self._dropped and not line:
            said = _("… {count:,} earlier lines are not kept").format(count=self._dropped)
            return said, "lines--dim"
        return self._lines[line - bool(self._dropped)]


def _broken(line: str, width: int) -> list[str]:
    indent = "  " if width > len("  ") else ""
    if is_wide(line):
        first, *others = wrapped(line, width - len(indent))
        return [first, *(indent + each for each in others)]
    return wrap(
        line, width, subsequent_indent=indent, replace_whitespace=False, break_on_hyphens=False
    )

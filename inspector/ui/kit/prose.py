"""Styled text for Rich that is broken into lines as ``widgets.wrapping`` breaks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.measure import Measurement

from inspector.exports.layout.line_breaks import is_wide
from inspector.ui.widgets.wrapping import breaks

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.text import Text


class _Prose:
    """A text that may be broken between its characters."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.split(allow_blank=True):
            for part in line.divide(breaks(line.plain, options.max_width)):
                part.rstrip()
                yield part

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._text)


def prose(text: Text) -> RenderableType:
    """Return a text that is broken where its script allows it."""
    return _Prose(text) if is_wide(text.plain) else text

"""Scrollbars of half a cell: a thumb without a track, which is seen without colours, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import clamp
from textual.scrollbar import ScrollBarRender

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderResult

_THUMB = "▐"


class ThinScrollBar(ScrollBarRender):
    """Draws vertical scrollbars; horizontal ones are left to Textual."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield a line for each cell."""
        if self.vertical:
            yield from self._lines(console, options)
        else:
            yield from super().__rich_console__(console, options)

    def _lines(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        style = console.get_style(self.style)
        size = options.height or console.height
        thumb = self._thumb(size)
        for y in range(size):
            # What Textual calls the parts of a scrollbar that were clicked.
            part = "grab" if y in thumb else "scroll_up" if y < thumb.start else "scroll_down"
            mark = (_THUMB if y in thumb else "").rjust(options.max_width)
            yield Segment(mark, style + Style(meta={"@mouse.down": part}))
            yield Segment.line()

    def _thumb(self, size: int) -> range:
        """Return the cells of the thumb; it is at an end only where that is what is seen."""
        hidden = self.virtual_size - self.window_size
        if not self.window_size or hidden <= 0:
            return range(0)
        cells = clamp(round(size * self.window_size / self.virtual_size), 1, max(1, size - 1))
        free = size - cells
        start = round(free * self.position / hidden)
        if 0 < self.position < hidden:
            start = clamp(start, min(1, free), max(free - 1, 0))
        start = clamp(start, 0, free)
        return range(start, start + cells)

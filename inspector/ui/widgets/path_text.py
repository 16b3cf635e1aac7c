"""A line with a path, and what is to be said of it; a long path loses its beginning."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from inspector.ui.widgets.elide import keep_end

_GAP = "   "


class PathText(Widget):
    """A path, which may hold anything, and printable words. ``LEAST`` cells are left of it."""

    LEAST: ClassVar[int] = 0
    DEFAULT_CSS = """
    PathText { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    _path = _words = ""

    def show(self, path: str, words: str) -> None:
        """Show another path, "" for words alone."""
        self._path, self._words = path, words
        self.refresh()

    def render(self) -> Content:
        words = _GAP + self._words if self._path and self._words else self._words
        room = max(self.LEAST, self.size.width - cell_len(words))
        if not self._path or room <= 0:
            return Content(self._words)
        return Content(keep_end(self._path, room) + words)

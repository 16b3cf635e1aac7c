"""A list of which an item may take several rows: a head, and lines of text below it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from .rows import Rows


@runtime_checkable
class Paragraphs(Protocol):
    """Rows of which some are text that belongs to the row above."""

    def head(self, index: int) -> int:
        """Return the first row of what a row belongs to."""
        ...

    def end(self, index: int) -> int:
        """Return the row behind the last one of what a row belongs to."""
        ...


class ParagraphRows(Rows):
    """The cursor is on heads alone, and brings the text below them into view.

    Of a source that knows no paragraphs each row is one.
    """

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a head."""
        return self._head(super().validate_cursor(cursor))

    def action_step(self, rows: int) -> None:
        """Go to the next head, once all of the text has been seen.

        A list that has just been shown has no room yet, and nothing to scroll.
        """
        first, end = self._head(self.cursor), self._end(self.cursor)
        top, page = self.scroll_offset.y, self._page
        if rows > 0 and page > 0 and end > top + page:
            self._scroll_rows(min(top + 1, end - page))
        elif rows < 0 and first < top:
            self._scroll_rows(top - 1)
        else:
            self.move_to(first - 1 if rows < 0 else end)

    def _keep_in_view(self) -> None:
        """Show the head and its text, or as much of it as there is room for."""
        top, first, end = self.scroll_offset.y, self.cursor, self._end(self.cursor)
        if self._page < 1 or first < top < end - self._page:
            return
        if end > top + self._page:
            top = max(top, end - self._page)
        self._scroll_rows(min(top, first))

    def _head(self, row: int) -> int:
        source = self.source
        return source.head(row) if isinstance(source, Paragraphs) and len(source) else row

    def _end(self, row: int) -> int:
        source = self.source
        return source.end(row) if isinstance(source, Paragraphs) and len(source) else row + 1

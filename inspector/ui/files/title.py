"""The line above the files: what is shown, and what the last move from match to match led to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from inspector.ui.files.words import Shown


class FilesTitle(Static):
    """One line: what is shown, or after a move from match to match where that led."""

    DEFAULT_CSS = """
    FilesTitle { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
        text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__(id="files-title", classes="pane-line", markup=False)
        self._note = ("", 0)  # what the last move led to, and the row on which that is true

    def note(self, text: str, row: int = 0) -> None:
        """Keep what a move led to while the cursor stays on ``row``."""
        self._note = (text, row)

    def is_outdated(self, row: int | None) -> bool:
        """Whether there is a note that is not true on ``row``."""
        return self._note[0] != "" and self._note[1] != row

    def show_title(self, shown: Shown, room: int, *, is_filling: bool) -> None:
        """Show what is shown, as far as that fits into ``room`` cells."""
        text = shown.title(room, self._note[0], is_filling=is_filling)
        self.update(Content(text), layout=False)

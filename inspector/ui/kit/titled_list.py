"""A pane of a title and a list, which tells what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import on
from textual.content import Content
from textual.widgets import Static

from inspector.ui.kit.pane import Pane
from inspector.ui.session import messages
from inspector.ui.session.target import Pointed
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.widgets.row_source import RowSource


@runtime_checkable
class PointingRows(Protocol):
    """Rows that know what each is about."""

    def pointed_at(self, index: int) -> Pointed:
        """Return what a row is about."""
        ...


class TitledList(Pane):
    """What stands in the title and in the list is said with ``show_rows``."""

    def __init__(self, name: str, rows: str) -> None:
        """Take the IDs of the pane and of the list."""
        super().__init__(id=name)
        self._title = Static(id=f"{name}-title", classes="pane-line", markup=False)
        self._rows = Rows(NoRows("opening…"), id=rows)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._rows

    def show_rows(self, rows: RowSource, title: str = "", cursor: int = 0) -> None:
        """Show a list; without a title, no line for it."""
        self._title.display = bool(title)
        self._title.update(Content(title))
        self._rows.set_source(rows, cursor=cursor)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        pointed = Pointed()
        if isinstance(event.source, PointingRows) and event.row is not None:
            pointed = event.source.pointed_at(event.row)
        self.refresh_bindings()
        self.post_message(messages.CursorMoved(self.id or "", pointed))

"""A pane of a title and a list, which tells what is under the cursor, and of which layers it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import on
from textual.content import Content
from textual.widgets import Static

from inspector.language import _
from inspector.ui.kit.pane import Pane
from inspector.ui.session import messages
from inspector.ui.session.target import Pointed
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.widgets.row_source import RowSource


# Rows of the pane, from which on lines below the list leave enough of them to it.
LEAST_HEIGHT = 9


@runtime_checkable
class PointingRows(Protocol):
    """Rows that know what each is about."""

    def pointed_at(self, index: int) -> Pointed:
        """Return what a row is about."""
        ...


class TitledList(Pane):
    """What stands in the title and in the list is said with ``show_rows``."""

    DEFAULT_CSS = """
    TitledList > .layer-lines { height: auto; padding: 0 1; color: $text-muted; display: none;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, name: str, rows: str) -> None:
        """Take the IDs of the pane and of the list."""
        super().__init__(id=name)
        self._title = Static(id=f"{name}-title", classes="pane-line", markup=False)
        self._rows = Rows(NoRows(_("opening…")), id=rows)
        self._layers = Static(classes="layer-lines", markup=False)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._rows
        yield self._layers

    def on_resize(self) -> None:
        """Leave the layers out where they would take the list's last rows."""
        has_room = self.size.height >= LEAST_HEIGHT
        self._layers.display = has_room and bool(str(self._layers.content))

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
        self._layers.update(Content("\n".join(pointed.layer_lines)))
        self.on_resize()
        self.refresh_bindings()
        self.post_message(messages.CursorMoved(self.id or "", pointed))

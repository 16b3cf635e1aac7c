"""Which bytes does no one see? What was stored and hidden again, largest first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from inspector.analyses.usage import Cause
from inspector.text import human_size
from inspector.ui import messages
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.ending import keep_end
from inspector.ui.widgets.pane import Pane
from inspector.ui.widgets.row_source import NoRows, Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.analyses.usage import Usage
    from inspector.ui.session import Session

_WHY = {
    Cause.OVERWRITTEN: "overwritten",
    Cause.REMOVED: "removed",
    Cause.METADATA: "same content",
}
_TONES = {
    Cause.OVERWRITTEN: "rows--modified",
    Cause.REMOVED: "rows--removed",
    Cause.METADATA: "rows--metadata",
}


class WasteRows:
    """One row a payload."""

    columns: ClassVar[Sequence[Column]] = (
        Column("size", width=8, right=True),
        Column("written", width=7, right=True),
        Column("hidden", width=6, right=True),
        Column("why", width=12, gap=2),
        Column("path", least=20, gap=2),
    )
    empty = "Nothing is wasted: every byte that was stored is visible in the end."

    def __init__(self, usage: Usage) -> None:
        self.waste = usage.waste

    def __len__(self) -> int:
        return len(self.waste)

    def row(self, index: int) -> Row:
        """Return a payload's cells."""
        each = self.waste[index]
        why = Content.styled(_WHY[each.cause], f".{_TONES[each.cause]}")
        path = partial(keep_end, each.path)
        return Row((human_size(each.bytes), str(each.written_by), str(each.hidden_by), why, path))


class WastePane(Pane):
    """The list of waste."""

    TITLE = "Waste"
    HELP = """\
## Waste

Files that a layer stored and no one can see in the end, largest first: which layer wrote them,
which one hid them, and why: overwritten, removed, or stored again with the same content, for which
a new mode, owner or time is enough. `Enter` shows the path in the changes of the layer that wrote
it.
"""
    DEFAULT_CSS = """
    WastePane {
        & > #waste-title { height: 1; color: $text-muted; padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="waste")
        self._title = Static(id="waste-title", markup=False)
        self._rows = Rows(NoRows("opening…"), id="waste-rows")

    def compose(self) -> ComposeResult:
        """Lay out the total and the list."""
        yield self._title
        yield self._rows

    def refresh_session(self) -> None:
        """Show the waste once it is known."""
        usage = self.session.usage if self.session is not None else None
        if usage is None:
            return
        if not isinstance(self._rows.source, WasteRows):
            count = len(usage.waste)
            noun = "file" if count == 1 else "files"
            total, stored = human_size(usage.wasted_bytes), human_size(usage.stored_bytes)
            self._title.update(Content(f"{total} of {stored} wasted, in {count:,} {noun}"))
            self._rows.set_source(WasteRows(usage))

    def show_session(self, session: Session) -> None:
        """Show another image."""
        self._title.update("")
        self._rows.set_source(NoRows("Known when all layers are read…"))
        super().show_session(session)

    def say(self, text: str) -> None:
        """Show a sentence in place of the waste."""
        self.session = None
        self._rows.set_source(NoRows(text))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, WasteRows):
            each = event.source.waste[event.row]
            self.post_message(messages.PathAsked(each.path, each.written_by))

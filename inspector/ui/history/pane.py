"""How was it made? The history as ``docker history`` prints it, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from inspector.analyses.history import history_rows
from inspector.exports.times import ago
from inspector.text import docker_size
from inspector.ui.kit.following import follow_to
from inspector.ui.kit.pane import PATH_KEYS, Pane
from inspector.ui.session import messages
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import NoRows, Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session


class HistoryRows:
    """The rows of the history."""

    columns: ClassVar[Sequence[Column]] = (
        Column("IMAGE", width=12, drop=2),
        Column("CREATED", width=16, drop=3),
        Column("CREATED BY", least=39, share=3),
        Column("SIZE", width=8, right=True),
        Column("COMMENT", least=10, drop=1),
    )
    empty = "This image has no history."

    def __init__(self, session: Session) -> None:
        self._session = session
        image = session.image
        sizes = [session.size_of(layer.index) for layer in image.layers]
        self._history = history_rows(image.config, image.id, sizes).rows[::-1]

    def __len__(self) -> int:
        return len(self._history)

    def other_end(self, index: int) -> int:
        """Return the place in the history, oldest first, of a row, and the row of a place."""
        return len(self._history) - 1 - index

    def layer(self, index: int) -> int | None:
        """Return the layer of a row."""
        return self._history[index].layer

    def row(self, index: int) -> Row:
        step = self._history[index]
        size = 0 if step.layer is None else self._session.size_of(step.layer)
        return Row(
            (
                step.image_id.removeprefix("sha256:")[:12],
                ago(step.created, self._session.now),
                (step.created_by or step.comment).replace("\t", " "),
                "…" if size is None else docker_size(size),
                step.comment,
            ),
            "rows--dim" if step.layer is None else "",
        )


class HistoryPane(Pane):
    """The history."""

    TITLE = "History"
    HELP = """\
## History

The output of `docker history` for this image, newest step first. Moving here also moves the list of
layers, and vice versa; `{rows.choose}` shows the layer of a step.
"""
    UNOFFERED_KEYS = PATH_KEYS

    def __init__(self) -> None:
        super().__init__(id="history")
        self._rows = Rows(NoRows("opening…"), id="history-rows")

    def compose(self) -> ComposeResult:
        yield self._rows

    def show_session(self, session: Session) -> None:
        self.session = session
        self._rows.set_source(HistoryRows(session))

    def refresh_session(self) -> None:
        self._rows.refresh_rows()

    def refresh_ages(self) -> None:
        self._rows.refresh_rows()

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._rows.set_source(NoRows(text))

    def show_selection(self, selection: Selection) -> None:
        """Show which step made the chosen layer."""
        before = self.selection.step
        super().show_selection(selection)
        step, rows = selection.step, self._rows.source
        if self.session is None or step is None or step is before:
            return
        if isinstance(rows, HistoryRows):
            history = self.session.image.history
            place = next((at for at, (entry, _) in enumerate(history) if entry is step.entry), None)
            if place is not None:
                follow_to(self._rows, rows.other_end(place))

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        source = event.source
        if self._rows.has_focus and isinstance(source, HistoryRows) and event.row is not None:
            self.post_message(messages.HistoryRowPicked(source.other_end(event.row)))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, HistoryRows):
            layer = event.source.layer(event.row)
            if layer is None:
                self.notify("This step made no layer: there is none to show.", markup=False)
            else:
                self.post_message(messages.LayerAsked(layer))

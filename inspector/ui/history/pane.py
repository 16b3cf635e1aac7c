"""How was it made? The history as ``docker history`` prints it, or explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual import on
from textual.binding import Binding, BindingType

from inspector.analyses.history.rows import history_rows
from inspector.exports.layout.times import ago
from inspector.language import N_, _
from inspector.text import docker_size
from inspector.ui.kit.following import follow_to
from inspector.ui.kit.pane import PATH_KEYS, Pane, ask_first
from inspector.ui.session import messages
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.paragraph_rows import ParagraphRows
from inspector.ui.widgets.row_source import NoRows, Row, RowSource
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session


@runtime_checkable
class _HistoryView(RowSource, Protocol):
    """One of the views of the history: rows that know which step each is about."""

    def place(self, index: int) -> tuple[int | None, int | None]:
        """Return the row of the history that a row is about, and its layer."""
        ...

    def row_of(self, history_row: int | None, layer: int | None) -> int | None:
        """Return the row of a history's row, or of a layer that none owns."""
        ...


class HistoryRows:
    """The rows of the history, under docker's own titles."""

    columns: ClassVar[Sequence[Column]] = (
        Column("IMAGE", width=12, drop=2, is_foreign=True),
        Column("CREATED", width=16, drop=3, is_foreign=True),
        Column("CREATED BY", least=39, share=3, is_foreign=True),
        Column("SIZE", width=8, right=True, is_foreign=True),
        Column("COMMENT", least=10, drop=1, is_foreign=True),
    )
    empty = N_("This image has no history.")

    def __init__(self, session: Session) -> None:
        self._session = session
        image = session.image
        sizes = [session.size_of(layer.index) for layer in image.layers]
        self._history = history_rows(image.config, image.id, sizes).rows[::-1]

    def __len__(self) -> int:
        return len(self._history)

    def place(self, index: int) -> tuple[int | None, int | None]:
        """Return the place in the history, oldest first, of a row, and its layer."""
        return len(self._history) - 1 - index, self._history[index].layer

    def row_of(self, history_row: int | None, layer: int | None) -> int | None:  # noqa: ARG002 - a face's
        """Return the row of a place in the history."""
        return None if history_row is None else len(self._history) - 1 - history_row

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
    """The history, in one of two faces."""

    TITLE = N_("History")
    HELP = N_("""\
## History

The output of `docker history` for this image, newest step first. `{history.turn}` shows it
explained, oldest step first, and back again: what each step means, whether it makes a layer, and
what it did here. The first number is the row of the Dockerfile; `base` marks a step of the base
image, `base?` one that looks like it, `replaced` one of which nothing is left, as a later step sets
the same. Moving here also moves the list of layers, and vice versa; `{rows.choose}` shows the layer
of a step.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "turn", N_("Explained/table"), id="history.turn",
                tooltip=N_("Explain each step, or show the table of docker history")),
    ]  # fmt: skip
    FIRST_KEYS = ("rows.choose", "history.turn", "main.build")
    UNOFFERED_KEYS = PATH_KEYS

    def __init__(self) -> None:
        super().__init__(id="history")
        self._rows = ParagraphRows(NoRows(_("opening…")), id="history-rows")
        self._is_explained = False

    def compose(self) -> ComposeResult:
        yield self._rows

    def show_session(self, session: Session) -> None:
        self.session = session
        self._fill()

    def refresh_session(self) -> None:
        if not self._is_explained:
            self._rows.refresh_rows()
        elif self.is_seen:
            self._fill()

    def set_seen(self, *, is_seen: bool) -> None:
        """Explain what has become known while another tab was shown."""
        super().set_seen(is_seen=is_seen)
        if is_seen and self._is_explained:
            self._fill()

    def refresh_base(self) -> None:
        self.refresh_session()

    def refresh_ages(self) -> None:
        self._rows.refresh_rows()

    def on_resize(self) -> None:
        """Break sentences anew."""
        if self._is_explained:
            self._fill()

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._rows.set_source(NoRows(text))

    def action_turn(self) -> None:
        """Show the other face, at the same step."""
        self._is_explained = not self._is_explained
        self._fill()

    def _fill(self) -> None:
        """Show the face that is wanted; the cursor stays on its step."""
        session, place = self.session, self._place
        if session is None:
            return
        rows: _HistoryView
        if self._is_explained:
            # Not for the first frame, which explains nothing.
            from inspector.ui.history.explained import ExplainedRows

            rows = ExplainedRows(session, max(self.size.width - 1, 0))
        else:
            rows = HistoryRows(session)
        row = rows.row_of(*place) if place is not None else None
        if row is None:
            row = self._chosen_row(rows)
        with self._rows.prevent(Rows.Moved):
            self._rows.set_source(rows, cursor=row or 0)

    @property
    def _place(self) -> tuple[int | None, int | None] | None:
        """The row of the history under the cursor, and its layer."""
        rows = self._rows.source
        return (
            rows.place(self._rows.cursor) if isinstance(rows, _HistoryView) and len(rows) else None
        )

    def _chosen_row(self, rows: _HistoryView) -> int | None:
        """Return the row of the step that is chosen."""
        step, session = self.selection.step, self.session
        if step is None or session is None:
            return None
        history = session.image.history
        at = next((at for at, (entry, _) in enumerate(history) if entry is step.entry), None)
        return rows.row_of(at, step.layer)

    def show_selection(self, selection: Selection) -> None:
        """Show which step made the chosen layer."""
        before = self.selection.step
        super().show_selection(selection)
        rows = self._rows.source
        if selection.step is not before and isinstance(rows, _HistoryView):
            row = self._chosen_row(rows)
            if row is not None:
                follow_to(self._rows, row)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        source = event.source
        if not self._rows.has_focus or not isinstance(source, _HistoryView) or event.row is None:
            return
        row, layer = source.place(event.row)
        if row is not None:
            ask_first(self, messages.RowStepAsked(row))
        elif layer is not None:
            ask_first(self, messages.LayerStepAsked(layer))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, _HistoryView):
            layer = event.source.place(event.row)[1]
            if layer is None:
                self.notify(_("This step made no layer: there is none to show."), markup=False)
            else:
                self.post_message(messages.LayerAsked(layer))

"""What recipe made it? The Dockerfile as far as the image tells it, linked with the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.kit.following import follow_to
from inspector.ui.kit.pane import PATH_KEYS, Pane, ask_first
from inspector.ui.session import messages
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import NoRows, Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session

# Colouring a longer recipe would hold the first frame up; real ones stay far below.
_COLOURED_LINES = 2000


class DockerfileRows:
    """One row a line, with the layer that its instruction made and the layer's size."""

    columns: ClassVar[Sequence[Column]] = (
        Column("", width=3, right=True, drop=1),
        Column("", width=7, right=True, drop=2),
        Column("", least=20, gap=2),
    )
    empty = N_("The image has no record of how it was built.")

    def __init__(self, session: Session) -> None:
        # Not before someone looks: the first frame does not wait for it.
        from inspector.exports.dockerfile import dockerfile_lines

        self._session = session
        recipe = session.recipe
        lines = list(dockerfile_lines(recipe, session.image.source.names, session.base))
        steps = [recipe.steps[line.step] if line.step is not None else None for line in lines]
        self._layers = [step.layer if step is not None else None for step in steps]
        self._rows = [step.row if step is not None else None for step in steps]
        self._texts = _coloured(
            ["    ".join(map(printable, line.text.split("\t"))) for line in lines]
        )

    def __len__(self) -> int:
        return len(self._texts)

    def row(self, index: int) -> Row:
        """Return a line's cells: the layer's number and size where its instruction begins."""
        layer = self._layers[index]
        begins = index == 0 or self._rows[index - 1] != self._rows[index]
        if layer is None or not begins:
            return Row(("", "", self._texts[index]))
        size = None if self._session.is_unknown(layer) else self._session.size_of(layer)
        told = human_size(size) if size is not None else "…"
        return Row((str(layer), told, self._texts[index]))

    def text(self, index: int) -> Content:
        """Return a line in whole."""
        return self._texts[index]

    def is_comment(self, index: int) -> bool:
        """Whether a line is no part of an instruction."""
        return self._texts[index].plain.startswith("#")

    def history_row(self, index: int) -> int | None:
        """Return the history's row that a line tells of."""
        return self._rows[index]

    def first_line_of(self, history_row: int) -> int | None:
        """Return where the instruction of a history's row begins, behind its comments."""
        found = [at for at, row in enumerate(self._rows) if row == history_row]
        plain = [at for at in found if not self.is_comment(at)]
        return next(iter(plain or found), None)


def _coloured(lines: list[str]) -> list[Content]:
    from textual.highlight import highlight

    if len(lines) > _COLOURED_LINES:
        return [Content(line) for line in lines]
    # A blank line behind the last keeps the lexer from dropping blank ones.
    found = highlight("\n".join(lines), language="docker").split("\n", allow_blank=True)
    plain = [Content(line) for line in lines]
    return found if [each.plain for each in found] == lines else plain


class DockerfilePane(Pane):
    """The recipe."""

    TITLE = N_("Dockerfile")
    HELP = N_("""\
## Dockerfile

The Dockerfile, as far as it can be reconstructed from the history and the configuration. Comments
mark what is missing and every guess. Where the base image is set (`{main.base}`) or stated by the
image, it becomes FROM, and its own steps are shown above as comments; where it is guessed, a
comment shows where it may end. The number and size of the layer stand beside the instruction that
made it. Moving here also moves the list of layers, and vice versa;
`{rows.choose}` shows the files of the step, `{dockerfile.details}` its whole command and all that
is known of it; for a comment, the whole line.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "details", N_("Details"), id="dockerfile.details",
                tooltip=N_("Show the whole command of the step, or the whole comment")),
    ]  # fmt: skip
    FIRST_KEYS = ("rows.choose", "dockerfile.details", "main.build")
    UNOFFERED_KEYS = PATH_KEYS

    def __init__(self) -> None:
        super().__init__(id="dockerfile")
        self._rows = Rows(NoRows(_("opening…")), id="dockerfile-rows")
        self.is_seen = False

    def compose(self) -> ComposeResult:
        yield self._rows

    def show_session(self, session: Session) -> None:
        self.session = session
        self._rows.set_source(NoRows(_("opening…")))
        if self.is_seen:
            self._show()

    def set_seen(self, *, is_seen: bool) -> None:
        """Work the recipe out once its tab is shown."""
        super().set_seen(is_seen=is_seen)
        if is_seen:
            self._show()

    def refresh_session(self) -> None:
        if isinstance(self._rows.source, DockerfileRows):
            self._rows.refresh_rows()

    def refresh_base(self) -> None:
        source = self._rows.source
        if self.session is None or not isinstance(source, DockerfileRows):
            return
        row = source.history_row(self._rows.cursor) if len(source) else None
        rows = DockerfileRows(self.session)
        line = rows.first_line_of(row) if row is not None else None
        self._rows.set_source(rows, cursor=line or 0)

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._rows.set_source(NoRows(text))

    def _show(self) -> None:
        if self.session is not None and not isinstance(self._rows.source, DockerfileRows):
            self._rows.set_source(DockerfileRows(self.session))
            self._sync_cursor(self.selection.step)

    def show_selection(self, selection: Selection) -> None:
        """Show which instruction made the chosen layer."""
        before = self.selection.step
        super().show_selection(selection)
        if selection.step is not before:
            self._sync_cursor(selection.step)

    def _sync_cursor(self, step: Step | None) -> None:
        """Put the cursor on the instruction of a step, unless it is within it."""
        source, session = self._rows.source, self.session
        if step is None or session is None or not isinstance(source, DockerfileRows):
            return
        history = session.image.history
        index = next((at for at, (entry, _) in enumerate(history) if entry is step.entry), None)
        if index is None or not len(source) or source.history_row(self._rows.cursor) == index:
            return
        line = source.first_line_of(index)
        if line is not None:
            follow_to(self._rows, line)

    def action_details(self) -> None:
        """Show the whole line that the cursor is on: of an instruction, its step."""
        source, session, line = self._rows.source, self.session, self._rows.cursor
        if session is None or not isinstance(source, DockerfileRows) or not len(source):
            return
        row = source.history_row(line)
        if row is None or source.is_comment(line):
            # Not for the first frame, which shows none.
            from inspector.ui.kit.dialog import TextDialog

            self.app.push_screen(TextDialog(_("Dockerfile"), source.text(line)))
            return
        entry = session.image.history[row][0]
        step = next(each for each in session.steps if each.entry is entry)
        self.post_message(messages.StepOpened(session, step))

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        source = event.source
        if self._rows.has_focus and isinstance(source, DockerfileRows) and event.row is not None:
            row = source.history_row(event.row)
            if row is not None:
                ask_first(self, messages.RowStepAsked(row))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.post_message(messages.FilesAsked())

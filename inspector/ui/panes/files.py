"""What is in it? The tree at the chosen layer, or what the layer changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Static

from inspector.tree.view import find
from inspector.ui import messages
from inspector.ui.facts import shortened
from inspector.ui.file_rows import FileRows, Folds, Mode
from inspector.ui.steps import steps_of
from inspector.ui.widgets.pane import Pane
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.tree import Node
    from inspector.ui.session import Session
    from inspector.ui.steps import Step

# Looking at so many paths takes about a frame; what is larger is opened by a thread.
_FRAME = 5000


class FilesPane(Pane):
    """The file tree. Layer and mode may change below the cursor, its path stays."""

    TITLE = "Files"
    HELP = """\
## Files

The files of the chosen layer: what it changed, or (`a`) everything up to it. The letter says what
the layer did: `A` added, `M` modified, `m` mode, owner or times only, `D` removed, nothing
unchanged; `!` marks a finding. A folder wears `M` where something below it changed, `m` where only
its own attributes did; a closed one counts its changes. A folder's size is what lies in it, in a
layer's changes what the layer wrote there. `Enter` opens a folder, or shows what is in a file.
"""
    DEFAULT_CSS = """
    FilesPane {
        & > #files-title { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
            text-wrap: nowrap; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="files")
        self._title = Static(id="files-title", markup=False)
        self._rows = Rows(NoRows("opening…"), id="file-rows")
        self._mode = Mode.CHANGES
        self._folds = Folds()
        self._step: Step | None = None
        self._at: Node | None = None
        self._placed: tuple[FileRows, int] | None = None
        self._filling: FileRows | None = None
        self._pending: tuple[str, int] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title and the tree."""
        yield self._title
        yield self._rows

    # -- what the screen says

    def show_session(self, session: Session) -> None:
        """Show another image."""
        self.session = session
        self._folds = Folds()
        self._step = self._at = self._pending = self._filling = None
        empty = "opening…" if steps_of(session.image) else "This image has no layers and no files."
        self._title.update("")
        self._rows.set_source(NoRows(empty))

    def refresh_session(self) -> None:
        """Show new sizes, marks and layers."""
        if isinstance(self._rows.source, FileRows):
            self._rows.refresh_rows()
            self._describe()
        elif self._filling is None:
            self._show()

    def say(self, text: str) -> None:
        """Show a sentence in place of a tree."""
        self.session = self._step = None
        self._title.update("")
        self._rows.set_source(NoRows(text))

    def show_step(self, step: Step) -> None:
        """Show another layer."""
        self._step = step
        if self._pending is not None and self._pending[1] != step.layer:
            self._pending = None
        self._show()

    def changes_found(self, layer: int) -> None:
        """Show changes that were waited for."""
        if self._step is not None and self._step.top == layer:
            self._show()

    def show_path(self, path: str, layer: int) -> None:
        """Put the cursor on a path of a layer's changes, once that layer is shown."""
        self._mode = Mode.CHANGES
        self._pending = (path, layer)
        self._show()

    def show_rows(self, rows: FileRows) -> None:
        """Show a tree that a thread has filled, if it is still wanted."""
        if rows is self._filling:
            self._place(rows)

    def turn_mode(self) -> None:
        """Show everything up to the layer, or what it changed."""
        self.set_mode(Mode.ALL if self._mode is Mode.CHANGES else Mode.CHANGES)

    def set_mode(self, mode: Mode) -> None:
        """Show everything up to the layer, or what it changed."""
        if mode is not self._mode:
            self._mode = mode
            self._show()

    # -- the tree

    def _show(self) -> None:
        self._describe()
        session, step = self.session, self._step
        if session is None or step is None:
            return
        self._filling = None
        speech = self._waiting(session, step)
        if not speech and step.layer is None and self._mode is Mode.CHANGES:
            speech = self._emptiness(session, step)
        if speech:
            self._rows.set_source(NoRows(speech))
            return
        self._seek(session, step)
        rows = FileRows(session, step, self._mode, self._folds, self._emptiness(session, step))
        if rows.weighs_more_than(_FRAME):
            self._filling = rows
            self._rows.set_source(NoRows("opening a large folder…"))
            self.post_message(messages.RowsWanted(rows))
            return
        rows.fill()
        self._place(rows)

    def _place(self, rows: FileRows) -> None:
        """Show rows; the cursor stays on its path, or on the nearest folder that is shown."""
        self._filling = None
        row = rows.nearest(self._at)
        self._placed = (rows, row)
        self._rows.set_source(rows, cursor=row)

    def _waiting(self, session: Session, step: Step) -> str:
        """Return why nothing can be shown yet."""
        layer = step.top
        if layer < 0:
            return "Nothing is there yet: no layer was made so far."
        if not session.is_merged(layer):
            return f"reading layer {layer}…"
        if self._mode is Mode.CHANGES and step.layer is not None and layer not in session.changes:
            return f"comparing layer {layer}…"
        return ""

    def _emptiness(self, session: Session, step: Step) -> str:
        if step.layer is not None and (trouble := session.trouble(step.layer)):
            return f"Layer {step.layer} is {shortened(trouble)}"
        if self._mode is Mode.ALL:
            return "There are no files up to here."
        word = shortened(step.instruction.partition(" ")[0], 20)
        if step.layer is None:
            return f"This step changed no files: it only set {word}."
        return "This layer changed no files."

    def _seek(self, session: Session, step: Step) -> None:
        """Open the folders around the path that was asked for, and stand on it."""
        if self._pending is None or self._pending[1] != step.layer:
            return
        (path, layer), self._pending = self._pending, None
        node = find(session.tree, path, layer) or find(session.tree, path, layer - 1)
        while node is None and path:
            path = path.rpartition("/")[0]
            node = find(session.tree, path, layer)
        self._at = node
        while node is not None and node.parent is not None:
            node = node.parent
            self._folds.turn(node, is_open=True)

    def _describe(self) -> None:
        session, step = self.session, self._step
        if session is None or step is None:
            return
        if self._mode is Mode.ALL:
            text = f"everything up to layer {step.top}"
        elif step.layer is None:
            text = "changes of a step without a layer"
        else:
            text = f"changes of layer {step.layer}"
        trouble = session.trouble(step.layer) if step.layer is not None else ""
        if trouble:
            text += f"   ! {shortened(trouble)}"
        self._title.update(Content(text), layout=False)

    # -- what the tree says

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        if event.source is not self._rows.source:
            return
        node = None
        if isinstance(event.source, FileRows) and event.row is not None:
            node = event.source.node(event.row)
            # Where the cursor was put for want of its path, the path is still what is wanted.
            if (event.source, event.row) != self._placed:
                self._at, self._placed = node, None
        self.post_message(messages.PathPicked(node))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, FileRows):
            node = event.source.node(event.row)
            if event.source.is_folder(node):
                self._turn(event, is_open=not event.source.is_open(node))
            else:
                self.post_message(messages.PathOpened(node))

    @on(Rows.Toggle)
    def _toggled(self, event: Rows.Toggle) -> None:
        event.stop()
        if isinstance(event.source, FileRows):
            node = event.source.node(event.row)
            if event.source.is_folder(node):
                self._turn(event, is_open=not event.source.is_open(node))

    @on(Rows.Unfold)
    def _unfolded(self, event: Rows.Unfold) -> None:
        event.stop()
        if not isinstance(event.source, FileRows):
            return
        node = event.source.node(event.row)
        if not event.source.is_folder(node):
            return
        if event.source.is_open(node):
            event.rows.move_to(event.row + 1)
        else:
            self._turn(event, is_open=True)

    @on(Rows.Fold)
    def _folded(self, event: Rows.Fold) -> None:
        event.stop()
        if not isinstance(event.source, FileRows):
            return
        node = event.source.node(event.row)
        if event.source.is_folder(node) and event.source.is_open(node):
            self._turn(event, is_open=False)
        elif node.parent is not None and node.parent.parent is not None:
            event.rows.move_to(event.source.nearest(node.parent))

    def _turn(self, event: Rows.Asked, *, is_open: bool) -> None:
        rows = event.source
        if not isinstance(rows, FileRows) or rows is not self._rows.source:
            return
        node = rows.node(event.row)
        self._folds.turn(node, is_open=is_open)
        if not is_open:
            rows.close(event.row)
        elif rows.weighs_more_than(_FRAME, node):
            self._show()
            return
        else:
            rows.open(event.row)
        self._rows.refresh_rows()

"""What is in it? The tree at the chosen layer, or what the layer changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from inspector.tree.view import find
from inspector.ui import messages
from inspector.ui.change_kinds import ALL_KINDS, PathKind
from inspector.ui.facts import shortened
from inspector.ui.file_finding import Question
from inspector.ui.file_order import Sort
from inspector.ui.file_rows import FileRows, Folds, Mode, View
from inspector.ui.file_tree import FRAME, FileTree
from inspector.ui.filtering import FilteredPane
from inspector.ui.keyed import key_of
from inspector.ui.speech import NO_LAYERS, emptiness, unreadable, waiting
from inspector.ui.steps import steps_of
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.tree import Node
    from inspector.ui.session import Session
    from inspector.ui.steps import Span, Step


class FilesPane(FilteredPane):
    """The file tree. Layer, mode, order and filter may change below the cursor, its path stays."""

    TITLE = "Files"
    HELP = """\
## Files

The files of the chosen layer: what it changed, or (`{main.mode}`) everything up to it. The letter
says what the layer did: `A` added, `M` modified, `m` mode, owner or times only, `D` removed,
nothing unchanged; `!` marks a finding. A folder wears `M` where something below it changed, `m`
where only its own attributes did; a closed one counts its changes. A folder's size is what lies in
it, in a layer's changes what the layer wrote there. `{rows.choose}` opens a folder, or shows what
is in a file. `{main.sort}` sorts by size, name, change or count of files, each folder by itself.
`{main.filter}` filters, `{main.next_match}` and `{main.previous_match}` go to the next match and
the one before, `{files.clear}` clears the filter.

`{main.added}`, `{main.modified}`, `{main.removed}` and `{main.unmodified}` hide added, modified,
removed and unmodified files, or show them again; the title says what is hidden. Modified files
include those with another mode, owner or time. A folder stays while something in it is shown.
A layer's changes have no unmodified files. Everything up to a layer has no removed ones at first:
there, `{main.removed}` adds those that the layer removed. `{main.fold_all}` closes all folders, or
opens all, `{main.attributes}` hides the columns of mode, owner and size.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_filter", "Clear filter", id="files.clear",
                tooltip="Clear the filter"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    FilesPane {
        & > #files-title { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
            text-wrap: nowrap; }
    }
    """

    def __init__(self) -> None:
        super().__init__("file")
        self._mode = Mode.CHANGES
        self._sort = Sort.SIZE
        self._folds = Folds()
        self._kinds = ALL_KINDS
        self._has_attributes = True
        self._placed: tuple[FileRows, int] | None = None
        self._filling: FileRows | None = None
        self._pending: tuple[str, int] | None = None
        self._is_behind = False  # whether the cursor is to follow one that moved elsewhere

    def compose(self) -> ComposeResult:
        """Lay out the title or the filter's line, and the tree."""
        yield self._title
        yield self._line
        yield self._rows

    # -- what the screen says

    def show_session(self, session: Session) -> None:
        """Show another image; order and filter stay."""
        self.session = session
        remembered = session.memory.settings.sort
        self._sort = Sort(remembered) if remembered in list(Sort) else self._sort
        self._folds = Folds()
        self._forget_matches()
        self._step = self._at = self._stay = self._pending = self._filling = None
        empty = "opening…" if steps_of(session.image) else NO_LAYERS
        self._title.update("")
        self._rows.set_source(NoRows(empty))

    def refresh_session(self) -> None:
        """Show new sizes, marks and layers."""
        tree = self._rows.files
        if tree is None:
            if self._filling is None:
                self._show()
        elif tree.is_provisional:
            self._keep_place()
            self._show()
        else:
            self._rows.refresh_rows()
            self._describe()
            self._ask_again()

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

    def changes_found(self, span: Span) -> None:
        """Show changes that were waited for."""
        if self._step is not None and self._step.span == span:
            self._show()

    def show_path(self, path: str, layer: int, *, keeps_view: bool = False) -> None:
        """Put the cursor on a path of a layer's changes, once that layer is shown.

        ``keeps_view``: in the mode and under the filter that are set.
        """
        if not keeps_view:
            self._drop_filter()
            self._kinds = ALL_KINDS
            self._mode = Mode.CHANGES
        self._pending = (path, layer)
        self._show()

    def show_node(self, node: Node, *, is_all: bool) -> None:
        """Put the cursor on a path, among everything or as the mode is.

        Nothing is filtered nor hidden then. Once a layer is shown that was picked before, the path
        is still what is wanted.
        """
        self._drop_filter()
        self._kinds = ALL_KINDS
        if is_all:
            self._mode = Mode.ALL
        self._at, self._stay = node, None
        self._open_around(node)
        self._show()

    def filter_changes(self, wanted: str) -> None:
        """Show those of a layer's changes that words of a filter let through."""
        self._mode, self._kinds = Mode.CHANGES, ALL_KINDS
        self.filter_by(wanted, goes_on=False)

    def show_rows(self, rows: FileRows) -> None:
        """Show a tree that a thread has filled, if it is still wanted."""
        if rows is self._filling:
            self._place(rows)

    @property
    def mode(self) -> Mode:
        """Which paths are shown."""
        return self._mode

    def follow(self, node: Node | None) -> None:
        """Have the cursor on a path that was chosen elsewhere, once someone looks."""
        if node is not None and node is not self._at:
            self._at, self._is_behind = node, True

    def look(self) -> None:
        """Hear that someone looks."""
        if self._is_behind:
            self._show()
        else:
            self.post_message(messages.PathPicked(self._rows.node))

    def show_all(self) -> None:
        """Show everything up to the layer, whatever was filtered and hidden."""
        self._drop_filter()
        self._mode, self._kinds = Mode.ALL, ALL_KINDS
        self._keep_place()
        self._show()

    def turn_mode(self) -> None:
        """Show everything up to the layer, or what it changed."""
        self.set_mode(Mode.ALL if self._mode is Mode.CHANGES else Mode.CHANGES)

    def set_mode(self, mode: Mode) -> None:
        """Show everything up to the layer, or what it changed."""
        if mode is not self._mode:
            self._mode = mode
            self._keep_place()
            self._show()

    def turn_kind(self, kind: PathKind) -> None:
        """Hide the paths of a kind, or show them again."""
        is_all = self._mode is Mode.ALL
        if kind is PathKind.UNMODIFIED and not is_all:
            key = key_of(self, "main.mode")
            self.notify(f"A layer's changes have no unmodified files: {key} shows everything.")
            return
        self._kinds = self._kinds.turned(kind, is_all=is_all)
        self._keep_place()
        self._show()

    def show_all_kinds(self) -> None:
        """Hide no kind any more."""
        if self._kinds != ALL_KINDS:
            self._kinds = ALL_KINDS
            self._keep_place()
            self._show()

    def turn_attributes(self) -> None:
        """Hide mode, owner and size, or show them again."""
        self._has_attributes = not self._has_attributes
        self._keep_place()
        self._show()

    def fold_all(self) -> None:
        """Close all folders; where none is open, open all."""
        tree = self._rows.files
        if tree is None:
            return
        is_open = not tree.is_any_open
        folds = self._folds if self._inquiry.matches is None else self._inquiry.folds
        folds.turn_every(is_open=is_open)
        self._keep_place()
        if not is_open and self._at is not None:
            self._at = self._stay = _outermost(self._at)
        self._show()

    def turn_sort(self) -> None:
        """Sort by the next figure."""
        self._sort = self._sort.next
        if self.session is not None:
            self.session.memory.change(sort=self._sort.value)
        self._keep_place()
        self._show()

    # -- the tree

    def _show(self) -> None:
        self._word, self._is_behind = "", False
        self._describe()
        session, step = self.session, self._step
        if session is None or step is None:
            return
        self._filling = None
        speech = waiting(session, step, self._mode, self._kinds)
        if not speech and step.layer is None and self._mode is Mode.CHANGES:
            speech = self._emptiness(session, step)
        if speech:
            self._stop_asking()
            self._rows.set_source(NoRows(speech))
            return
        self._seek(session, step)
        if self._inquiry.wanted.is_empty or self._inquiry.knows(self._asking(session, step)):
            self._lay_out(session, step)
        else:
            self._ask(session, step)

    def _lay_out(self, session: Session, step: Step) -> None:
        matches = self._inquiry.matches
        folds = self._folds if matches is None else self._inquiry.folds
        view = View(self._mode, self._sort, folds, matches, self._kinds, self._has_attributes)
        rows = FileRows(session, step, view, self._emptiness(session, step))
        if self._at is not None:
            rows.reveal(self._at)
        if rows.weighs_more_than(FRAME):
            self._filling = rows
            old = self._rows.files
            if old is None or (old.layer, old.mode) != (rows.layer, rows.mode):
                self._rows.set_source(NoRows("opening a large folder…"))
            self._describe()
            self.post_message(messages.RowsWanted(rows))
            return
        rows.fill()
        self._place(rows)

    def _place(self, rows: FileRows) -> None:
        """Show rows; the cursor stays on its path, or on the nearest folder that is shown."""
        self._filling = None
        row = rows.find(self._at)
        if row is None:
            row = rows.find(self._stay)
        if row is None:
            row = rows.first_match()
        if row is None:
            row = rows.nearest(self._at or self._stay)
        self._stay = None
        self._placed = (rows, row)
        self._rows.set_source(rows, cursor=row)
        self._describe()
        self._seek_on()

    def _emptiness(self, session: Session, step: Step) -> str:
        if trouble := unreadable(session, step):
            return trouble
        if not self._inquiry.wanted.is_empty:
            return self._nothing_found()
        hidden = self._kinds.hidden_in(is_all=self._mode is Mode.ALL)
        if hidden:
            keys = (f"{key_of(self, f'main.{kind}')} shows {kind} files" for kind in hidden)
            return f"No files are left to show: {', '.join(keys)}."
        return emptiness(step, self._mode)

    def _nothing_found(self) -> str:
        """Return what to say in place of a tree of nothing: where there is something."""
        layers = self._inquiry.layers
        if layers is not None and not layers:
            return "No path of any layer passes the filter."
        ways = []
        if self._mode is Mode.CHANGES:
            ways.append(f"{key_of(self, 'main.mode')} searches everything up to this layer")
        layer = self._next_layer(1)
        if layer is not None:
            ways.append(f"{key_of(self, 'main.next_match')} goes on to layer {layer}")
        said = "No path here passes the filter"
        return f"{said}: {', '.join(ways)}." if ways else f"{said}."

    def _next_layer(self, by: int) -> int | None:
        step = self._step
        if step is None or step.first is not None:
            return None
        if self._mode is Mode.ALL and not self._has_nothing:
            return None
        return self._inquiry.next_layer(step.top, by)

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
        if node is not None:
            self._open_around(node)

    def _open_around(self, node: Node) -> None:
        """Have the folders around a path open."""
        while node.parent is not None:
            node = node.parent
            self._folds.turn(node, is_open=True)

    def _asking(self, session: Session, step: Step) -> Question:
        changes = session.changes.get(step.span) if step.span is not None else None
        wanted = self._inquiry.wanted
        mode, merged = self._mode, session.merged
        return Question(session, step.top, mode, changes, wanted, merged, self._kinds)

    def _describe(self) -> None:
        session, step = self.session, self._step
        if session is None or step is None:
            return
        if self._mode is Mode.ALL:
            text = f"everything up to layer {step.top}"
        elif step.span is None:
            text = "changes of a step without a layer"
        else:
            text = f"changes of {step.span}"
        if said := self._kinds.said(is_all=self._mode is Mode.ALL):
            text += f"   {said}"
        text += f"   {self._sort.said}"
        if self._filling is not None:
            text += "   opening a large folder…"
        if step.first is not None:
            text += f"   {key_of(self, 'main.end_range')} ends the range"
        trouble = session.trouble_in(step.span) if step.span is not None else ""
        if trouble:
            text += f"   ! {shortened(trouble)}"
        if not self._inquiry.wanted.is_empty:
            said = shortened(self._inquiry.wanted.said, 200)
            text += f"   filter: {said}   {self._word or self._inquiry.found}"
        self._title.update(Content(text), layout=False)
        if self._line.display and not self._line.has_class("-wrong"):
            self._line.say(self._inquiry.found)

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
        if self._word and event.row != self._word_row:
            self._word = ""
            self._describe()
        self.post_message(messages.PathPicked(node))

    @on(FileTree.Entered)
    def _entered(self, event: FileTree.Entered) -> None:
        event.stop()
        self.post_message(messages.PathOpened(event.node))

    @on(FileTree.Outgrown)
    def _outgrown(self, event: FileTree.Outgrown) -> None:
        event.stop()
        self._at, self._seeking = event.node, event.seeking
        self._show()


def _outermost(node: Node) -> Node:
    """Return the folder in the root that a path lies in, or the path itself where it is there."""
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return node

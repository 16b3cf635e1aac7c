"""What is in it? The tree at the chosen layer, or what the layer changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Static

from inspector.analyses.path_filter import NO_FILTER
from inspector.ui.files.filter import Filter
from inspector.ui.files.filter_line import FilterLine
from inspector.ui.files.goal import Goal, Move, Way
from inspector.ui.files.rows import FileRows, Folds, View
from inspector.ui.files.tree import FileTree
from inspector.ui.files.words import Shown
from inspector.ui.keys.app import key_of
from inspector.ui.kit.jobs import FRAME, Jobs
from inspector.ui.kit.pane import Pane
from inspector.ui.kit.placeholders import NO_LAYERS, waiting
from inspector.ui.session import messages
from inspector.ui.session.history_steps import steps_of
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.tree import Node
    from inspector.ui.files.filter_query import Question
    from inspector.ui.session.history_steps import Span, Step
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session

# Seconds for which the tree of before is left where it is while the next is looked for.
_PATIENCE = 0.2


class FilesPane(Pane):
    """The file tree. Layer, mode, order and filter may change below the cursor, its path stays."""

    TITLE = "Files"
    HELP = """\
## Files

The files of the chosen layer: what it changed, or (`{main.mode}`) everything up to it. The letter
shows what the layer did: `A` added, `M` modified, `m` only mode, owner or times changed, `D`
removed, no letter for unchanged; `!` marks a finding. A folder is marked `M` if something below it
changed, `m` if only its own attributes did; a closed folder counts its changes. The size of a
folder is that of all files in it; in a layer's changes, of what the layer wrote there.
`{rows.choose}` opens a folder or shows the contents of a file. `{main.sort}` sorts by size, name,
change or number of files, within each folder; the order is remembered. `{main.filter}` filters,
`{main.next_match}` and `{main.previous_match}` go to the next and the previous match,
`{main.clear_filter}` clears the filter.

`{main.added}`, `{main.modified}`, `{main.removed}` and `{main.unmodified}` hide or show added,
modified, removed and unmodified files; the title shows what is hidden. Modified files include those
with only another mode, owner or time. A folder stays visible while anything in it is shown. A
layer's changes contain no unmodified files. Everything up to a layer contains no removed files at
first; `{main.removed}` adds those that the layer removed. `{main.fold_all}` closes or opens all
folders, `{main.attributes}` hides or shows the columns for mode, owner and size.
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
        self._rows = FileTree(NoRows("opening…"), id="file-rows")
        self._line = FilterLine(self._rows)
        self._jobs = Jobs(self)
        self._filter = Filter(self._jobs, found=self._lay_out, touched=self._touched)
        self._folds = Folds()
        self._goal = Goal()
        self._note = ("", 0)  # what the last move led to, and the row on which that is true
        self._is_behind = False  # whether the tree is to be made anew once someone looks

    def compose(self) -> ComposeResult:
        """Lay out the title or the filter's line, and the tree."""
        yield self._title
        yield self._line
        yield self._rows

    # -- what the screen says

    def show_session(self, session: Session) -> None:
        """Show another image; what was folded was another one's."""
        self.session = session
        self._folds = Folds()
        self._goal = Goal()
        self._filter.stop()
        self._touched(frozenset())
        self._say("opening…" if steps_of(session.image) else NO_LAYERS)

    def refresh_session(self) -> None:
        """Show new sizes, marks and layers."""
        tree = self._rows.files
        if tree is None:
            if not self._is_filling:
                self._show()
        elif tree.is_provisional:
            self._keep_place()
            self._show()
        else:
            self._rows.refresh_rows()
        shown = self._shown
        if shown is not None and self._filter.ask_again(shown.question):
            self._wait()
        self._describe()

    def say(self, text: str) -> None:
        """Show a sentence in place of a tree."""
        self.session = None
        self._say(text)

    def show_selection(self, selection: Selection) -> None:
        """Show another layer, mode, order or filter; the cursor stays on its path."""
        before = self.selection
        super().show_selection(selection)
        is_other_filter = self._filter.want(selection.filter)
        if is_other_filter and not before.filter.is_empty and not self._line.display:
            self._line.remember(before.filter.text)
        is_turned = is_other_filter or _view_of(before) != _view_of(selection)
        if is_turned:
            self._keep_place()
        if selection.wanted not in {before.wanted, None} and not self.is_seen:
            self._goal = replace(self._goal, node=selection.wanted)
            self._is_behind = True
        is_elsewhere = selection.step != before.step
        if is_elsewhere and selection.step is not None:
            self._goal = self._goal.at_layer(selection.step.layer)
        if is_turned or is_elsewhere:
            self._show()

    def changes_found(self, span: Span) -> None:
        """Show changes that were waited for."""
        step = self.selection.step
        if step is not None and step.span == span:
            self._show()

    def show_path(self, path: str, layer: int) -> None:
        """Put the cursor on a path of a layer's changes, once that layer is shown."""
        self._goal = replace(self._goal, path=(path, layer))
        self._show()

    def show_node(self, node: Node) -> None:
        """Put the cursor on a path; once a layer is shown that was picked before, it stays so."""
        self._goal = replace(self._goal, node=node, nearby=None, path=None)
        self._open_around(node)
        self._show()

    def fold_all(self) -> None:
        """Close all folders; where none is open, open all."""
        tree = self._rows.files
        if tree is None:
            return
        is_open = not tree.is_any_open
        folds = self._folds if self._filter.matches is None else self._filter.folds
        folds.turn_every(is_open=is_open)
        self._keep_place()
        node = self._goal.node
        if not is_open and node is not None:
            top = _outermost(node)
            self._goal = replace(self._goal, node=top, nearby=top)
        self._show()

    def look(self, *, is_seen: bool) -> None:
        """Hear whether someone looks: only then follow what was chosen elsewhere."""
        super().look(is_seen=is_seen)
        if is_seen and self._is_behind:
            self._show()
        elif is_seen:
            self.post_message(messages.PathPicked(self._rows.node))

    # -- the filter

    def open_filter(self) -> None:
        """Begin a filter."""
        self._line.remember(self.selection.filter.text)
        self._title.display = False
        self._goal = replace(self._goal, moves=())
        self._line.open()
        self.post_message(messages.FilterAsked(NO_FILTER))

    def go(self, move: Move) -> None:
        """Go to a match, as soon as there are some."""
        if not self._filter.is_set:
            key = key_of(self, "main.filter")
            self.notify(f"No filter is set: {key} sets one.", markup=False)
        elif self._goal.moves or self._filter.is_searching or not self._is_there:
            self._goal = self._goal.then(move)
        else:
            self._make(move)

    def _make(self, move: Move) -> None:
        """Make a move from match to match, into the next layer with some where it may."""
        shown = self._shown
        if shown is None:
            return
        if move.way is Way.ENTER:
            self._rows.enter(move.by)
            self._tell(f"now in layer {shown.step.top}")
            return
        if move.way is Way.NEAREST and self._rows.is_on_match:
            return
        layer = shown.next_layer(move.by) if move.goes_on else None
        has_matches = self._filter.has_matches
        if layer is not None and not (has_matches and not self._rows.seek(move.by, wraps=False)):
            self._goal = Goal(moves=(Move(Way.ENTER, move.by), *self._goal.moves))
            self.post_message(messages.MatchLayerAsked(layer))
        elif layer is None and has_matches:
            row = self._rows.cursor
            has_wrapped = self._rows.seek(move.by)
            word = "continued from the top" if move.by > 0 else "continued from the end"
            is_only = has_wrapped and row == self._rows.cursor
            self._tell("the only match" if is_only else word if has_wrapped else "")
        elif layer is None and move.way is Way.NEXT:
            self.notify(shown.emptiness, markup=False)
        else:
            self._tell("")

    def _tell(self, note: str) -> None:
        self._note = (note, self._rows.cursor)
        self._describe()

    def _wait(self) -> None:
        """Do not leave the tree of another layer or mode where the search takes long."""
        self.set_timer(_PATIENCE, partial(self._give_up, self._filter.question))

    def _give_up(self, question: Question | None) -> None:
        files = self._rows.files
        if question is None or not self._filter.awaits(question):
            return
        self._line.tell(self._filter.count)
        if files is not None and (files.layer, files.mode) != (question.layer, question.mode):
            self._keep_place()
            self._rows.set_source(NoRows("searching…"))

    def _touched(self, layers: frozenset[int]) -> None:
        self.post_message(messages.FilterTouched(layers))

    @on(FilterLine.Closed)
    def _line_closed(self, event: FilterLine.Closed) -> None:
        event.stop()
        if not self._line.display:
            self._title.display = True
            self._describe()

    @on(FilterLine.Moved)
    def _moved_from_line(self, event: FilterLine.Moved) -> None:
        event.stop()
        if event.unit == "page":
            self._rows.action_page(event.by)
        else:
            self._rows.action_step(event.by)

    # -- the tree

    @property
    def _shown(self) -> Shown | None:
        """What is to be shown, None before there is anything."""
        session, step = self.session, self.selection.step
        if session is None or step is None:
            return None
        return Shown(session, step, self.selection, self._filter, partial(key_of, self))

    @property
    def _is_there(self) -> bool:
        """Whether what was chosen last is shown."""
        shown = self._shown
        is_tree = self._rows.files is not None or (shown is not None and shown.has_no_layer)
        return is_tree and not self._is_filling

    @property
    def _is_filling(self) -> bool:
        """Whether a thread opens a folder that is too large for one frame."""
        return self._jobs.is_busy("rows")

    def _say(self, text: str) -> None:
        self._title.update("")
        self._jobs.cancel("rows")
        self._rows.set_source(NoRows(text))

    def _keep_place(self) -> None:
        self._goal = self._goal.stay(self._rows.node)

    def _show(self) -> None:
        """Show the tree anew, or say why there is none."""
        self._note, self._is_behind = ("", 0), False
        shown = self._shown
        if shown is None:
            return
        self._jobs.cancel("rows")
        selection = self.selection
        if speech := waiting(shown.session, shown.step, selection.mode, selection.kinds):
            self._filter.stop()
            self._rows.set_source(NoRows(speech))
            self._describe()
            return
        self._seek(shown.session, shown.step)
        question = shown.question
        if self._filter.leaves(question):
            self._lay_out()
            return
        if shown.has_no_layer:
            # Which other layers have matches is still to be found.
            self._rows.set_source(NoRows(shown.emptiness))
        self._filter.ask(question)
        self._wait()
        self._describe()

    def _lay_out(self) -> None:
        """Show the tree, or what a filter leaves of it."""
        shown = self._shown
        if shown is None:
            return
        if shown.has_no_layer:
            self._rows.set_source(NoRows(shown.emptiness))
            self._describe()
            self._make_moves()
            return
        matches = self._filter.matches
        folds = self._folds if matches is None else self._filter.folds
        chosen = self.selection
        kinds, has_attributes = chosen.kinds, chosen.has_attributes
        view = View(chosen.mode, chosen.sort, folds, matches, kinds, has_attributes)
        rows = FileRows(shown.session, shown.step, view, shown.emptiness)
        if self._goal.node is not None:
            rows.reveal(self._goal.node)
        if rows.weighs_more_than(FRAME):
            self._fill(rows)
        else:
            rows.fill()
            self._put(rows)

    def _fill(self, rows: FileRows) -> None:
        old = self._rows.files
        if old is None or (old.layer, old.mode) != (rows.layer, rows.mode):
            self._rows.set_source(NoRows("opening a large folder…"))

        def fill(_: object) -> FileRows:
            rows.fill()
            return rows

        self._jobs.run(fill, self._put, group="rows")
        self._describe()

    def _put(self, rows: FileRows) -> None:
        """Show rows; the cursor stays on its path, or on the nearest folder that is shown."""
        self._goal = self._goal.put(rows)
        _, row = self._goal.placed or (rows, 0)
        self._rows.set_source(rows, cursor=row)
        self._describe()
        self._make_moves()

    def _make_moves(self) -> None:
        """Do what was to be done once the tree is there."""
        moves, self._goal = self._goal.moves, replace(self._goal, moves=())
        for at, move in enumerate(moves):
            self._make(move)
            if self._goal.moves:  # it led to another layer: the others are to be made there
                self._goal = replace(self._goal, moves=(*self._goal.moves, *moves[at + 1 :]))
                return

    def _seek(self, session: Session, step: Step) -> None:
        """Open the folders around the path that was asked for."""
        asked = self._goal.path
        self._goal = self._goal.found(session.tree, step.layer)
        node = self._goal.node
        if asked is None or asked[1] != step.layer:
            return
        if node is not None:
            self._open_around(node)

    def _open_around(self, node: Node) -> None:
        """Have the folders around a path open."""
        while node.parent is not None:
            node = node.parent
            self._folds.turn(node, is_open=True)

    def _describe(self) -> None:
        """Say in the title what is shown, and in the filter's line what is found."""
        shown = self._shown
        if shown is not None:
            room = self.size.width - 2
            text = shown.title(room, self._note[0], is_filling=self._is_filling)
            self._title.update(Content(text), layout=False)
            if not self._filter.is_searching:  # with every key, for a moment
                self._line.tell(shown.found)

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
            if (event.source, event.row) != self._goal.placed:
                self._goal = replace(self._goal, node=node, placed=None)
        note, row = self._note
        if note and event.row != row:
            self._tell("")
        self.post_message(messages.PathPicked(node))

    @on(FileTree.Entered)
    def _entered(self, event: FileTree.Entered) -> None:
        event.stop()
        self.post_message(messages.PathOpened(event.node))

    @on(FileTree.Outgrown)
    def _outgrown(self, event: FileTree.Outgrown) -> None:
        event.stop()
        self._goal = replace(self._goal, node=event.node)
        if event.seeking:
            self._goal = self._goal.then(Move(by=event.seeking), is_first=True)
        self._show()


def _outermost(node: Node) -> Node:
    """Return the folder in the root that a path lies in, or the path itself where it is there."""
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return node


def _view_of(selection: Selection) -> tuple[object, ...]:
    """Return what of a selection has the whole tree made anew."""
    return selection.mode, selection.sort, selection.kinds, selection.has_attributes

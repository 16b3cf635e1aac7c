"""What is in it? The tree at the chosen layer, or what the layer changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from inspector.analyses.path_filter.filter import NO_FILTER, parse_filter
from inspector.language import N_, _
from inspector.ui.files.display import TreeDisplay
from inspector.ui.files.filter import Filter
from inspector.ui.files.goal import Move
from inspector.ui.files.match_moves import make_move
from inspector.ui.files.title import FilesTitle
from inspector.ui.files.tree import FileTree
from inspector.ui.files.words import Shown
from inspector.ui.keys.app import key_of
from inspector.ui.kit.filter_line import FilterLine
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.pane import Pane, reveal
from inspector.ui.kit.placeholders import NO_LAYERS, waiting
from inspector.ui.session import messages
from inspector.ui.session.target import target_at
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.tree import Node
    from inspector.ui.files.filter_query import FilterQuestion
    from inspector.ui.files.folds import Folds
    from inspector.ui.session.history_steps import Span
    from inspector.ui.session.selection import Selection, SelectionChanges
    from inspector.ui.session.session import Session

_HINT = N_("name  *.so  >10MB  setuid  added  layer:3  owner:0  ext:py  !not")
# Seconds for which the tree of before is left where it is while the next is looked for.
_PATIENCE = 0.2

_HELP = N_("""\
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
of which only mode, owner or time changed. A folder stays visible while anything in it is shown. A
layer's changes contain no unmodified files. Everything up to a layer contains no removed files at
first; `{main.removed}` adds those that the layer removed. `{main.fold_all}` closes or opens all
folders, `{main.attributes}` hides or shows the columns for mode, owner and size.
""")


class FilesPane(Pane):
    """The file tree. Layer, mode, order and filter may change below the cursor, its path stays."""

    TITLE = N_("Files")
    SHOWS_TWO = True
    HELP = _HELP

    def __init__(self) -> None:
        super().__init__(id="files")
        self._title = FilesTitle()
        self._rows = FileTree(NoRows(_("opening…")), id="file-rows")
        self._line = FilterLine(self._rows, _(_HINT), partial(_ask, self))
        self._jobs = Jobs(self)
        self._filter = Filter(self._jobs, told=self._lay_out, touched=partial(_tell_touched, self))
        self._tree = TreeDisplay(self._rows, self._jobs, self._filled)
        self._is_behind = False  # whether the tree is to be made anew once someone looks

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._line
        yield self._rows

    # -- what the screen says

    def show_session(self, session: Session) -> None:
        """Show another image; what was folded was another one's."""
        self._tree.forget()
        self._filter.clear()
        self.show_placeholder(_("opening…") if session.steps else _(NO_LAYERS))
        self.session = session

    def refresh_session(self) -> None:
        files = self._rows.files
        if files is None:
            if not self._tree.is_filling:
                self._show()
        elif files.paths.is_provisional:
            self._tree.keep_place()
            self._show()
        else:
            self._rows.refresh_rows()
        shown = self._shown
        if shown is not None and self._filter.ask_again(shown.question):
            self._wait()
        self._describe()

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._title.update("")
        self._tree.show_placeholder(text)

    def show_selection(self, selection: Selection) -> None:
        """Show another layer, mode, order or filter; the cursor stays on its path."""
        before = self.selection
        super().show_selection(selection)
        is_other_filter = selection.filter.said != before.filter.said
        if is_other_filter and not before.filter.is_empty and not self._line.display:
            self._line.remember(before.filter.text)
        if is_other_filter:
            self._filter.begin(selection.filter)
            is_set = not selection.filter.is_empty
            self._tree.goal = replace(self._tree.goal, is_best_match=is_set)
        is_turned = is_other_filter or _view_of(before) != _view_of(selection)
        if is_turned:
            self._tree.keep_place()
        if selection.wanted not in {before.wanted, None} and not self.is_seen:
            self._tree.goal = replace(self._tree.goal, node=selection.wanted)
            self._is_behind = True
        is_elsewhere = selection.step != before.step
        if is_elsewhere and selection.step is not None:
            self._tree.goal = self._tree.goal.at_layer(selection.step.layer)
        if is_turned or is_elsewhere:
            self._show()

    def refresh_changes(self, span: Span) -> None:
        step = self.selection.step
        if step is not None and step.span == span:
            self._show()

    def show_path(self, path: str, layer: int) -> None:
        """Put the cursor on a path of a layer's changes, once that layer is shown."""
        self._tree.goal = replace(self._tree.goal, path=(path, layer))
        self._show()

    def show_node(self, node: Node) -> None:
        """Put the cursor on a path; once a layer is shown that was picked before, it stays so."""
        goal = self._tree.goal  # where it was put stays known: that was no move of the user's
        self._tree.goal = replace(goal.at(node), nearby=None, path=None, placed=goal.placed)
        self._tree.folds.open_around(node)
        self._show()

    def action_fold_all(self) -> None:
        """Close all folders; where none is open, open all."""
        if self._tree.turn_every(self._folds):
            self._show()

    def set_seen(self, *, is_seen: bool) -> None:
        super().set_seen(is_seen=is_seen)
        if is_seen and self._is_behind:
            self._show()
        elif is_seen:
            self.post_message(messages.PathPicked(self._rows.node))

    @property
    def unfiltered(self) -> SelectionChanges:
        return {} if self.selection.filter.is_empty else {"filter": NO_FILTER}

    def action_begin_filter(self) -> None:
        """Open the line for a new filter; all files are shown until something is typed."""
        reveal(self)
        self._line.remember(self.selection.filter.text)
        self._title.display = False
        self._tree.goal = replace(self._tree.goal, moves=())
        self._line.open()
        self.post_message(messages.FilterAsked(NO_FILTER))

    def action_match(self, by: int) -> None:
        """Go to the next match of the filter, or the one before."""
        if not self.selection.filter.is_empty:
            reveal(self)
        self.go(Move(by=by))

    def go(self, move: Move) -> None:
        """Go to a match, as soon as there are some."""
        if self.selection.filter.is_empty:
            key = key_of(self, "main.filter")
            self.notify(_("No filter is set: {key} sets one.").format(key=key), markup=False)
        elif self._tree.goal.moves or self._filter.is_searching or not self._is_there:
            self._tree.goal = self._tree.goal.then(move)
        else:
            self._make(move)

    def _make(self, move: Move) -> None:
        shown = self._shown
        if shown is None:
            return
        outcome = make_move(move, shown, self._rows)
        if outcome.layer is not None:
            self._tree.goal = self._tree.goal.entering(move.by)
            self.post_message(messages.LayerAsked(outcome.layer, goes_there=False))
        elif outcome.node is not None:
            self.show_node(outcome.node)
        elif outcome.warning:
            self.notify(outcome.warning, markup=False)
        elif outcome.note is not None:
            self._tell(outcome.note)

    def _tell(self, note: str) -> None:
        self._title.note(note, self._rows.cursor)
        self._describe()

    def _wait(self) -> None:
        """Do not leave the tree of another layer or mode where the search takes long."""
        self.set_timer(_PATIENCE, partial(self._give_up, self._filter.question))

    def _give_up(self, question: FilterQuestion | None) -> None:
        files, asked = self._rows.files, self._filter.question
        if asked is None or asked is not question or not self._filter.is_searching:
            return
        self._line.show_found(self._filter.found)
        if files is not None and files.layer_and_mode != (asked.layer, asked.mode):
            self._tree.keep_place()
            self._tree.show_placeholder(_("searching…"))

    @on(FilterLine.Closed)
    def _line_closed(self, event: FilterLine.Closed) -> None:
        event.stop()
        if not self._line.display:
            self._title.display = True
            self._describe()

    # -- the tree

    @property
    def _shown(self) -> Shown | None:
        """What is to be shown, None before there is anything."""
        session, step = self.session, self.selection.step
        if session is None or step is None:
            return None
        return Shown(session, step, self.selection, self._filter, partial(key_of, self))

    @property
    def _folds(self) -> Folds:
        """What the user opened and closed: under a filter, that is forgotten with it."""
        return self._tree.folds if self._filter.matches is None else self._filter.folds

    @property
    def _is_there(self) -> bool:
        """Whether what was chosen last is shown."""
        shown = self._shown
        is_tree = self._rows.files is not None or (shown is not None and shown.has_no_layer)
        return is_tree and not self._tree.is_filling

    def _show(self) -> None:
        """Show the tree anew, or say why there is none."""
        self._title.note("")
        self._is_behind = False
        shown = self._shown
        if shown is None:
            return
        self._tree.stop()
        chosen = shown.selection
        if text := waiting(shown.session, shown.step, chosen.mode, chosen.kinds):
            self._filter.stop()
            self._tree.show_placeholder(text)
            self._describe()
            return
        self._tree.look_up(shown.session.tree, shown.step.layer)
        question = shown.question
        if self._filter.leaves(question):
            self._lay_out()
            return
        if shown.has_no_layer:
            # Which other layers have matches is still to be found.
            self._tree.show_placeholder(shown.emptiness)
        self._filter.ask(question)
        self._wait()
        self._describe()

    def _lay_out(self) -> None:
        shown = self._shown
        if shown is None:
            return
        self._tree.show(shown, self._folds)
        if self._tree.is_filling:
            self._describe()

    def _filled(self) -> None:
        """Do what was to be done once the tree is there."""
        self._describe()
        self._tree.make_moves(self._make)

    def _describe(self) -> None:
        """Say in the title what is shown, and in the filter's line what is found."""
        shown = self._shown
        if shown is not None:
            self._title.show_title(shown, self.size.width - 2, is_filling=self._tree.is_filling)
            if not self._filter.is_searching:  # with every key, for a moment
                self._line.show_found(shown.found)

    # -- what the tree says

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        if event.source is not self._rows.source:
            return
        node = self._tree.moved(event)
        if self._title.is_outdated(event.row):
            self._tell("")
        self.post_message(messages.PathPicked(node))

    @on(FileTree.Entered)
    def _entered(self, event: FileTree.Entered) -> None:
        event.stop()
        target = target_at(self.session, self.selection.step, event.node)
        if target is not None:
            self.post_message(messages.PathOpened(target))

    @on(FileTree.Outgrown)
    def _outgrown(self, event: FileTree.Outgrown) -> None:
        event.stop()
        goal = self._tree.goal.at(event.node)
        if event.seeking:
            goal = goal.then(Move(by=event.seeking), is_first=True)
        self._tree.goal = goal
        self._show()


def _ask(pane: Pane, text: str, *, goes_to_match: bool = False) -> None:
    """Have a filter set that was typed."""
    pane.post_message(messages.FilterAsked(parse_filter(text), goes_to_match))


def _tell_touched(pane: Pane, layers: frozenset[int]) -> None:
    pane.post_message(messages.LayerMarksAsked(layers))


def _view_of(selection: Selection) -> tuple[object, ...]:
    """Return what of a selection has the whole tree made anew."""
    return selection.mode, selection.sort, selection.kinds, selection.has_attributes

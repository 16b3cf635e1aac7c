"""Puts trees into the list, large ones once a thread has filled them; the cursor at its goal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.language import _
from inspector.ui.files.folds import Folds
from inspector.ui.files.goal import Goal
from inspector.ui.files.rows import FileRows
from inspector.ui.files.shown_paths import TreeOptions
from inspector.ui.widgets.row_source import NoRows

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.tree import Node, Tree
    from inspector.ui.files.goal import Move
    from inspector.ui.files.tree import FileTree
    from inspector.ui.files.words import Shown
    from inspector.ui.kit.jobs import Jobs
    from inspector.ui.widgets.rows import Rows

_GROUP = "rows"


class TreeDisplay:
    """The tree that is shown, what the user folded in it, and where the cursor is to go."""

    def __init__(self, tree: FileTree, jobs: Jobs, told: Callable[[], object]) -> None:
        """Fill ``tree``; ``told`` is called when that is done."""
        self._tree = tree
        self._jobs = jobs
        self._told = told
        self.folds = Folds()
        self.goal = Goal()

    def forget(self) -> None:
        """Forget what was another image's."""
        self.folds = Folds()
        self.goal = Goal()

    def keep_place(self) -> None:
        """Have the cursor stay on its path in the next tree."""
        self.goal = self.goal.stay(self._tree.node)

    def turn_every(self, folds: Folds) -> bool:
        """Close all folders, or open all where none is open; return whether there is a tree."""
        files = self._tree.files
        if files is None:
            return False
        is_open = files.is_any_open
        folds.turn_every(is_open=not is_open)
        self.keep_place()
        if is_open:
            self.goal = self.goal.outermost()
        return True

    def make_moves(self, make: Callable[[Move], object]) -> None:
        """Make the moves that were to be made once the tree is there, one after the other."""
        moves = self.goal.moves
        self.goal = replace(self.goal, moves=())
        for at, move in enumerate(moves):
            make(move)
            if self.goal.moves:  # it led to another layer: the others are to be made there
                self.goal = replace(self.goal, moves=(*self.goal.moves, *moves[at + 1 :]))
                return

    def look_up(self, tree: Tree, layer: int | None) -> None:
        """Find a path that was asked for by its name, and open the folders around it."""
        found = self.goal.found(tree, layer)
        if found is not self.goal and found.node is not None:
            self.folds.open_around(found.node)
        self.goal = found

    @property
    def is_filling(self) -> bool:
        """Whether a thread opens a folder that is too large for one frame."""
        return self._jobs.is_busy(_GROUP)

    def stop(self) -> None:
        """Want no tree that is being filled any more."""
        self._jobs.cancel(_GROUP)

    def show_placeholder(self, text: str) -> None:
        """Show a sentence in place of a tree."""
        self.stop()
        self._tree.set_source(NoRows(text))

    def show(self, shown: Shown, folds: Folds) -> None:
        """Show the tree, or what a filter leaves of it; a sentence where there is no layer."""
        if shown.has_no_layer:
            self.show_placeholder(shown.emptiness)
            self._told()
            return
        chosen, matches = shown.selection, shown.filter.matches
        mode, sort, kinds = chosen.mode, chosen.sort, chosen.kinds
        options = TreeOptions(mode, sort, folds, matches, kinds, chosen.has_attributes)
        files = FileRows(shown.session, shown.step, options, shown.emptiness)
        if self.goal.node is not None:
            files.reveal(self.goal.node)
        if not files.is_large():
            files.fill()
            self._put(files)
            return
        old = self._tree.files
        if old is None or old.layer_and_mode != files.layer_and_mode:
            self._tree.set_source(NoRows(_("opening a large folder…")))

        def fill(_: object) -> FileRows:
            files.fill()
            return files

        self._jobs.run(fill, self._put, group=_GROUP)

    def _put(self, files: FileRows) -> None:
        """Show rows; the cursor stays on its path, or on the nearest folder that is shown."""
        self.goal = self.goal.put(files)
        _, row = self.goal.placed or (files, 0)
        self._tree.set_source(files, cursor=row)
        self._told()

    def moved(self, event: Rows.Moved) -> Node | None:
        """Return the path that the cursor has come to; it is what is wanted from now on."""
        if not isinstance(event.source, FileRows) or event.row is None:
            return None
        node = event.source.node(event.row)
        # Where the cursor was put for want of its path, the path still is what is wanted.
        if (event.source, event.row) != self.goal.placed:
            self.goal = self.goal.at(node)
        return node

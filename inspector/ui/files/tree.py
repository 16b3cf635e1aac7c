"""The list of the file tree: opens and closes folders, and goes from match to match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from inspector.ui.files.rows import FileRows
from inspector.ui.kit.jobs import FRAME
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from inspector.tree import Node


class FileTree(Rows):
    """A list whose source is a tree, or a sentence in its place."""

    @dataclass(eq=False)
    class Entered(Message):
        """A path that is no folder was chosen."""

        node: Node

    @dataclass(eq=False)
    class Outgrown(Message):
        """A folder was opened that is too large for one frame: the tree is to be made anew.

        ``seeking`` says in which direction a match was looked for.
        """

        node: Node
        seeking: int = 0

    @property
    def files(self) -> FileRows | None:
        """The tree, None where there is a sentence."""
        return self.source if isinstance(self.source, FileRows) else None

    @property
    def node(self) -> Node | None:
        """The path under the cursor."""
        tree = self.files
        return tree.node(self.cursor) if tree is not None and len(tree) else None

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        node = self._asked(event)
        if node is not None and not self._turn(event.row):
            self.post_message(FileTree.Entered(node))

    @on(Rows.Toggle)
    def _toggled(self, event: Rows.Toggle) -> None:
        event.stop()
        if self._asked(event) is not None:
            self._turn(event.row)

    @on(Rows.Unfold)
    def _unfolded(self, event: Rows.Unfold) -> None:
        event.stop()
        tree, node = self.files, self._asked(event)
        if tree is None or node is None or not tree.is_folder(node):
            return
        if tree.is_open(node):
            self.move_to(event.row + 1)
        else:
            self._turn(event.row)

    @on(Rows.Fold)
    def _folded(self, event: Rows.Fold) -> None:
        event.stop()
        tree, node = self.files, self._asked(event)
        if tree is None or node is None:
            return
        if tree.is_folder(node) and tree.is_open(node):
            self._turn(event.row)
        elif node.parent is not None and node.parent.parent is not None:
            self.move_to(tree.nearest(node.parent))

    def _asked(self, event: Rows.Asked) -> Node | None:
        """Return the path that an event is about, None where the tree is another one by now."""
        files = self.files
        return files.node(event.row) if files is not None and files is event.source else None

    def _turn(self, row: int) -> bool:
        """Open or close the folder of a row; return whether it is one."""
        tree = self.files
        if tree is None or not tree.is_folder(tree.node(row)):
            return False
        if tree.is_open(tree.node(row)):
            tree.close(row)
            self.refresh_rows()
        else:
            self._open(tree, row)
        return True

    def _open(self, tree: FileRows, row: int, seeking: int = 0) -> bool:
        """Open the folder of a row; return whether that could be done at once."""
        node = tree.node(row)
        if tree.weighs_more_than(FRAME, node):
            tree.keep_open(node)
            self.post_message(FileTree.Outgrown(node, seeking))
            return False
        tree.open(row)
        self.refresh_rows()
        return True

    # -- matches

    @property
    def is_on_match(self) -> bool:
        """Whether the cursor is on what a filter lets through."""
        files, node = self.files, self.node
        matches = files.matches if files is not None else None
        return matches is not None and node is not None and node in matches

    def enter(self, by: int) -> None:
        """Go to the first match of the tree (+1), or the last (-1)."""
        tree = self.files
        if tree is not None and len(tree):
            self.move_to(0 if by > 0 else len(tree) - 1)
            if not self.is_on_match:
                self.seek(by)

    def seek(self, by: int, *, wraps: bool = True) -> bool:
        """Go to the next match (+1) or the one before (-1), into folders that are closed.

        Return whether that led past the end of the tree; nowhere, unless it ``wraps``.
        """
        tree = self.files
        if tree is None or tree.matches is None or not tree.matches.count:
            return False
        row, has_wrapped = self.cursor, False
        if by > 0 and self._hides_matches(tree, row) and not self._open(tree, row, by):
            return False
        while True:
            row += by
            if not 0 <= row < len(tree):
                if has_wrapped or not wraps:
                    return not has_wrapped
                row, has_wrapped = 0 if by > 0 else len(tree) - 1, True
            while by < 0 and self._hides_matches(tree, row):
                if not self._open(tree, row, by):
                    return False
                row = tree.last_in(row)
            if tree.node(row) in tree.matches:
                self.move_to(row)
                return has_wrapped
            if by > 0 and self._hides_matches(tree, row) and not self._open(tree, row, by):
                return False

    @staticmethod
    def _hides_matches(tree: FileRows, row: int) -> bool:
        node = tree.node(row)
        within = tree.matches.inside if tree.matches is not None else {}
        return node.parent is not None and node in within and not tree.is_open(node)

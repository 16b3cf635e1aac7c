"""The list of the file tree: opens and closes folders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from inspector.ui.files.rows import FileRows
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
        files = self.files
        return files.node(self.cursor) if files is not None and len(files) else None

    @on(Rows.Asked)
    def _asked(self, event: Rows.Asked) -> None:
        event.stop()
        files, row = self.files, event.row
        if files is None or files is not event.source:  # another tree by now
            return
        node, is_folder = files.node(row), files.is_folder(row)
        is_open = is_folder and files.is_open(node)
        if isinstance(event, Rows.Fold) and not is_open:
            if node.parent is not None and node.parent.parent is not None:
                self.move_to(files.nearest(node.parent))
        elif isinstance(event, Rows.Unfold) and is_open:
            self.move_to(row + 1)
        elif is_folder:
            self._turn(files, row, is_open=is_open)
        elif isinstance(event, Rows.Chosen):
            self.post_message(FileTree.Entered(node))

    def _turn(self, files: FileRows, row: int, *, is_open: bool) -> None:
        """Open or close the folder of a row."""
        if is_open:
            files.close(row)
        elif not files.open(row):
            self.post_message(FileTree.Outgrown(files.node(row)))
            return
        self.refresh_rows()

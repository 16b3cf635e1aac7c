"""The rows of the file tree: an array of the paths whose folders are open, and nothing else.

Only open folders are looked into. Rows are read from the tree when they are drawn.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from inspector.ui.files.cells import PathCells
from inspector.ui.files.shown_paths import ShownPaths
from inspector.ui.kit.jobs import FRAME

if TYPE_CHECKING:
    from inspector.tree import Node
    from inspector.ui.files.shown_paths import TreeOptions
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session
    from inspector.ui.widgets.row_source import Row

# A layer with so few changes is shown with all its folders open.
_OPEN_ALL = 60
_BLOCK = 4096
# Of more paths in a folder, no one asks how many of them are shown.
_FEW = 1000


class Sought(NamedTuple):
    """Where the way to a match led.

    Attributes:
        row: That of the match, None where none was reached.
        has_wrapped: Whether the way led past the end of the tree.
        outgrown: A folder on the way that is too large to be opened in one frame.

    """

    row: int | None = None
    has_wrapped: bool = False
    outgrown: Node | None = None


class FileRows:
    """The tree at a layer, or what the layer changed; ``fill`` it before it is shown."""

    def __init__(self, session: Session, step: Step, options: TreeOptions, empty: str = "") -> None:
        self.paths = ShownPaths(session, step, options)
        self.layer_and_mode = (step.top, options.mode)
        self.matches = options.matches
        self.empty = empty
        self._cells = PathCells(self.paths, options)
        self.columns = self._cells.columns
        self._root = session.tree.root
        self._folds = options.folds
        self._nodes: list[Node] = []
        self._depths = array("H")
        self._alone: set[Node] = set()
        self._open_alone(self._root)

    def __len__(self) -> int:
        return len(self._nodes)

    def node(self, index: int) -> Node:
        """Return the path of a row."""
        return self._nodes[index]

    def row(self, index: int) -> Row:
        node = self._nodes[index]
        return self._cells.row(node, self._depths[index], is_open=self.is_open(node))

    # -- folders

    def is_folder(self, index: int) -> bool:
        """Whether a row can be opened."""
        return self.paths.is_folder(self._nodes[index])

    def is_open(self, node: Node) -> bool:
        """Whether a folder shows what is in it."""
        turned = self._folds.is_open(node)
        if turned is not None:
            return turned
        if self.matches is not None:
            return node in self.matches.opened
        if node in self._alone:
            return True
        changes = self.paths.changes
        is_small = changes is not None and len(changes) <= _OPEN_ALL
        return is_small and not self.paths.kinds.has(None)

    @property
    def is_any_open(self) -> bool:
        """Whether any folder shows what is in it."""
        return len(self._depths) > 0 and max(self._depths) > 0

    def _open_alone(self, node: Node) -> None:
        """Open the only folder that lies in a folder, and so on: there is nothing to choose."""
        paths = self.paths
        while self.matches is None:
            near = paths.candidates(node)
            shown = [each for each in near if paths.shows(each)] if len(near) <= _FEW else []
            if len(shown) != 1 or not paths.is_folder(shown[0]):
                return
            node = shown[0]
            self._alone.add(node)

    def is_large(self, folder: Node | None = None) -> bool:
        """Whether opening a folder (default: everything) takes longer than a frame."""
        total = 0
        stack = [self._root if folder is None else folder]
        while stack and total <= FRAME:
            children = self.paths.candidates(stack.pop())
            total += len(children)
            if total <= FRAME:
                stack += [each for each in children if each.children and self.is_open(each)]
        return total > FRAME

    def fill(self) -> None:
        """Look into every open folder."""
        self._nodes, self._depths = self._expanded(self._root, 0)
        if self.paths.has_root:
            self._nodes.insert(0, self._root)
            self._depths.insert(0, 0)

    def open(self, index: int) -> bool:
        """Show what is in the folder of a row; return whether that could be done at once.

        A large one is open once the tree is filled anew.
        """
        node = self._nodes[index]
        is_large = self.is_large(node)
        self._folds.turn(node, is_open=True)
        if is_large:
            return False
        self._open_alone(node)
        nodes, depths = self._expanded(node, self._depths[index] + 1)
        self._nodes[index + 1 : index + 1] = nodes
        self._depths[index + 1 : index + 1] = depths
        return True

    def close(self, index: int) -> None:
        """Hide what is in the folder of a row."""
        self._folds.turn(self._nodes[index], is_open=False)
        end = self._end(index)
        del self._nodes[index + 1 : end]
        del self._depths[index + 1 : end]

    def _end(self, index: int) -> int:
        """Return the row after the last that lies in the folder of a row."""
        depth, at = self._depths[index], index + 1
        # In blocks, as ``min`` is ten times as fast as a loop: a folder may show 500,000 rows.
        while at < len(self._depths) and min(self._depths[at : at + _BLOCK]) > depth:
            at += _BLOCK
        while at < len(self._depths) and self._depths[at] > depth:
            at += 1
        return min(at, len(self._depths))

    def _expanded(self, top: Node, depth: int) -> tuple[list[Node], array[int]]:
        nodes: list[Node] = []
        depths = array("H")
        stack = [(child, depth) for child in reversed(self.paths.inside(top))]
        while stack:
            node, depth = stack.pop()
            nodes.append(node)
            depths.append(depth)
            if node.children and self.is_open(node) and self.paths.is_folder(node):
                stack += [(child, depth + 1) for child in reversed(self.paths.inside(node))]
        return nodes, depths

    # -- where a path is

    def find(self, node: Node | None) -> int | None:
        """Return the row of a path, None where it is not shown."""
        if node is None or (node.parent is None and not self.paths.has_root):
            return None
        try:
            return self._nodes.index(node)
        except ValueError:
            return None

    def nearest(self, node: Node | None) -> int:
        """Return the row of a path, or of its nearest parent that is shown."""
        while node is not None:
            row = self.find(node)
            if row is not None:
                return row
            node = node.parent
        return 0

    def reveal(self, node: Node) -> None:
        """Open the folders around a path, if it is there; not those that the user closed."""
        if not self.paths.shows(node):
            return
        while node.parent is not None:
            node = node.parent
            if self._folds.is_open(node) is None and not self.is_open(node):
                self._folds.turn(node, is_open=True)

    # -- matches of a filter

    def is_match(self, index: int) -> bool:
        """Whether a filter lets a row through, and not only for what lies in it."""
        return self.matches is not None and self._nodes[index] in self.matches

    def _hides_matches(self, index: int) -> bool:
        """Whether a row is a closed folder in which there are some."""
        node = self._nodes[index]
        within = self.matches.inside if self.matches is not None else {}
        return node.parent is not None and node in within and not self.is_open(node)

    def best_match(self, at: Node | None) -> int | None:
        """Return the row of the match that fits best, or of the closed folder around it.

        That of ``at`` where none fits better, else the first; None where none is seen.
        """
        if self.matches is None:
            return None
        row = self.find(at)
        if row is not None and at is not None and self.matches.is_best(at):
            return row
        if self.matches.nearest is not None:
            return self.nearest(self.matches.nearest)
        return next((row for row in range(len(self)) if self.is_match(row)), None)

    def seek(self, row: int, by: int, *, wraps: bool = True) -> Sought:
        """Go from a row to the next match (+1) or the one before (-1), opening folders for it.

        Past the end of the tree that leads nowhere, unless it ``wraps``.
        """
        if self.matches is None or not self.matches.count:
            return Sought()
        if by > 0 and self._hides_matches(row) and not self.open(row):
            return Sought(outgrown=self._nodes[row])
        has_wrapped = False
        while True:
            row += by
            if not 0 <= row < len(self):
                if has_wrapped or not wraps:
                    return Sought(has_wrapped=not has_wrapped)
                row, has_wrapped = 0 if by > 0 else len(self) - 1, True
            while by < 0 and self._hides_matches(row):
                if not self.open(row):
                    return Sought(outgrown=self._nodes[row])
                row = self._end(row) - 1
            if self.is_match(row):
                return Sought(row, has_wrapped)
            if by > 0 and self._hides_matches(row) and not self.open(row):
                return Sought(outgrown=self._nodes[row])

"""Where the cursor of the files is to go, once the tree that has the place is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from inspector.tree.view import find

if TYPE_CHECKING:
    from inspector.tree import Node, Tree
    from inspector.ui.files.rows import FileRows


class Way(Enum):
    """How a move finds its match."""

    NEXT = auto()  # from where the cursor is
    NEAREST = auto()  # what fits best, or the same, unless the cursor is on one
    ENTER = auto()  # the first of the tree, or from its end the last


@dataclass(frozen=True, slots=True)
class Move:
    """A way to a match: forwards (+1) or back (-1); ``goes_on``: into other layers, too."""

    way: Way = Way.NEXT
    by: int = 1
    goes_on: bool = True


@dataclass(frozen=True, slots=True)
class Goal:
    """The place that is wanted.

    Attributes:
        node: The path to be on. It stays wanted where a layer does not have it.
        nearby: Where the cursor was when the tree changed: the second best.
        is_best_match: Whether what fits a filter best is wanted rather than ``node``: it was set,
            and nothing was chosen under it yet.
        path: A path that was asked for by its name, and the layer in whose changes it lies.
        moves: What is to be done then, one after the other.
        placed: Where the cursor was put for want of ``node``: no move of the user's.

    """

    node: Node | None = None
    nearby: Node | None = None
    is_best_match: bool = False
    path: tuple[str, int] | None = None
    moves: tuple[Move, ...] = ()
    placed: tuple[FileRows, int] | None = None

    def stay(self, cursor: Node | None) -> Goal:
        """Have the cursor stay on its path, also where it was put for want of another."""
        return replace(self, node=self.node or cursor, nearby=cursor)

    def at(self, node: Node | None) -> Goal:
        """Be on a path that was chosen."""
        return replace(self, node=node, is_best_match=False, placed=None)

    def outermost(self) -> Goal:
        """Be on the folder in the root that the path lies in, or on a path that is there."""
        node = self.node
        while node is not None and node.parent is not None and node.parent.parent is not None:
            node = node.parent
        return self if node is None else replace(self, node=node, nearby=node)

    def then(self, move: Move, *, is_first: bool = False) -> Goal:
        """Make a move after those that wait, or before them."""
        moves = (move, *self.moves) if is_first else (*self.moves, move)
        return replace(self, moves=moves)

    def entering(self, by: int) -> Goal:
        """Enter another layer, from its beginning (+1) or its end, and make there what waits."""
        return Goal(moves=(Move(Way.ENTER, by), *self.moves))

    def at_layer(self, layer: int | None) -> Goal:
        """Give up a path that was asked for in another layer than the one that is shown."""
        is_given_up = self.path is not None and self.path[1] != layer
        return replace(self, path=None) if is_given_up else self

    def found(self, tree: Tree, layer: int | None) -> Goal:
        """Look up a path that was asked for in the changes of ``layer``, or what lies around it."""
        if self.path is None or self.path[1] != layer:
            return self
        path, wanted = self.path
        node = find(tree, path, wanted) or find(tree, path, wanted - 1)
        while node is None and path:
            path = path.rpartition("/")[0]
            node = find(tree, path, wanted)
        return replace(self, node=node, path=None)

    def put(self, rows: FileRows) -> Goal:
        """Be on the row of a tree that comes nearest, which ``placed`` tells then."""
        row = rows.best_match(self.node) if self.is_best_match else rows.find(self.node)
        if row is None:
            row = rows.find(self.nearby)
        if row is None:
            row = rows.best_match(self.node)
        if row is None:
            row = rows.nearest(self.node or self.nearby)
        return replace(self, nearby=None, placed=(rows, row))

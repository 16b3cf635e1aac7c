"""What the writable layer of a container costs: what it hides, and what it stores.

Bytes that are hidden lie in the image as before: no layer on top frees any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.tarstream import FILE_KINDS
from inspector.tree.view import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspector.container.stat import UpperRow
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version


class ContainerCost(msgspec.Struct, frozen=True):
    """What a writable layer does to the files of the image below it.

    Attributes:
        hidden_bytes: Of files that no name leads to any more, an inode once; they stay stored.
        hidden_files: How many those are.
        removed_bytes: Of these, what is gone; the others were written again, or copied up.
        removed_files: How many those are.
        layers: The layers that store what is hidden, ascending.

    """

    hidden_bytes: int = 0
    hidden_files: int = 0
    removed_bytes: int = 0
    removed_files: int = 0
    layers: tuple[int, ...] = ()


class _HiddenNames:
    """Counts the names of the image that are hidden."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._top = tree.layers - 1
        # By the identity of an entry: itself, its layer, hidden names, whether one was replaced.
        self._inodes: dict[int, tuple[Entry, int, int, bool]] = {}

    def hide(self, node: Node, *, is_replaced: bool) -> None:
        """Count a path and all below it; ``is_replaced``: the path itself has a new content."""
        for each, version in self._visible(node):
            entry = version.entry
            if entry is None or entry.kind not in FILE_KINDS:
                continue
            known = self._inodes.get(id(entry), (entry, version.home, 0, False))
            was_replaced = known[3] or (is_replaced and each is node)
            self._inodes[id(entry)] = (entry, version.home, known[2] + 1, was_replaced)

    def _visible(self, node: Node) -> Iterator[tuple[Node, Version]]:
        stack = [(node, node.floor_at(self._top))]
        while stack:
            each, floor = stack.pop()
            version = each.version_at(self._top, floor)
            if version is None:
                continue
            yield each, version
            below = each.floor_below(self._top, floor)
            stack += [(child, below) for child in each.children.values()]

    def cost(self) -> ContainerCost:
        gone = [known for known in self._inodes.values() if known[2] >= self._names(known[0])]
        removed = [known for known in gone if not known[3]]
        return ContainerCost(
            sum(entry.size for entry, *_ in gone),
            len(gone),
            sum(entry.size for entry, *_ in removed),
            len(removed),
            tuple(sorted({home for _, home, *_ in gone})),
        )

    def _names(self, entry: Entry) -> int:
        """Return how many names of an inode are visible in the image."""
        link = self._tree.link(entry)
        if link is None:
            return 1
        names = {id(node): node for node in link.names}.values()
        found = (node.visible_at(self._top) for node in names)
        return sum(version is not None and version.entry is entry for version in found)


def container_cost(tree: Tree, rows: Iterable[UpperRow]) -> ContainerCost:
    """Return what a writable layer does; ``rows`` as ``Filesystem.upper`` gives them."""
    ledger = _HiddenNames(tree)
    hiding: set[str] = set()
    for row in rows:
        is_dir = row.type == "dir"
        if (is_dir and not row.is_opaque) or _is_below(row.path, hiding):
            continue
        node = find(tree, row.path, tree.layers - 1)
        if node is not None:
            ledger.hide(node, is_replaced=row.type == "file")
        hiding.add(row.path)
    return ledger.cost()


def _is_below(path: str, hiding: set[str]) -> bool:
    """Whether a path lies below one that hides all the image has there."""
    at = path.rfind("/")
    while at > 0:
        if path[:at] in hiding:
            return True
        at = path.rfind("/", 0, at)
    return False

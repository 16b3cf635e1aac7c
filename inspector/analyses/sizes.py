"""How much lies below each directory at any layer: one pass, then a bisect for each question.

``bytes`` are the sizes of regular files as a listing shows them, an inode counted once in each
directory however many of its visible names lie below it; ``files`` are visible names that are no
directories.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from inspector.tarstream import Kind
from inspector.tree.view import changes_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.tree import Node, Tree


class DirectorySize(NamedTuple):
    """What lies below a directory."""

    bytes: int
    files: int


NOTHING = DirectorySize(0, 0)

# For each directory: layer -> [change of bytes, change of files]
_Changes = dict["Node", dict[int, list[int]]]


class _Timeline(NamedTuple):
    """The totals of one directory after each layer that changed them."""

    layers: tuple[int, ...]
    totals: tuple[DirectorySize, ...]


class DirectorySizes:
    """The totals of every directory at every layer."""

    def __init__(self, timelines: dict[Node, _Timeline]) -> None:
        self._timelines = timelines

    def at(self, directory: Node, layer: int) -> DirectorySize:
        """Return what lies below a directory once ``layer`` is applied."""
        timeline = self._timelines.get(directory)
        if timeline is None:
            return NOTHING
        at = bisect_right(timeline.layers, layer)
        return timeline.totals[at - 1] if at else NOTHING


def directory_sizes(tree: Tree) -> DirectorySizes:
    """Add up every directory of a merged tree."""
    ledger = _SizeLedger(tree)
    for node, clears in walk(tree):
        if node.parent is None:
            continue
        only = node.newest
        if clears or only is None or only.older is not None or id(only.entry) in tree.links:
            ledger.add_changes(node, node.parent, clears)
        elif only.entry is not None and only.entry.kind is not Kind.DIR:
            # Nine paths in ten: written once and still there.
            ledger.add(node.parent, only.layer, only.size)
    changes = ledger.changes
    _roll_up(tree, changes)
    for inode in ledger.inodes.values():
        for directory, layer, sign in inode.appearances():
            _book(changes, directory, layer, sign * inode.size, 0)
    return DirectorySizes({node: _timeline(each) for node, each in changes.items()})


class _SizeLedger:
    """Books what lies directly in each directory; files with several names are kept apart."""

    def __init__(self, tree: Tree) -> None:
        self._links = tree.links
        self.changes: _Changes = {}
        self.inodes: dict[int, _NameCount] = {}
        # Where the last file was booked: most lie in the same directory as the one before.
        self._parent: Node | None = None
        self._layer = -1
        self._change = [0, 0]

    def add(self, parent: Node, layer: int, size: int) -> None:
        """Book a file that is never hidden."""
        if parent is not self._parent or layer != self._layer:
            self._parent, self._layer = parent, layer
            self._change = _change(self.changes, parent, layer)
        self._change[0] += size
        self._change[1] += 1

    def add_changes(self, node: Node, parent: Node, clears: tuple[int, ...]) -> None:
        """Book a path that comes and goes, or has other names."""
        for transition in changes_of(node, clears):
            for version, sign in ((transition.before, -1), (transition.after, 1)):
                if version is None or version.is_dir:
                    continue
                size = version.size
                if size and id(version.entry) in self._links:
                    inode = self.inodes.setdefault(id(version.entry), _NameCount(size))
                    inode.moves.append((transition.layer, parent, sign))
                    size = 0
                _book(self.changes, parent, transition.layer, sign * size, sign)


def _book(changes: _Changes, directory: Node, layer: int, size: int, files: int) -> None:
    change = _change(changes, directory, layer)
    change[0] += size
    change[1] += files


def _change(changes: _Changes, directory: Node, layer: int) -> list[int]:
    """Return what a layer changes in a directory, to be added to."""
    by_layer = changes.get(directory)
    if by_layer is None:
        by_layer = changes[directory] = {}
    change = by_layer.get(layer)
    if change is None:
        change = by_layer[layer] = [0, 0]
    return change


class _NameCount:
    """A file with several names: where and when a name came (+1) or went (-1)."""

    __slots__ = ("moves", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.moves: list[tuple[int, Node, int]] = []

    def appearances(self) -> Iterator[tuple[Node, int, int]]:
        """Yield (directory, layer, +1 or -1) where its first name came or its last one went."""
        names: defaultdict[Node, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for layer, parent, sign in self.moves:
            for directory in _up(parent):
                names[directory][layer] += sign
        for directory, by_layer in names.items():
            count = 0
            for layer in sorted(by_layer):
                before, count = count, count + by_layer[layer]
                if bool(before) != bool(count):
                    yield directory, layer, 1 if count else -1


def _up(node: Node) -> Iterator[Node]:
    each: Node | None = node
    while each is not None:
        yield each
        each = each.parent


def _roll_up(tree: Tree, changes: _Changes) -> None:
    """Add each directory's changes to the directory around it, the deepest first."""
    for node in reversed(_directories(tree)):
        by_layer = changes.get(node)
        if by_layer is None or node.parent is None:
            continue
        for layer, (size, files) in by_layer.items():
            _book(changes, node.parent, layer, size, files)


def _directories(tree: Tree) -> list[Node]:
    """Return every path that ever had something below it, parents first."""
    found = [tree.root]
    for node in found:
        found += [child for child in node.children.values() if child.children]
    return found


def _timeline(by_layer: dict[int, list[int]]) -> _Timeline:
    layers = tuple(sorted(by_layer))
    sizes = accumulate(by_layer[layer][0] for layer in layers)
    files = accumulate(by_layer[layer][1] for layer in layers)
    return _Timeline(layers, tuple(map(DirectorySize, sizes, files)))

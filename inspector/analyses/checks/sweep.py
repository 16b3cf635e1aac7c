"""What the checks look at closely, picked out of an image that may have a million paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks.places import place_of
from inspector.reading.core_dumps import is_numbered
from inspector.tarstream import FILE_KINDS, Kind
from inspector.tree.view import node_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.checks.places import LeftoverPlace
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree

SETUID, SETGID, STICKY, WORLD = 0o4000, 0o2000, 0o1000, 0o002
_ODD = SETUID | SETGID | WORLD
# Others have all permissions, or mean nothing by them.
_KINDS = FILE_KINDS | {Kind.DIR, Kind.HARDLINK}
# What kernels give to a dump.
_PRIVATE = 0o600


# Each takes 5 µs, and real images have a few thousand.
_MOST_ODD = 200_000


class Swept(msgspec.Struct, frozen=True):
    """What was picked.

    Attributes:
        places: Directories that tools leave files in; none lies in another.
        odd: Paths that some layer gave odd permissions.
        cores: Paths that are named like a dump of a process.
        passed_over: How many entries with odd permissions are too many to be looked at.

    """

    places: tuple[tuple[LeftoverPlace, Node], ...]
    odd: tuple[Node, ...]
    cores: tuple[Node, ...]
    passed_over: int = 0


def sweep(tree: Tree, layers: Sequence[Sequence[Entry]], most: int = _MOST_ODD) -> Swept:
    """Pick by the entries of each layer and by the names of directories, visible or not."""
    places, cores = _directories(tree)
    odd: dict[Node, None] = {}
    left, passed_over = most, 0
    for layer, entries in enumerate(layers):
        picked = [
            each
            for each in entries
            if ((mode := each.access[0]) & _ODD or mode == _PRIVATE) and each.kind in _KINDS
        ]
        passed_over += max(0, len(picked) - left)
        for node in _nodes(tree, layer, picked[:left]):
            odd[node] = None
        left = max(0, left - len(picked))
    cores += [each for each in odd if is_numbered(each.name)]
    return Swept(tuple(places), tuple(odd), tuple(cores), passed_over)


def _directories(tree: Tree) -> tuple[list[tuple[LeftoverPlace, Node]], list[Node]]:
    """Return the places, and what is named ``core``."""
    places: list[tuple[LeftoverPlace, Node]] = []
    cores: list[Node] = []
    stack = [(tree.root, False)]
    while stack:
        node, is_within = stack.pop()
        children = node.children
        core = children.get("core")
        if core is not None:
            cores.append(core)
        for each in [each for each in children.values() if each.inside is not None]:
            place = None if is_within else place_of(each)
            if place is not None:
                places.append((place, each))
            stack.append((each, is_within or place is not None))
    return places, cores


def _nodes(tree: Tree, layer: int, entries: list[Entry]) -> Iterator[Node]:
    """Yield the paths that a layer made of entries: of most what their names say."""
    lost: set[int] = set()
    folder, parent = "", tree.root if entries else None
    for entry in entries:
        if entry.folder != folder:  # most lie in the same one as the one before
            folder, parent = entry.folder, node_of(tree, entry.folder)
        node = parent.child(entry.name) if parent is not None else None
        version = node.version_in(layer) if node is not None else None
        if node is not None and version is not None and version.entry is entry:
            link = tree.link(entry)
            yield from (node,) if link is None else link.names
        else:
            lost.add(id(entry))
    if lost:  # a symlink of the layer leads elsewhere, or a later entry took its place
        for node in tree.touched[layer]:
            version = node.version_in(layer)
            if version is not None and id(version.entry) in lost:
                yield node

"""How many visible bytes lie in each folder: every payload counts for one folder.

A folder is at most three names below the root; what lies deeper counts for it. So the folders of
an image add up to its live bytes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.tarstream import FILE_KINDS, Kind
from inspector.text import path_key
from inspector.tree.node import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspector.tree import Node, Tree

_DEPTH = 3
# Of more folders the largest: a report does not grow with an image of a million folders.
_MOST = 10_000


class FolderBytes(msgspec.Struct, frozen=True):
    """A folder, and the bytes that the files below it store which no other row counts."""

    path: str
    bytes: int


def folder_bytes(tree: Tree, layer: int | None = None) -> tuple[FolderBytes, ...]:
    """Return the folders that hold bytes once ``layer`` is applied, or all, sorted by path."""
    top = tree.layers - 1 if layer is None else layer
    totals: dict[Node, int] = {}
    inodes: dict[int, _SharedFile] = {}  # of those with several names
    # The newest version up to the layer is what is visible, unless it or a folder above was
    # hidden: one look a path, as an image may have a million.
    links, root, plain = tree.links, tree.root, Kind.FILE
    stack = [(root, root.floor_below(top, 0))]
    while stack:
        folder, floor = stack.pop()
        total = 0
        for node in folder.children.values():
            version = node.newest
            while version is not None and version.layer > top:
                version = version.older
            if version is None or version.home == HIDDEN or version.layer < floor:
                continue
            if node.inside is not None:
                stack.append((node, node.floor_below(top, floor)))
            entry = version.entry
            if entry is None or (entry.kind is not plain and entry.kind not in FILE_KINDS):
                continue
            if links and id(entry) in links:
                inodes.setdefault(id(entry), _SharedFile(entry.stored, [])).names.append(node)
            else:
                total += entry.size if entry.rare is None else entry.stored
        totals[folder] = total
    for inode in inodes.values():
        parent = min(inode.names, key=lambda name: path_key(name.path)).parent
        if parent is not None:
            totals[parent] += inode.size
    return folder_rows(totals)


class _SharedFile(NamedTuple):
    """A file with several visible names."""

    size: int
    names: list[Node]


def folder_rows(totals: Mapping[Node, int]) -> tuple[FolderBytes, ...]:
    """Return the rows for the bytes that lie directly in each folder."""
    folders: Counter[str] = Counter()
    for node, size in totals.items():
        if not size:
            continue
        folders["/".join(node.path.split("/", _DEPTH + 1)[: _DEPTH + 1])] += size
    rows = [FolderBytes(path, size) for path, size in folders.most_common(_MOST)]
    return tuple(sorted(rows, key=lambda row: path_key(row.path)))

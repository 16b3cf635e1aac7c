"""How many visible bytes lie in each folder: every payload counts for one folder.

A folder is at most three names below the root; what lies deeper counts for it. So the folders of
an image add up to its live bytes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from inspector.tarstream import FILE_KINDS
from inspector.text import path_key
from inspector.tree.view import visible

if TYPE_CHECKING:
    from inspector.tree import Node, Tree

_DEPTH = 3
# Of more folders the largest: a report does not grow with an image of a million folders.
_MOST = 10_000


class FolderBytes(msgspec.Struct, frozen=True):
    """A folder, and the bytes that the files below it store which no other row counts."""

    path: str
    bytes: int


def folder_bytes(tree: Tree) -> tuple[FolderBytes, ...]:
    """Return the folders that hold bytes, sorted by path."""
    totals: dict[Node, int] = {}
    inodes: dict[int, tuple[int, list[Node]]] = {}  # of those with several names
    for node, version in visible(tree, tree.layers - 1):
        entry = version.entry
        if entry is None or entry.kind not in FILE_KINDS or node.parent is None:
            continue
        if id(entry) in tree.links:
            inodes.setdefault(id(entry), (entry.stored, []))[1].append(node)
        else:
            totals[node.parent] = totals.get(node.parent, 0) + entry.stored
    for size, names in inodes.values():
        parent = min(names, key=lambda name: path_key(name.path)).parent
        if parent is not None:
            totals[parent] = totals.get(parent, 0) + size
    return _largest(totals)


def _largest(totals: dict[Node, int]) -> tuple[FolderBytes, ...]:
    folders: Counter[str] = Counter()
    for node, size in totals.items():
        folders["/".join(node.path.split("/", _DEPTH + 1)[: _DEPTH + 1])] += size
    rows = [FolderBytes(path, size) for path, size in folders.most_common(_MOST) if size]
    return tuple(sorted(rows, key=lambda row: path_key(row.path)))

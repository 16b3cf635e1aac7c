"""The files of an image as plain columns: what is visible at the end, and what is hidden.

For reports that draw the tree and have no image at hand. A row is a path; parents come first, and
all below a folder before what stands beside it. An inode counts once, at its first visible name.
"""

from __future__ import annotations

import heapq
from enum import IntEnum
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.path_globs import PathGlobs
from inspector.text import path_key
from inspector.tree.view import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspector.analyses.scope import Scope
    from inspector.analyses.usage import Waste
    from inspector.tree import Tree, Version

# A report must stay small enough to be opened: of more files, the smallest are put together.
MOST_FILES = 400_000
NOWHERE = -1
# No name of a file has it: it marks the rows that stand for several, and sorts before all others.
_REST = "\0"


class RowKind(IntEnum):
    """What a row stands for."""

    FOLDER = 0
    FILE = 1
    SYMLINK = 2
    OTHER = 3
    REST = 4  # the smallest files of a folder in a layer; their number is the row's name


class FileTreeColumns(msgspec.Struct, frozen=True):
    """Columns of equal length, a row a path. Names are not printable yet.

    Attributes:
        depths: How many folders are around it: 0 below the root.
        kinds: Values of ``RowKind``.
        sizes: Bytes stored that are visible.
        layers: The layer that it comes from, ``NOWHERE`` for what is not visible at the end.
        waste: For each row of ``Usage.waste`` the row of its path here.

    """

    names: tuple[str, ...]
    depths: tuple[int, ...]
    kinds: tuple[int, ...]
    sizes: tuple[int, ...]
    layers: tuple[int, ...]
    waste: tuple[int, ...]


class _TreeRow(msgspec.Struct, gc=False):
    kind: RowKind = RowKind.FOLDER
    size: int = 0
    layer: int = NOWHERE


def file_tree(
    tree: Tree, waste: Iterable[Waste], scope: Scope, most: int = MOST_FILES
) -> FileTreeColumns:
    """Return the files that count, with the paths of all ``waste``."""
    hidden = [row.path for row in waste]
    rows = _gathered(dict(_visible_rows(tree, scope)), set(hidden), most)
    for path in hidden:
        rows.setdefault(path, _TreeRow(RowKind.FILE))
    paths = sorted(_with_parents(rows), key=_order)
    numbers = {path: number for number, path in enumerate(paths)}
    found = [rows.get(path) or _TreeRow() for path in paths]
    return FileTreeColumns(
        names=tuple(map(_name, paths)),
        depths=tuple(path.count("/") - 1 for path in paths),
        kinds=tuple(int(row.kind) for row in found),
        sizes=tuple(row.size for row in found),
        layers=tuple(row.layer for row in found),
        waste=tuple(numbers[path] for path in hidden),
    )


def _visible_rows(tree: Tree, scope: Scope) -> Iterator[tuple[str, _TreeRow]]:
    globs = PathGlobs(scope.exclude)
    counted: dict[int, tuple[str, _TreeRow]] = {}
    for node, version in visible(tree, tree.layers - 1):
        if node.parent is None or version.layer < scope.base_layers:
            continue
        path = node.path
        if globs.matches(path):
            continue
        row = _TreeRow(_kind(version), 0, version.layer)
        entry = version.entry
        if entry is not None and version.is_file:
            row.size = entry.stored
            if id(entry) in tree.links:
                _count_once(counted, id(entry), path, row)
        yield path, row


def _count_once(
    counted: dict[int, tuple[str, _TreeRow]], inode: int, path: str, row: _TreeRow
) -> None:
    """Leave the size of an inode with the first of its names, by their bytes."""
    known = counted.get(inode)
    if known is None or path_key(path) < path_key(known[0]):
        counted[inode] = (path, row)
        row = known[1] if known is not None else _TreeRow()
    row.size = 0


def _kind(version: Version) -> RowKind:
    if version.is_dir:
        return RowKind.FOLDER
    if version.is_file:
        return RowKind.FILE
    return RowKind.SYMLINK if version.is_symlink else RowKind.OTHER


def _gathered(rows: dict[str, _TreeRow], kept: set[str], most: int) -> dict[str, _TreeRow]:
    """Put the smallest files of each folder and layer together where there are too many."""
    files = [path for path, row in rows.items() if row.kind is not RowKind.FOLDER]
    if len(files) <= most:
        return rows
    kept = kept.union(heapq.nlargest(most, files, key=lambda path: rows[path].size))
    rest: dict[tuple[str, int], list[int]] = {}
    for path in files:
        if path not in kept:
            row = rows.pop(path)
            sizes = rest.setdefault((path.rpartition("/")[0], row.layer), [])
            sizes.append(row.size)
    for (folder, layer), sizes in rest.items():
        rows[f"{folder}/{_REST}{len(sizes)}{_REST}{layer}"] = _TreeRow(
            RowKind.REST, sum(sizes), layer
        )
    return rows


def _with_parents(paths: Iterable[str]) -> set[str]:
    found = set(paths)
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _name(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.split(_REST)[1] if name.startswith(_REST) else name


def _order(path: str) -> str:
    """Return a key that sorts a folder before what lies in it, and that before its neighbours."""
    return path.replace("/", _REST)

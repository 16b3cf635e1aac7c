"""Rows of a listing: the tree at a layer, or what a layer changed, sorted by the paths' bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.tarstream import Kind
from inspector.text import path_key
from inspector.tree.view import IMPLIED_MODE, ChangeKind, change_of, layer_transitions, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.reading.contents import Contents
    from inspector.tree.merge import Tree
    from inspector.tree.node import Node, Version

_TYPES = {
    Kind.FILE: "file",
    Kind.CONTIGUOUS: "file",
    Kind.SPARSE: "file",
    Kind.DIR: "dir",
    Kind.SYMLINK: "symlink",
    Kind.CHAR: "char",
    Kind.BLOCK: "block",
    Kind.FIFO: "fifo",
    Kind.HARDLINK: "unknown",  # only a link whose target is missing stays one
    Kind.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class ListedPath:
    """One path as it is at a layer. ``layer`` wrote it, or removed it."""

    path: str
    node: Node
    version: Version
    layer: int
    hardlinks: int | None = None  # number of the inode, where several of its names are visible
    change: ChangeKind | None = None
    fields: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The word for what it is: file, dir, symlink, char, block, fifo, unknown."""
        return type_of(self.version)

    @property
    def mode(self) -> int:
        return self.version.entry.mode if self.version.entry else IMPLIED_MODE

    @property
    def uid(self) -> int:
        return self.version.entry.uid if self.version.entry else 0

    @property
    def gid(self) -> int:
        return self.version.entry.gid if self.version.entry else 0

    @property
    def mtime(self) -> int | None:
        """Whole seconds; None for an implied directory."""
        return self.version.entry.mtime if self.version.entry else None

    @property
    def link(self) -> str | None:
        """Target of a symlink, or of a hard link that leads nowhere."""
        entry = self.version.entry
        if entry is None or entry.kind not in {Kind.SYMLINK, Kind.HARDLINK}:
            return None
        return entry.link


def type_of(version: Version) -> str:
    """Return the word for what a version is."""
    return "dir" if version.entry is None else _TYPES[version.entry.kind]


def list_tree(tree: Tree, layer: int, start: Node | None = None) -> list[ListedPath]:
    """Return what is visible once ``layer`` is applied, at and below ``start``."""
    names = _visible_names(tree, layer)
    rows: list[ListedPath] = []
    # What stands above comes first: walking up from each path again would cost its depth.
    above: dict[Node, str] = {}
    for node, version in visible(tree, layer, start):
        known = above.get(node.parent) if node.parent is not None else None
        path = node.path if known is None else f"{known}/{node.name}"
        if node.children and node.parent is not None:
            above[node] = path
        number = _link_number(tree, version, names)
        rows.append(ListedPath(path, node, version, version.layer, number))
    return sorted(rows, key=lambda row: path_key(row.path))


def list_changes(
    tree: Tree, layer: int, contents: Contents, start: Node | None = None
) -> list[ListedPath]:
    """Return what ``layer`` changed; implied directories have no row."""
    after_names = _visible_names(tree, layer)
    before_names = _visible_names(tree, layer - 1) if layer else Counter[int]()
    rows: list[ListedPath] = []
    for transition in layer_transitions(tree, layer):
        shown = transition.after or transition.before
        if shown is None or shown.is_implied or not _is_below(transition.node, start):
            continue
        kind, fields = change_of(transition, contents)
        names = before_names if kind is ChangeKind.REMOVED else after_names
        number = _link_number(tree, shown, names)
        rows.append(
            ListedPath(transition.node.path, transition.node, shown, layer, number, kind, fields)
        )
    return sorted(rows, key=lambda row: path_key(row.path))


def _is_below(node: Node, start: Node | None) -> bool:
    if start is None:
        return True
    each: Node | None = node
    while each is not None:
        if each is start:
            return True
        each = each.parent
    return False


def _visible_names(tree: Tree, layer: int) -> Counter[int]:
    """Count the visible names of every inode that has had several."""
    if not tree.links:
        return Counter()
    entries: Iterable[int] = (
        id(version.entry) for _, version in visible(tree, layer) if version.entry is not None
    )
    return Counter(each for each in entries if each in tree.links)


def _link_number(tree: Tree, version: Version, names: Counter[int]) -> int | None:
    entry = version.entry
    if entry is None or names[id(entry)] <= 1:
        return None
    return tree.links[id(entry)].number

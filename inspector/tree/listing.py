"""Rows of a listing: the tree at a layer, or what a layer changed, sorted by the paths' bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.language import N_
from inspector.tarstream import Kind
from inspector.text import path_key
from inspector.tree.view import (
    IMPLIED_MODE,
    ChangeKind,
    Transition,
    change_of,
    layer_transitions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry
    from inspector.tree.hardlinks import Link
    from inspector.tree.merge import Tree
    from inspector.tree.node import Node, Version

_TYPES = {
    Kind.FILE: N_("file"),
    Kind.CONTIGUOUS: "file",
    Kind.SPARSE: "file",
    Kind.DIR: N_("dir"),
    Kind.SYMLINK: N_("symlink"),
    Kind.CHAR: N_("char"),
    Kind.BLOCK: N_("block"),
    Kind.FIFO: N_("fifo"),
    Kind.HARDLINK: "unknown",  # only a link whose target is missing stays one
    Kind.UNKNOWN: N_("unknown"),
}

_IN_SENTENCES = {
    "file": N_("a file"),
    "dir": N_("a directory"),
    "symlink": N_("a symlink"),
    "char": N_("a character device"),
    "block": N_("a block device"),
    "fifo": N_("a FIFO"),
    "unknown": N_("of an unknown type"),
}


class ListedPath(msgspec.Struct, frozen=True, gc=False, eq=False):
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
    """Return the word for what a version is, in English."""
    return "dir" if version.entry is None else _TYPES[version.entry.kind]


def named_type(version: Version) -> str:
    """Return what a sentence calls it, in English: ``a directory``."""
    return _IN_SENTENCES[type_of(version)]


def list_tree(tree: Tree, layer: int, start: Node | None = None) -> Iterator[ListedPath]:
    """Yield what is visible once ``layer`` is applied, at and below ``start``: no more is met.

    A row at a time, as all of them together may be larger than the tree.
    """
    inodes = _SharedInodes(tree, layer)
    top = tree.root if start is None else start
    floor = top.floor_at(layer)
    version = top.version_at(layer, floor)
    if version is not None:
        yield ListedPath(top.path, top, version, version.layer, inodes.number(version))
    elif top.parent is not None:
        return
    prefix = f"{top.path}/" if top.parent is not None else "/"
    stack = [_Listed(top, prefix, top.floor_below(layer, floor), layer)]
    while stack:
        folder = stack[-1]
        for key in folder.keys:
            path = folder.prefix + key
            if key[-1] == "/":
                child = folder.children[key[:-1]]
                stack.append(_Listed(child, path, child.floor_below(layer, folder.floor), layer))
                break
            child = folder.children[key]
            version = child.version_at(layer, folder.floor)
            if version is not None:
                yield ListedPath(path, child, version, version.layer, inodes.number(version))
        else:
            stack.pop()


class _Listed:
    """A folder whose paths are being listed.

    ``keys`` are the names in it, and those below which there is more once again with a slash: so
    sorted, the paths come in the order of their bytes (``a``, ``a-b``, ``a/b``).
    """

    __slots__ = ("children", "floor", "keys", "prefix")

    def __init__(self, node: Node, prefix: str, floor: int, layer: int) -> None:
        self.children = node.children
        self.prefix = prefix
        self.floor = floor
        keys = [
            f"{child.name}/"
            for child in self.children.values()
            if child.children and child.version_at(layer, floor) is not None
        ]
        keys += self.children
        keys.sort(key=None if all(map(str.isascii, keys)) else path_key)
        self.keys = iter(keys)


def list_changes(
    tree: Tree, layer: int, contents: Contents, start: Node | None = None
) -> Iterator[ListedPath]:
    """Yield what ``layer`` changed, at and below ``start``; implied directories have no row."""
    before, after = _SharedInodes(tree, layer - 1), _SharedInodes(tree, layer)
    for path, transition in _in_order(tree, layer, start):
        shown = transition.after or transition.before
        if shown is None:
            continue
        kind, fields = change_of(transition, contents)
        inodes = before if kind is ChangeKind.REMOVED else after
        yield ListedPath(path, transition.node, shown, layer, inodes.number(shown), kind, fields)


def _in_order(tree: Tree, layer: int, start: Node | None) -> Iterator[tuple[str, Transition]]:
    """Yield the changes of a layer that have a row, with their paths, in the order of these.

    ``inside`` has, of each folder, the changes of what lies in it, and the folders that have more.
    """
    inside: dict[Node, list[Transition | Node]] = {}
    for each in layer_transitions(tree, layer):
        shown = each.after or each.before
        if shown is None or shown.is_implied or not _is_below(each.node, start):
            continue
        if each.node.parent is None:
            yield "/", each
        else:
            _made_folder(inside, each.node.parent).append(each)
    stack = [("/", _sorted(inside.get(tree.root, [])))]
    while stack:
        prefix, items = stack[-1]
        for item in items:
            if isinstance(item, Transition):
                yield prefix + item.node.name, item
            else:
                stack.append((f"{prefix}{item.name}/", _sorted(inside.pop(item))))
                break
        else:
            stack.pop()


def _made_folder(
    inside: dict[Node, list[Transition | Node]], folder: Node
) -> list[Transition | Node]:
    """Return the changes within a folder; it is made with the folders around it."""
    found = inside.get(folder)
    if found is not None:
        return found
    found = inside[folder] = []
    node = folder
    while node.parent is not None:
        around = inside.get(node.parent)
        if around is not None:
            around.append(node)
            break
        inside[node.parent] = [node]
        node = node.parent
    return found


def _sorted(items: list[Transition | Node]) -> Iterator[Transition | Node]:
    is_ascii = all(_key(each).isascii() for each in items)
    items.sort(key=_key if is_ascii else lambda each: path_key(_key(each)))
    return iter(items)


def _key(item: Transition | Node) -> str:
    """Return by what a change is sorted, or a folder within which there are others."""
    return item.node.name if isinstance(item, Transition) else f"{item.name}/"


def _is_below(node: Node, start: Node | None) -> bool:
    if start is None:
        return True
    each: Node | None = node
    while each is not None:
        if each is start:
            return True
        each = each.parent
    return False


class _SharedInodes:
    """The inodes that have several visible names once a layer is applied.

    Only those that are asked for are looked at, each once.
    """

    def __init__(self, tree: Tree, layer: int) -> None:
        self._links = tree.links
        self._layer = layer
        self._numbers: dict[int, int | None] = {}
        self._floors: dict[Node, int] = {}

    def number(self, version: Version) -> int | None:
        """Return the number of a version's inode, None where it has no other visible name."""
        entry = version.entry
        link = self._links.get(id(entry))
        if link is None or entry is None:
            return None
        if link.number not in self._numbers:
            is_shared = self._has_several_names(link, entry)
            self._numbers[link.number] = link.number if is_shared else None
        return self._numbers[link.number]

    def _has_several_names(self, link: Link, entry: Entry) -> bool:
        first: Node | None = None
        for node in link.names:
            version = node.version_at(self._layer, self._floor(node.parent))
            if version is None or version.entry is not entry or node is first:
                continue
            if first is not None:
                return True
            first = node
        return False

    def _floor(self, folder: Node | None) -> int:
        """Return the floor of what lies in a folder."""
        unknown: list[Node] = []
        while folder is not None and folder not in self._floors:
            unknown.append(folder)
            folder = folder.parent
        floor = self._floors[folder] if folder is not None else 0
        for each in reversed(unknown):
            floor = self._floors[each] = each.floor_below(self._layer, floor)
        return floor

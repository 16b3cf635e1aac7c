"""The image below the writable layer, as overlayfs shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.inode import ImageDirectory, Inode
from inspector.tarstream import FILE_KINDS, Kind
from inspector.tree.view import IMPLIED_MODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version


class Lower:
    """The merged image: read, never changed. ``number`` gives a number that no inode has yet."""

    def __init__(self, tree: Tree, number: Callable[[], int]) -> None:
        self._tree = tree
        self._top = tree.layers - 1
        self._number = number
        # By the identity of the entry; of an implied directory by that of its node.
        self._numbers: dict[int, int] = {}
        self._links: dict[int, int] = {}
        # By the identity of their nodes: most look-ups go through some.
        self._directories: dict[int, Inode] = {}

    def root(self) -> Inode:
        """Return the root, whether an entry describes it or not."""
        root = self._tree.root
        return self._inode(root, root.version_at(self._top, 0), 0)

    def child(self, below: ImageDirectory | None, name: str) -> Inode | None:
        """Return what a directory of the image has under a name."""
        node = below.node.child(name) if below is not None else None
        if node is None or below is None:
            return None
        known = self._directories.get(id(node))
        if known is not None:
            return known
        version = node.version_at(self._top, below.floor)
        if version is None:
            return None
        found = self._inode(node, version, below.floor)
        if found.kind is Kind.DIR:
            self._directories[id(node)] = found
        return found

    def has(self, below: ImageDirectory | None, name: str) -> bool:
        """Whether a directory of the image has a name."""
        node = below.node.child(name) if below is not None else None
        return (
            node is not None
            and below is not None
            and node.version_at(self._top, below.floor) is not None
        )

    def names(self, below: ImageDirectory | None) -> Iterator[str]:
        """Yield the names that a directory of the image has."""
        if below is not None:
            for name, node in below.node.children.items():
                if node.version_at(self._top, below.floor) is not None:
                    yield name

    def directory_links(self, below: ImageDirectory) -> int:
        """Return what overlayfs says is a directory's number of links.

        Itself, its name and the directories in it; 1 where it is merged of several layers.
        """
        node, floor = below
        layers: set[int] = set()
        directories = 0
        version = node.newest
        while version is not None and version.layer >= floor and version.is_dir:
            layers.add(version.layer)
            version = version.older
        for child in node.children.values():
            shown = child.version_at(self._top, floor)
            if shown is not None:
                layers.add(shown.layer)
                directories += shown.is_dir
        return 2 + directories if len(layers) < 2 else 1

    def _inode(self, node: Node, version: Version | None, floor: int) -> Inode:
        entry = version.entry if version is not None else None
        if entry is None:
            below = ImageDirectory(node, node.floor_below(self._top, floor))
            return Inode(self._numbered(node), Kind.DIR, IMPLIED_MODE, below=below)
        kind = Kind.FILE if entry.kind in FILE_KINDS else entry.kind
        is_dir, is_file = kind is Kind.DIR, kind is Kind.FILE
        home = version.home if version is not None else 0
        return Inode(
            self._numbered(entry),
            Kind.UNKNOWN if kind is Kind.HARDLINK else kind,
            entry.mode,
            entry.uid,
            entry.gid,
            entry.mtime,
            0 if is_dir else self._names_of(entry),
            Content.of_entry(home, entry) if is_file else None,
            entry.link if kind is Kind.SYMLINK else "",
            entry.device,
            entry.xattrs or {},
            below=ImageDirectory(node, node.floor_below(self._top, floor)) if is_dir else None,
        )

    def _numbered(self, what: Entry | Node) -> int:
        number = self._numbers.get(id(what))
        if number is None:
            number = self._numbers[id(what)] = self._number()
        return number

    def _names_of(self, entry: Entry) -> int:
        """Return how many names an inode has in the layers: upper ones that hide some count not."""
        link = self._tree.link(entry)
        if link is None:
            return 1
        found = self._links.get(link.number)
        if found is None:
            names = {id(node): node for node in link.names}.values()
            found = sum(any(each.entry is entry for each in node.versions) for node in names)
            self._links[link.number] = found = max(1, found)
        return found

"""Binds the hard links of one layer to their inodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.tarstream import Kind, clean_path
from inspector.text import encode
from inspector.tree.node import Version

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.tarstream import Entry
    from inspector.tree.lookup import Lookup
    from inspector.tree.node import Node

_PLNK = ".wh..wh.plnk/"


class Link(msgspec.Struct, frozen=True):
    """An inode that has had several names: its number, and its first name in the tar.

    ``names`` are all it has had, in any layer; some more than once.
    """

    number: int
    first: Node
    names: list[Node]


class HardLinks:
    """Hard links bind to the inode that their target has at the moment they are read.

    Links to what comes later in the tar wait for the end of the layer. ``links`` gets every inode
    that has several names.
    """

    def __init__(
        self,
        lookup: Lookup,
        layer: int,
        links: dict[int, Link],
        find: Callable[[str, Node, str], None],
    ) -> None:
        self._lookup = lookup
        self._layer = layer
        self._links = links
        self._find = find
        self._leftovers: dict[str, Entry] = {}
        self._waiting: dict[Node, Version] = {}
        # Where in the tar the first forward link to an inode stands.
        self._earliest: dict[int, int] = {}

    def keep_leftover(self, entry: Entry) -> None:
        """Keep a file of AUFS' own that serves as a target alone; others are passed over."""
        if entry.path.startswith(_PLNK):
            self._leftovers[entry.path] = entry

    def bind(self, entry: Entry, node: Node) -> Version:
        """Return the version of a hard link at ``node``."""
        path = clean_path(encode(entry.link))[0]
        leftover = self._leftovers.get(path)
        if leftover is not None:
            self._share(leftover, node, node)
            return Version(self._layer, leftover, self._layer)
        target, found = self._lookup.find(path)
        if not path or target is node or (found is not None and found.is_dir):
            self._find("hardlink-broken", node, entry.link)
            return Version(self._layer, entry, self._layer)
        if target is None or found is None or found.entry is None or not _is_inode(found):
            version = Version(self._layer, entry, self._layer)
            self._waiting[node] = version
            return version
        if found.layer < self._layer:
            self._find("hardlink-lower", node, entry.link)
        self._share(found.entry, target, node)
        return Version(self._layer, found.entry, found.home)

    def _share(self, entry: Entry, first: Node, name: Node) -> Link:
        """Note one more name of an inode; ``first`` is the one it had before."""
        link = self._links.get(id(entry))
        if link is None:
            link = self._links[id(entry)] = Link(len(self._links) + 1, first, [first])
        link.names.append(name)
        return link

    def bind_forward(self) -> None:
        """Bind links to what came later in the tar; what is still missing is broken."""
        own = self._lookup.own
        waiting = {node: link for node, link in self._waiting.items() if own.get(node) is link}
        ends = _ends({node: self._target(link) for node, link in waiting.items()})
        for node, version in waiting.items():
            end, link = ends[node], version.entry
            found = own.get(end) if end is not None else None
            if link is None or end is None or found is None or not _is_inode(found):
                self._find("hardlink-broken", node, link.link if link is not None else "")
                continue
            self._find("hardlink-forward", node, link.link)
            self._share_forward(found, end, link, node)
            version.entry, version.home = found.entry, found.home

    def _target(self, version: Version) -> Node | None:
        link = version.entry.link if version.entry is not None else ""
        return self._lookup.find(clean_path(encode(link))[0])[0]

    def _share_forward(self, found: Version, end: Node, link: Entry, node: Node) -> None:
        """Share an inode with a link that stands before it, or before its earlier names."""
        inode = found.entry
        if inode is None:
            return
        known = self._share(inode, end, node)
        if found.home == self._layer and link.offset < min(
            inode.offset, self._earliest.get(id(inode), inode.offset)
        ):
            self._earliest[id(inode)] = link.offset
            self._links[id(inode)] = replace(known, first=node)


def _ends(targets: dict[Node, Node | None]) -> dict[Node, Node | None]:
    """Follow links that lead to links; those that lead in a circle end nowhere."""
    ends: dict[Node, Node | None] = {}
    for start in targets:
        chain: list[Node] = []
        node: Node | None = start
        while node is not None and node in targets and node not in ends:
            chain.append(node)
            ends[node] = None
            node = targets[node]
        end = ends.get(node, node) if node is not None else None
        for each in chain:
            ends[each] = end
    return ends


def _is_inode(version: Version) -> bool:
    """Whether a version is something that can have several names: no directory, no open link."""
    return version.entry is not None and version.entry.kind not in {Kind.DIR, Kind.HARDLINK}

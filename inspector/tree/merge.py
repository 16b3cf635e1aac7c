"""Merges layers into one tree, a layer at a time (OCI image-spec layer.md, "Applying Changesets").

Where the specification is silent paths are read literally, as overlay file systems do; where
engines are known to differ the layer gets a finding. A layer is applied in three steps: its
markers hide what lower layers have, its entries are placed in the order of the tar, and last the
hard links that pointed forward are bound and replaced nodes lose what lower layers had below them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from inspector.findings import Finding
from inspector.tarstream import Kind, clean_path
from inspector.text import encode
from inspector.tree.lookup import Lookup
from inspector.tree.markers import MARKER_PREFIX, Marker, apply_markers, classify, is_leftover
from inspector.tree.node import Node, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.limits import Limits
    from inspector.tarstream import Entry

_PLNK = ".wh..wh.plnk/"
_OVERLAY_OPAQUE = "trusted.overlay.opaque"


@dataclass(slots=True)
class Dropped:
    """A name that a later entry of its own layer took away."""

    node: Node
    version: Version
    replacement: Version | None  # at the same path; None where the path was lost with a parent


@dataclass(frozen=True, slots=True)
class Link:
    """An inode that has had several names: its number, and its first name in the tar."""

    number: int
    first: Node


@dataclass(slots=True)
class Tree:
    """All layers' paths in one tree.

    ``touched[n]`` are the nodes that layer n wrote, hid or cleared. ``links`` holds the inodes
    that have had several names, by the identity of their entry.
    """

    root: Node = field(default_factory=lambda: Node("", None))
    touched: list[list[Node]] = field(default_factory=list)
    findings: list[list[Finding]] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    links: dict[int, Link] = field(default_factory=dict)

    @property
    def layers(self) -> int:
        """Number of layers merged so far."""
        return len(self.touched)

    def apply(self, entries: Iterable[Entry], limits: Limits) -> None:
        """Apply the next layer's entries, given in the order of its tar."""
        _LayerMerge(self, len(self.touched), limits).run(entries)

    def link(self, entry: Entry) -> Link | None:
        """Return what is known of an inode with several names, None where it has had one."""
        return self.links.get(id(entry))


class _LayerMerge:
    """The merge of one layer."""

    def __init__(self, tree: Tree, layer: int, limits: Limits) -> None:
        self._tree = tree
        self._layer = layer
        self._lookup = Lookup(tree.root, layer, limits.symlink_hops)
        self._touched: list[Node] = []
        self._findings: list[Finding] = []
        self._parents: dict[str, Node] = {"": tree.root}
        self._plnk: dict[str, Entry] = {}
        self._forward: list[tuple[Node, Version]] = []
        self._dangling: set[int] = set()

    def run(self, entries: Iterable[Entry]) -> None:
        additions: list[Entry] = []
        markers: list[Marker] = []
        for entry in entries:
            path = entry.path
            if MARKER_PREFIX not in path:
                additions.append(entry)
            elif is_leftover(path):
                if path.startswith(_PLNK):
                    self._plnk[path] = entry
            elif (marker := classify(path)) is None:
                additions.append(entry)
            elif marker.is_valid:
                markers.append(marker)
            else:
                self._find("invalid-whiteout", "/" + path)
        self._tree.touched.append(self._touched)
        self._tree.findings.append(self._findings)
        for node, replaced_link in apply_markers(markers, self._tree.root, self._layer):
            self._touched.append(node)
            if replaced_link:
                self._find("symlink-parent", node.path, node.path)
        for entry in additions:
            self._add(entry)
        self._bind_forward_links()
        self._clear_below_replaced()

    def _find(self, kind: str, path: str, detail: str = "") -> None:
        self._findings.append(Finding(kind, self._layer, path, detail))

    # placing -----------------------------------------------------------------------------------

    def _add(self, entry: Entry) -> None:
        path = entry.path
        if not path:
            node = self._tree.root
        else:
            parent_path, _, name = path.rpartition("/")
            parent = self._parents.get(parent_path)
            if parent is None:
                parent = self._ensure_directory(parent_path)
            node = parent.make_child(name)
        kind = entry.kind
        if kind is Kind.HARDLINK:
            version = self._bind(entry, node)
        else:
            version = Version(self._layer, entry)
            if kind is Kind.CHAR and entry.device == (0, 0):
                self._find("overlay-whiteout", node.path)
            if entry.xattrs and entry.xattrs.get(_OVERLAY_OPAQUE) == b"y":
                self._find("overlay-opaque", node.path)
        self._place(node, version)

    def _place(self, node: Node, version: Version) -> None:
        """Write a version, and settle what the layer itself had put there before."""
        older = self._own(node)
        if older is None:
            self._touched.append(node)
        elif not (older.is_implied and version.is_dir):
            self._find("duplicate-path", node.path)
            if not older.is_dir:
                self._drop(node, older, version)
        if not version.is_dir and (node.children or older is not None or version.is_symlink):
            if self._drop_below(node) and older is None:
                self._find("duplicate-path", node.path)
            # A known parent may now be something else, or lead elsewhere.
            self._parents = {"": self._tree.root}
        node.write(version)

    def _own(self, node: Node) -> Version | None:
        """Return what this layer has put at a path so far."""
        versions = node.versions
        if versions and versions[-1].layer == self._layer and not versions[-1].gone:
            return versions[-1]
        return None

    def _drop(self, node: Node, version: Version, replacement: Version | None) -> None:
        self._tree.dropped.append(Dropped(node, version, replacement))

    def _drop_below(self, top: Node) -> bool:
        """Take back everything that this layer has put below a path; say whether it had."""
        found = False
        stack = list((top.children or {}).values())
        while stack:
            node = stack.pop()
            own = self._own(node)
            if own is not None:
                found = True
                node.versions = node.versions[:-1]
                if not own.is_dir:
                    self._drop(node, own, None)
            stack.extend((node.children or {}).values())
        return found

    # parents -----------------------------------------------------------------------------------

    def _ensure_directory(self, path: str) -> Node:
        """Return the directory an entry's parent path names, implied where it was not there."""
        pending = path.split("/")
        node, floor = self._tree.root, self._tree.root.floor_below(self._layer, 0)
        literal, hops = True, 0
        while pending:
            child = node.make_child(pending.pop(0))
            own = self._own(child)
            if own is not None and own.is_symlink:
                target = self._lookup.resolve_own_link(child) if hops < self._hops else None
                if target is not None:
                    pending = target + pending
                    node, floor = self._tree.root, self._tree.root.floor_below(self._layer, 0)
                    literal, hops = False, hops + 1
                    continue
                if id(child) not in self._dangling:
                    self._dangling.add(id(child))
                    self._find("dangling-parent", child.path, child.path)
            elif own is None or not own.is_dir:
                self._ensure_here(child, own, floor)
            floor = child.floor_below(self._layer, floor)
            node = child
        if literal:
            self._parents[path] = node
        return node

    @property
    def _hops(self) -> int:
        return self._lookup.hops

    def _ensure_here(self, node: Node, own: Version | None, floor: int) -> None:
        """Make one path a directory, implied unless a lower layer's is visible there."""
        version = Version(self._layer, None)
        if own is not None:
            self._place(node, version)
            return
        lower = node.version_at(self._layer, floor)
        if lower is not None and lower.is_dir:
            return
        if lower is not None and lower.is_symlink:
            self._find("symlink-parent", node.path, node.path)
        self._touched.append(node)
        node.write(version)

    # hard links --------------------------------------------------------------------------------

    def _bind(self, entry: Entry, node: Node) -> Version:
        """Return the version of a hard link: the inode its target has at this moment."""
        target_path = clean_path(encode(entry.link))[0]
        plnk = self._plnk.get(target_path)
        if plnk is not None:
            self._share(plnk, node)
            return Version(self._layer, plnk)
        target = self._lookup.find(target_path)
        if target is not None and target is not node:
            found = target.version_at(self._layer, target.floor_at(self._layer))
            if found is not None and found.entry is not None and found.entry.kind is not Kind.DIR:
                return self._bind_to(entry, node, target, found)
        version = Version(self._layer, entry)
        if target is node or (target is not None and self._is_directory(target)):
            self._find("hardlink-broken", node.path, entry.link)
        else:
            self._forward.append((node, version))
        return version

    def _is_directory(self, node: Node) -> bool:
        found = node.version_at(self._layer, node.floor_at(self._layer))
        return found is not None and found.is_dir

    def _bind_to(self, entry: Entry, node: Node, target: Node, found: Version) -> Version:
        if found.entry is None or found.entry.kind is Kind.HARDLINK:
            # The target is itself a link that is not bound yet.
            version = Version(self._layer, entry)
            self._forward.append((node, version))
            return version
        if found.layer < self._layer:
            self._find("hardlink-lower", node.path, entry.link)
        self._share(found.entry, target)
        return Version(self._layer, found.entry, found.home)

    def _share(self, entry: Entry, first: Node) -> None:
        links = self._tree.links
        if id(entry) not in links:
            links[id(entry)] = Link(len(links) + 1, first)

    def _bind_forward_links(self) -> None:
        """Bind links to what came later in the tar; what is still missing is broken."""
        waiting = [pair for pair in self._forward if self._own(pair[0]) is pair[1]]
        progress = True
        while waiting and progress:
            still: list[tuple[Node, Version]] = []
            for node, version in waiting:
                if not self._bind_later(node, version):
                    still.append((node, version))
            progress = len(still) < len(waiting)
            waiting = still
        for node, version in waiting:
            link = version.entry.link if version.entry is not None else ""
            self._find("hardlink-broken", node.path, link)

    def _bind_later(self, node: Node, version: Version) -> bool:
        link = version.entry.link if version.entry is not None else ""
        target = self._lookup.find(clean_path(encode(link))[0])
        found = self._own(target) if target is not None and target is not node else None
        if found is None or found.entry is None or found.is_dir:
            return False
        if found.entry.kind is Kind.HARDLINK:
            return False
        self._find("hardlink-forward", node.path, link)
        self._share(found.entry, node)
        link_before = self._tree.links[id(found.entry)]
        if link_before.first is target:
            # The link stands before its target in the tar.
            self._tree.links[id(found.entry)] = replace(link_before, first=node)
        version.entry, version.home = found.entry, found.home
        return True

    # type changes ------------------------------------------------------------------------------

    def _clear_below_replaced(self) -> None:
        """Hide what lower layers have below every path that is not directory over directory."""
        for node in self._touched:
            if not node.children:
                continue
            own = self._own(node)
            if own is None or node is self._tree.root:
                continue
            lower = node.versions[-2] if len(node.versions) > 1 else None
            if lower is not None and not (own.is_dir and lower.is_dir):
                node.clear(self._layer)

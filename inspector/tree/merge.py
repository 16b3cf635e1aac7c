"""Merges layers into one tree, a layer at a time (OCI image-spec layer.md, "Applying Changesets").

Where the specification is silent paths are read literally, as overlay file systems do; where
engines are known to differ the layer gets a finding. A layer is applied in three steps: its
markers hide what lower layers have; its entries are placed in the order of the tar, which gives
what the layer has by itself; and that is laid over the lower layers.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import LimitError
from inspector.findings import Finding, FindingLog
from inspector.language import Lazy
from inspector.tarstream import FILE_KINDS, Kind
from inspector.tree.hardlinks import HardLinks, Link
from inspector.tree.lookup import Lookup
from inspector.tree.markers import MARKER_PREFIX, Marker, apply_markers, is_leftover, marker_of
from inspector.tree.node import Node, Version
from inspector.tree.tooling import tooling_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.limits import Limits
    from inspector.tarstream import Entry

_OVERLAY_OPAQUE = "trusted.overlay.opaque"
# Kinds that nothing but their path decides about.
_PLAIN = frozenset({Kind.FILE, Kind.DIR, Kind.SYMLINK})


class Dropped(msgspec.Struct):
    """A name that a later entry of its own layer took away."""

    node: Node
    version: Version
    replacement: Version | None  # at the same path; None where the path was lost with a parent


class Tree(msgspec.Struct):
    """All layers' paths in one tree.

    ``touched[n]`` are the nodes that layer n wrote, hid or cleared. ``links`` holds the inodes
    that have had several names, by the identity of their entry. ``errors`` says why a layer was
    merged only in part, ``ends`` at which entry, by its offset. ``implied`` counts the directories
    that layers had to imply, ``implied_paths`` the characters of their paths. ``folders`` are
    directories that the layers so far show, by their paths: of those that had something put into
    them, as many as need no second look.
    """

    root: Node = msgspec.field(default_factory=lambda: Node("", None))
    touched: list[list[Node]] = msgspec.field(default_factory=list)
    findings: list[list[Finding]] = msgspec.field(default_factory=list)
    dropped: list[Dropped] = msgspec.field(default_factory=list)
    links: dict[int, Link] = msgspec.field(default_factory=dict)
    ends: dict[int, int] = msgspec.field(default_factory=dict)
    errors: dict[int, LimitError] = msgspec.field(default_factory=dict)
    implied: int = 0
    implied_paths: int = 0
    folders: dict[str, Node] = msgspec.field(default_factory=dict)

    @property
    def layers(self) -> int:
        """Number of layers merged so far."""
        return len(self.touched)

    def apply(self, entries: Sequence[Entry], limits: Limits) -> None:
        """Apply the next layer's entries, given in the order of its tar.

        Where a limit is reached the rest of them is left out: ``errors`` and a finding say so.
        """
        _LayerMerge(self, len(self.touched), limits).run(entries)

    def merged(self, layer: int, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return the entries of a layer that were merged, in the order of its tar."""
        end = self.ends.get(layer)
        if end is None:
            return entries
        return entries[: bisect_left(entries, end, key=lambda entry: entry.offset)]

    def link(self, entry: Entry) -> Link | None:
        """Return what is known of an inode with several names, None where it has had one."""
        return self.links.get(id(entry))


class _LayerMerge:
    """The merge of one layer. ``_own`` is what it has by itself."""

    def __init__(self, tree: Tree, layer: int, limits: Limits) -> None:
        self._tree = tree
        self._root = tree.root
        self._layer = layer
        self._touched: list[Node] = []
        self._findings = FindingLog(limits.findings_per_kind)
        self._limits = limits
        self._lookup = Lookup(tree.root, layer, limits)
        self._own = self._lookup.own
        self._links = HardLinks(self._lookup, layer, tree.links, self._find)
        # What this layer has below each path, to take it back without looking at lower layers';
        # None as long as nothing was taken back.
        self._below: dict[Node, list[Node]] | None = None
        # Directories by their path as entries name it, symlinks followed.
        self._parents: dict[str, Node] = {"": tree.root}
        self._has_led = False  # whether symlinks were followed to some of them
        self._dangling: set[Node] = set()
        self._additions: list[Entry] = []
        self._described: set[str] | None = None

    def run(self, entries: Sequence[Entry]) -> None:
        self._additions, markers = self._sorted(entries)
        changed, below_links = apply_markers(markers, self._root, self._layer)
        if changed:
            self._tree.folders.clear()
        self._touched += changed
        for marker in below_links:
            if self._has_room():
                self._ensure_directory("/".join(marker.parent))
        self._add_all(self._additions)
        self._links.bind_forward()
        if self._lookup.is_exhausted:
            self._stop(Lazy("symlinks of the layer lead through more names than allowed"))
        self._lay_over()
        for node, purpose in tooling_files(self._root, self._own):
            self._find("tooling-file", node, purpose)
        found = self._findings.findings()
        self._tree.findings.append([replace(each, layer=self._layer) for each in found])
        self._tree.touched.append(self._touched)

    def _has_room(self) -> bool:
        """Whether more directories may be implied; say once that they may not."""
        tree, limits = self._tree, self._limits
        if tree.implied > limits.implied_directories:
            self._stop(
                Lazy(
                    "more than {most:,} directories without an entry",
                    most=limits.implied_directories,
                )
            )
        elif tree.implied_paths > limits.implied_paths:
            self._stop(
                Lazy("directories without an entry whose paths are together longer than allowed")
            )
        else:
            return True
        return False

    def _stop(self, reason: str) -> None:
        """Note the first limit that was reached."""
        if self._layer not in self._tree.errors:
            error = LimitError(reason)
            self._tree.errors[self._layer] = error
            self._findings.add(Finding("layer-damaged", detail=error.text))

    def _sorted(self, entries: Sequence[Entry]) -> tuple[list[Entry], list[Marker]]:
        """Tell additions from markers; what AUFS left behind is neither."""
        additions = [
            entry
            for entry in entries
            if MARKER_PREFIX not in entry.name and MARKER_PREFIX not in entry.folder
        ]
        markers: list[Marker] = []
        if len(additions) == len(entries):
            return additions, markers
        additions.clear()
        for entry in entries:
            path = entry.path
            if MARKER_PREFIX not in path:
                additions.append(entry)
            elif is_leftover(path):
                if entry.kind in FILE_KINDS:
                    self._links.keep_leftover(entry)
            elif (marker := marker_of(path)) is None:
                additions.append(entry)
            elif marker.is_valid:
                markers.append(marker)
            else:
                self._find("invalid-whiteout", "/" + path)
        return additions, markers

    def _find(self, kind: str, place: Node | str, detail: str = "") -> None:
        """Note a finding on a node, or on a path; of most no more than that there is one more."""
        if self._findings.count(kind):
            path = place if isinstance(place, str) else place.path
            self._findings.keep(Finding(kind, path=path, detail=detail))

    # placing -----------------------------------------------------------------------------------

    def _add_all(self, additions: list[Entry]) -> None:
        """Place entries, in a short way those whose path no layer has had, as most."""
        layer, own, parents = self._layer, self._own, self._parents
        lower = self._tree.folders
        if additions and not self._has_room():
            self._tree.ends[layer] = 0
            return
        for entry in additions:
            name, kind = entry.name, entry.kind
            parent = parents.get(entry.folder)
            if parent is None and (parent := lower.get(entry.folder)) is not None:
                parents[entry.folder] = parent
            if parent is None or not name or kind not in _PLAIN or entry.rare is not None:
                self._add(entry)
                if not self._has_room():
                    self._tree.ends[layer] = entry.offset
                    break
                continue
            inside = parent.inside
            children = (parent.made_inside() if inside is None else inside).children
            if name in children:
                self._add(entry)
                continue
            node = children[name] = Node(name, parent)
            if self._below is not None:
                _note(self._below, node)
            own[node] = Version(layer, entry, layer)
            if kind is Kind.DIR:
                parents[entry.path] = node

    def _add(self, entry: Entry) -> None:
        if not entry.name:
            node = self._root
        else:
            parent = self._parents.get(entry.folder)
            if parent is None:
                parent = self._ensure_directory(entry.folder)
            node = parent.make_child(entry.name)
        kind = entry.kind
        if kind is Kind.HARDLINK:
            version = self._links.bind(entry, node)
        else:
            version = Version(self._layer, entry, self._layer)
            if kind is Kind.CHAR and entry.device == (0, 0):
                self._find("overlay-whiteout", node)
            if entry.xattrs and entry.xattrs.get(_OVERLAY_OPAQUE) == b"y":
                self._find("overlay-opaque", node)
        self._place(node, version)

    def _place(self, node: Node, version: Version) -> None:
        """Put a version at a path, and settle what the layer itself had put there before."""
        older = self._own.get(node)
        if older is not None and not (older.is_implied and version.is_dir):
            self._take(node, older, version)
        if not version.is_dir or node.parent is None:
            self._hide_below(node, version)
        if not version.is_dir or (older is not None and not older.is_dir):
            if node.children and self._take_below(node) and older is None:
                self._find("duplicate-path", node)
            if node.children or older is not None or version.is_symlink:
                # A known parent may now be something else, or lead elsewhere.
                self._parents.clear()
                self._parents[""] = self._root
        if older is None and self._below is not None:
            _note(self._below, node)
        self._own[node] = version

    def _hide_below(self, node: Node, version: Version) -> None:
        """Know no directory of lower layers any more where some were below what is replaced."""
        lower = node.newest
        if lower is None or (version.is_dir and lower.is_dir):
            return
        if lower.is_dir or node.parent is None:  # the root has some whatever it is
            self._tree.folders.clear()

    def _take(self, node: Node, older: Version, replacement: Version) -> None:
        """Note that a later entry takes the place of an earlier one."""
        self._find("duplicate-path", node)
        if not older.is_dir:
            self._tree.dropped.append(Dropped(node, older, replacement))

    def _take_below(self, top: Node) -> bool:
        """Take back everything that this layer has below a path; say whether it had."""
        below = self._below
        if below is None:
            below = self._below = {}
            for node in self._own:
                _note(below, node)
        found = False
        stack = below.pop(top, [])
        while stack:
            node = stack.pop()
            own = self._own.pop(node, None)
            if own is not None:
                found = True
                if not own.is_dir:
                    self._tree.dropped.append(Dropped(node, own, None))
            stack += below.pop(node, [])
        return found

    # parents -----------------------------------------------------------------------------------

    def _ensure_directory(self, path: str) -> Node:
        """Return the directory an entry's parent path names, implied where it was not there."""
        node, floor = self._root, self._lookup.floor_below(self._root, 0)
        is_known, length = True, 0
        for name in path.split("/"):
            child = node.make_child(name)
            length += 1 + len(name)
            is_dangling = False
            if self._lookup.own_link(child):
                led = self._lookup.lead(child)
                if led is None:
                    is_dangling = True
                    self._find_dangling(child)
                else:
                    self._has_led = True
                    child, floor = led, self._lookup.floor_at(led)
                    length = len(led.path)
            if is_dangling:
                # What it leads to may still come.
                is_known = False
            else:
                self._ensure_here(child, floor, length)
            floor = self._lookup.floor_below(child, floor)
            node = child
        if is_known:
            self._parents[path] = node
        return node

    def _find_dangling(self, link: Node) -> None:
        if link not in self._dangling:
            self._dangling.add(link)
            self._find("dangling-parent", link, link.path)

    def _ensure_here(self, node: Node, floor: int, length: int) -> None:
        """Make one path a directory, implied unless a lower layer's is visible there.

        ``length`` is that of the path, in characters.
        """
        own = self._own.get(node)
        if node.parent is None or (own is not None and own.is_dir):
            return
        lower = self._lookup.lower(node, floor)
        implied = Version(self._layer, None, self._layer)
        if own is not None:
            self._take(node, own, implied)
        elif lower is not None and lower.is_symlink and not self._is_described(node):
            self._find("symlink-parent", node, node.path)
        if lower is not None and lower.is_dir:
            self._own.pop(node, None)
            return
        if own is None and self._below is not None:
            _note(self._below, node)
        self._own[node] = implied
        self._tree.implied += 1
        self._tree.implied_paths += length

    def _is_described(self, node: Node) -> bool:
        """Whether a directory has an entry of its own, which takes a lower symlink's place."""
        if self._described is None:
            self._described = {each.path for each in self._additions if each.kind is Kind.DIR}
        return node.path[1:] in self._described

    # over the lower layers ---------------------------------------------------------------------

    def _lay_over(self) -> None:
        """Write what the layer has; what is not directory over directory hides all below it."""
        for node, version in self._own.items():
            below = node.newest
            if below is None:
                node.newest = version
                continue
            if node.children and not (version.is_dir and below.is_dir):
                node.clear(self._layer)
            node.write(version)
        self._touched += self._own
        if not self._has_led:
            self._tree.folders.update(
                {path: node for path, node in self._parents.items() if node.inside is not None}
            )


def _note(below: dict[Node, list[Node]], node: Node) -> None:
    """Note a path that a layer has under every path above it."""
    while (parent := node.parent) is not None:
        known = below.get(parent)
        if known is not None:
            known.append(node)
            return
        below[parent] = [node]
        node = parent

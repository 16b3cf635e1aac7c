"""One tree with both images in it: at its layer 0 stands the old image, at its layer 1 the new one.

So every question to a tree is one to both images: what layer 1 changed is how they differ. Paths
and fields that are ignored differ in nothing: such a path is left out, such a field is the old
image's. A layer with the same diff_id in both is taken for the same bytes, as engines do
(``verify`` computes them); elsewhere contents are read where neither their sizes nor their
fingerprints decide.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.analyses.comparison.ignored import HARDLINKS
from inspector.reading.contents import Contents
from inspector.tarstream import FILE_KINDS, Kind
from inspector.tree import Tree
from inspector.tree.hardlinks import Link
from inspector.tree.node import HIDDEN, Inside, Node, Version
from inspector.tree.view import fields_between, matter_between

if TYPE_CHECKING:
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.limits import Limits
    from inspector.reading.image import Image, Layer
    from inspector.tarstream import Entry

OLD, NEW = 0, 1


class Side(NamedTuple):
    """An image whose layers were read and merged."""

    image: Image
    tree: Tree

    @property
    def ids(self) -> list[object]:
        """What tells layers apart: the diff_id; without one a layer is like no other."""
        return [layer.diff_id or object() for layer in self.image.layers]


class BothImages(msgspec.Struct, frozen=True):
    """Two images as one.

    Attributes:
        tree: At layer ``OLD`` all that is visible in the old image, at ``NEW`` in the new one.
        layers: The old image's, then the new one's; ``Version.home`` counts them.
        old_layers: How many of them are the old image's.
        limits: The new image's.
        contents: The bytes of the files of both.

    """

    tree: Tree
    layers: tuple[Layer, ...]
    old_layers: int
    limits: Limits
    contents: Contents

    def home(self, version: Version) -> tuple[int, int]:
        """Return which image's layer stores a version: ``OLD`` or ``NEW``, and its number there."""
        if version.home < self.old_layers:
            return OLD, version.home
        return NEW, version.home - self.old_layers

    def fingerprinted(self) -> list[Layer]:
        """Return the layers of which reading contents has taught something."""
        return [self.layers[number] for number in sorted(self.contents.fingerprinted)]


class Merged(NamedTuple):
    """Both images, and what merging them has shown.

    ``fields`` are those that differ of each path that is in both; ``inodes`` counts bytes.
    """

    both: BothImages
    fields: dict[Node, tuple[str, ...]]
    inodes: Inodes


class _Layers(msgspec.Struct, frozen=True):
    """What contents are asked of."""

    layers: tuple[Layer, ...]
    limits: Limits


class _Unsettled(NamedTuple):
    """A path that is in both images, and may differ."""

    node: Node
    before: Version
    after: Version


def merge(old: Side, new: Side, ignored: Ignored) -> Merged:
    """Merge two images into one tree."""
    return _Merge(old, new, ignored).run()


class Inodes:
    """The inodes of both images: those of several names are kept apart, by their entry."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self._links = (old.links, new.links)
        self._names: tuple[dict[int, list[Node]], dict[int, list[Node]]] = ({}, {})
        # Paths in both images whose inode has several names in one of them.
        self.shared_paths: list[tuple[Node, Entry, Entry]] = []
        self._firsts: dict[int, Node] = {}
        self.sums = [0, 0]

    def add(self, node: Node, before: Entry | None, after: Entry | None) -> bool:
        """Count what the images have at a path; say whether it shares its inode in both."""
        old_links, new_links = self._links
        if (before is None or id(before) not in old_links) and (
            after is None or id(after) not in new_links
        ):
            sums = self.sums  # nearly all: an inode of one name
            if before is not None and before.kind in FILE_KINDS:
                sums[OLD] += before.size if before.rare is None else before.stored
            if after is not None and after.kind in FILE_KINDS:
                sums[NEW] += after.size if after.rare is None else after.stored
            return False
        for image, entry in ((OLD, before), (NEW, after)):
            if entry is None:
                continue
            is_first = True
            if id(entry) in self._links[image]:
                names = self._names[image].setdefault(id(entry), [])
                names.append(node)
                is_first = len(names) == 1
            if is_first and entry.kind in FILE_KINDS:
                self.sums[image] += entry.stored
        if before is None or after is None:
            return False
        self.shared_paths.append((node, before, after))
        return True

    def regrouped(self) -> list[Node]:
        """Return the paths that share an inode with other paths than before."""
        differs: dict[tuple[int, int], bool] = {}
        found: list[Node] = []
        for node, before, after in self.shared_paths:
            key = (id(before), id(after))
            if key not in differs:
                names = (
                    frozenset(self._names[image].get(each, (node,)))
                    for image, each in zip((OLD, NEW), key, strict=True)
                )
                differs[key] = len(set(names)) > 1
            if differs[key]:
                found.append(node)
        return found

    def links(self) -> dict[int, Link]:
        """Return the inodes that have several names in one of the images."""
        groups = {**self._names[OLD], **self._names[NEW]}
        shared = {entry: names for entry, names in groups.items() if len(names) > 1}
        return {
            entry: Link(number, names[0], names)
            for number, (entry, names) in enumerate(shared.items(), 1)
        }

    def booked(self, node: Node, entry: Entry | None) -> int:
        """Return the bytes that count at a path: an inode's at one of its names.

        That is one which both images have, if there is any.
        """
        if entry is None or entry.kind not in FILE_KINDS:
            return 0
        for names in self._names:
            if id(entry) in names and self._first(id(entry), names[id(entry)]) is not node:
                return 0
        return entry.stored

    def _first(self, key: int, names: list[Node]) -> Node:
        if key not in self._firsts:
            in_both = self.in_both
            self._firsts[key] = min(names, key=lambda node: (node not in in_both, node.path))
        return self._firsts[key]

    @cached_property
    def in_both(self) -> set[Node]:
        """The nodes of ``shared_paths``."""
        return {node for node, _before, _after in self.shared_paths}


class _Merge:
    """The merge of two images. Layers of the new one are counted on from those of the old one."""

    def __init__(self, old: Side, new: Side, ignored: Ignored) -> None:
        self._sides = (old, new)
        self._ignored = ignored
        self._shift = len(old.image.layers)
        self._layers = _Layers((*old.image.layers, *new.image.layers), new.image.limits)
        self._contents = Contents(self._layers)
        self._ids = (old.ids, new.ids)
        self._all: list[Node] = []
        self._changed: list[Node] = []
        self._unsettled: list[_Unsettled] = []
        self._fields: dict[Node, tuple[str, ...]] = {}
        self._inodes = Inodes(old.tree, new.tree)

    def run(self) -> Merged:
        root = Node("", None)
        self._walk(root)
        self._settle()
        tree = Tree(
            root=root,
            touched=[self._all, self._changed],
            findings=[[], []],
            links=self._inodes.links(),
        )
        layers, limits = self._layers.layers, self._layers.limits
        both = BothImages(tree, layers, self._shift, limits, self._contents)
        return Merged(both, self._fields, self._inodes)

    def _walk(self, root: Node) -> None:
        old, new = (side.tree.root for side in self._sides)
        self._place(root, _visible(old, 0), _visible(new, 0))
        paths, place = self._ignored.paths, self._place
        stack: list[tuple[Node, Node | None, Node | None, int, int, str]] = [
            (root, old, new, _floor(old, 0), _floor(new, 0), "/" if paths else "")
        ]
        while stack:
            parent, before, after, old_floor, new_floor, prefix = stack.pop()
            olds = before.children if before is not None else {}
            news = after.children if after is not None else {}
            names = {**olds, **news} if olds and news else olds or news
            children: dict[str, Node] = {}
            for name in names:
                one, other = olds.get(name), news.get(name)
                # Asked for each path of both images: no call for what is nearly always so.
                was = one.newest if one is not None else None
                if was is not None and (was.home == HIDDEN or was.layer < old_floor):
                    was = None
                now = other.newest if other is not None else None
                if now is not None and (now.home == HIDDEN or now.layer < new_floor):
                    now = None
                if was is None and now is None:
                    continue
                if prefix and paths.matches(prefix + name):
                    continue
                node = children[name] = Node(name, parent)
                place(node, was, now)
                before = one if one is not None and was is not None and one.inside else None
                after = other if other is not None and now is not None and other.inside else None
                if before is not None or after is not None:
                    floors = (_floor(before, old_floor), _floor(after, new_floor))
                    stack.append((node, before, after, *floors, prefix and f"{prefix}{name}/"))
            if children:
                parent.inside = Inside(children)

    def _place(self, node: Node, was: Version | None, now: Version | None) -> None:
        """Put what both images have at a path into the tree."""
        before = was.entry if was is not None else None
        after = now.entry if now is not None else None
        is_shared = self._inodes.add(node, before, after)
        if was is None:
            if now is not None:
                node.newest = Version(NEW, after, self._shift + now.home)
                self._changed.append(node)
            return
        node.newest = known = Version(OLD, before, was.home)
        self._all.append(node)
        if now is None:
            node.newest = Version(NEW, None, HIDDEN, known)
            self._changed.append(node)
        elif is_shared or before != after or not self._is_settled(was, now):
            self._unsettled.append(
                _Unsettled(node, known, Version(NEW, after, self._shift + now.home, known))
            )

    def _is_settled(self, was: Version, now: Version) -> bool:
        """Whether two entries that say the same are the same."""
        entry = was.entry
        if entry is None or entry.kind is not Kind.FILE or not entry.size:
            return entry is None or entry.kind not in FILE_KINDS or not entry.size
        return entry.fingerprint is not None or self._ids[OLD][was.home] == self._ids[NEW][now.home]

    def _settle(self) -> None:
        """Find in what paths differ, in the order in which their contents lie."""
        ignored = self._ignored.fields
        contents = self._contents
        found = self._fields
        self._unsettled.sort(key=lambda each: each.after.place)
        for node, before, after in self._unsettled:
            fields = fields_between(before, after)
            if ignored:
                fields = tuple(each for each in fields if each not in ignored)
            matter = matter_between(before, after, contents)
            if matter:
                fields = (matter, *fields)
            if fields:
                found[node] = fields
                node.newest = after
        if HARDLINKS not in ignored:
            waiting = {each.node: each.after for each in self._unsettled}
            for node in self._inodes.regrouped():
                found[node] = (*found.get(node, ()), HARDLINKS)
                node.newest = waiting[node]
        self._changed += found


def _visible(node: Node, floor: int) -> Version | None:
    """Return what is visible at the top of an image."""
    version = node.newest
    if version is None or version.home == HIDDEN or version.layer < floor:
        return None
    return version


def _floor(node: Node | None, floor: int) -> int:
    """Return the floor of what lies in a folder at the top of an image."""
    inside = node.inside if node is not None else None
    return max(floor, inside.cleared[-1]) if inside is not None and inside.cleared else floor

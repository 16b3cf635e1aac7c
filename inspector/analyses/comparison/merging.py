"""One tree with both images in it: at its layer 0 stands the old image, at its layer 1 the new one.

So every question to a tree is one to both images: what layer 1 changed is how they differ. Paths
and fields that are ignored differ in nothing: such a path is left out, such a field is the old
image's. A layer with the same diff_id in both is taken for the same bytes, as engines do
(``verify`` computes them); elsewhere contents are read where neither their sizes nor their
fingerprints decide.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec

from inspector.analyses.comparison.both import NEW, OLD, BothImages, layers_of
from inspector.analyses.comparison.ignored import HARDLINKS
from inspector.analyses.comparison.inodes import Inodes, stored_bytes
from inspector.reading.contents import Contents
from inspector.tarstream import FILE_KINDS, Kind
from inspector.tree import Tree
from inspector.tree.node import HIDDEN, Inside, Node, Version
from inspector.tree.view import fields_between, matter_between, quick_difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.comparison.both import Side
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.analyses.comparison.inodes import FolderTotals
    from inspector.tarstream import Entry

# A name, and what the old image and the new one have there, each with what is visible.
_Child: TypeAlias = tuple[str, Node | None, Version | None, Node | None, Version | None]


class Merged(NamedTuple):
    """Both images, and what merging them has shown.

    ``fields`` are those that differ of each path that is in both; ``inodes`` counts bytes.
    ``folder_bytes`` are those that lie directly in each folder, of the old image and the new one.
    """

    both: BothImages
    fields: dict[Node, tuple[str, ...]]
    inodes: Inodes
    folder_bytes: FolderTotals


class _FolderOfBoth(NamedTuple):
    """A folder of both images: in the tree of both, in the old one, in the new one.

    The floors hold for what lies in it (``Node.floor_below``); ``prefix`` is its path with a slash
    behind it, where paths are ignored.
    """

    node: Node
    old: Node | None
    new: Node | None
    old_floor: int
    new_floor: int
    prefix: str


class _Unread(msgspec.Struct, frozen=True, gc=False):
    """A path that is in both images, whose contents decide whether it differs."""

    node: Node
    before: Version
    after: Version


def merge(old: Side, new: Side, ignored: Ignored, *, is_whole: bool = True) -> Merged:
    """Merge two images into one tree; unless ``is_whole`` without files that are the same."""
    return _Merge(old, new, ignored, is_whole=is_whole).run()


class _Merge:
    """The merge of two images. Layers of the new one are counted on from those of the old one."""

    def __init__(self, old: Side, new: Side, ignored: Ignored, *, is_whole: bool) -> None:
        self._sides = (old, new)
        self._ignored = ignored
        self._is_whole = is_whole
        self._shift = len(old.image.layers)
        self._layers = layers_of(old, new)
        self._contents = Contents(self._layers)
        self._ids = _ids(old, new)
        self._all: list[Node] = []
        self._changed: list[Node] = []
        self._sharing: dict[Node, Version] = {}  # paths whose inode has several names
        self._unread: list[_Unread] = []
        self._fields: dict[Node, tuple[str, ...]] = {}
        self._inodes = Inodes(old.tree, new.tree)
        self._folder_bytes: FolderTotals = ({}, {})

    def run(self) -> Merged:
        root = Node("", None)
        self._walk(root)
        self._settle()
        self._inodes.add_to(self._folder_bytes)
        tree = Tree(
            root=root,
            touched=[self._all, self._changed],
            findings=[[], []],
            links=self._inodes.links(),
        )
        layers, limits = self._layers.layers, self._layers.limits
        both = BothImages(tree, layers, self._shift, limits, self._contents)
        return Merged(both, self._fields, self._inodes, self._folder_bytes)

    def _walk(self, root: Node) -> None:
        old, new = (side.tree.root for side in self._sides)
        self._place(root, _visible(old, 0), _visible(new, 0))
        prefix = "/" if self._ignored.paths else ""
        stack = [_FolderOfBoth(root, old, new, _floor(old, 0), _floor(new, 0), prefix)]
        while stack:
            stack += self._place_all(stack.pop())

    def _place_all(self, folder: _FolderOfBoth) -> Iterator[_FolderOfBoth]:
        """Place what lies directly in a folder of both; yield the folders in it."""
        single, parent = self._inodes.single, folder.node
        counted = tuple(single)
        children: dict[str, Node] = {}
        for name, one, was, other, now in self._children(folder):
            below_old = one if one is not None and was is not None and one.inside else None
            below_new = other if other is not None and now is not None and other.inside else None
            is_folder = below_old is not None or below_new is not None
            if not self._is_whole and not is_folder and self._is_same(was, now):
                continue
            node = children[name] = Node(name, parent)
            self._place(node, was, now)
            if is_folder:
                floors = _floor(below_old, folder.old_floor), _floor(below_new, folder.new_floor)
                prefix = folder.prefix and f"{folder.prefix}{name}/"
                yield _FolderOfBoth(node, below_old, below_new, *floors, prefix)
        if children:
            parent.inside = Inside(children)
        for totals, now_counted, before in zip(self._folder_bytes, single, counted, strict=True):
            if now_counted != before:
                totals[parent] = now_counted - before

    def _children(self, folder: _FolderOfBoth) -> Iterator[_Child]:
        """Yield what is visible in a folder of one of the images, and not ignored."""
        olds = folder.old.children if folder.old is not None else {}
        news = folder.new.children if folder.new is not None else {}
        old_floor, new_floor, prefix = folder.old_floor, folder.new_floor, folder.prefix
        paths = self._ignored.paths
        for name in {**olds, **news} if olds and news else olds or news:
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
            if not prefix or not paths.matches(prefix + name):
                yield name, one, was, other, now

    def _is_same(self, was: Version | None, now: Version | None) -> bool:
        """Count what is the same in both images, if it is, and no inode of several names."""
        if was is None or now is None:
            return False
        before, after = was.entry, now.entry
        if before != after or not self._is_settled(was, now):
            return False
        if self._inodes.is_shared(before, after):
            return False
        size, single = stored_bytes(before), self._inodes.single
        single[OLD] += size
        single[NEW] += size
        return True

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
            later = Version(NEW, after, self._shift + now.home, known)
            if is_shared:
                self._sharing[node] = later
            if _must_be_read(before, after):
                self._unread.append(_Unread(node, known, later))
            else:
                self._compare(node, known, later)

    def _is_settled(self, was: Version, now: Version) -> bool:
        """Whether two entries that say the same are the same."""
        entry = was.entry
        if entry is None or not entry.size:
            return True
        if entry.kind is not Kind.FILE:
            return entry.kind not in FILE_KINDS
        return entry.fingerprint is not None or self._ids[OLD][was.home] == self._ids[NEW][now.home]

    def _settle(self) -> None:
        """Find in what the other paths differ; contents are read in the order in which they lie."""
        self._fingerprint()
        left = []
        for each in self._unread:
            if _must_be_read(each.before.entry, each.after.entry):
                left.append(each)
            else:
                self._compare(each.node, each.before, each.after)
        for each in sorted(left, key=lambda each: each.after.place):
            self._compare(each.node, each.before, each.after)
        if HARDLINKS not in self._ignored.fields:
            self._note_links()
        self._changed += self._fields

    def _note_links(self) -> None:
        """Note which paths share their file with other paths than before."""
        for node in self._inodes.regrouped():
            self._fields[node] = (*self._fields.get(node, ()), HARDLINKS)
            node.newest = self._sharing[node]

    def _fingerprint(self) -> None:
        """Read small files at once."""
        files: defaultdict[int, list[Entry]] = defaultdict(list)
        for each in self._unread:
            for version in (each.before, each.after):
                if version.entry is not None:
                    files[version.home].append(version.entry)
        for home, entries in sorted(files.items()):
            self._contents.fingerprint_small(home, entries)

    def _compare(self, node: Node, before: Version, after: Version) -> None:
        """Note in what a path differs."""
        old, new = before.entry, after.entry
        told = quick_difference(old, new) if old is not None and new is not None else None
        if told is None:
            matter = matter_between(before, after, self._contents)
            told = fields_between(before, after)
            told = (matter, *told) if matter else told
        fields = told
        if ignored := self._ignored.fields:
            fields = tuple(each for each in told if each not in ignored)
        if fields:
            self._fields[node] = fields
            node.newest = after


def _must_be_read(old: Entry | None, new: Entry | None) -> bool:
    """Whether neither sizes nor fingerprints tell two files apart."""
    if old is None or new is None or old.size != new.size:
        return False
    return old.fingerprint is None or new.fingerprint is None


def _ids(old: Side, new: Side) -> tuple[list[int], list[int]]:
    """Return numbers that tell layers apart by diff_id; without one a layer is like no other."""
    numbers: dict[object, int] = {}
    olds, news = (
        [
            numbers.setdefault(layer.diff_id or (side, layer.index), len(numbers))
            for layer in image.layers
        ]
        for side, (image, _tree) in enumerate((old, new))
    )
    return olds, news


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

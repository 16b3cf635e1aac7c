"""Several layers as one: the paths that they leave, and what they hide of the layers below.

Every path that shows once the last of them is applied is there, of the same kind: so the layers
above find what they found before. Of the bytes only those are that someone can still see at the
end: a file that a layer above replaces or removes stands there empty.
"""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import UnreadableError
from inspector.language import Lazy
from inspector.tarstream import FILE_KINDS, Kind
from inspector.text import path_key, printable
from inspector.tree.view import IMPLIED_MODE, visible
from inspector.writing import members
from inspector.writing.exact_times import exact_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inspector.reading.contents import Contents
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version

_SPARSE_FOLDER = "GNUSparseFile.0"
_NOT_KNOWN = frozenset({Kind.UNKNOWN, Kind.HARDLINK})  # such a hard link leads nowhere


class SquashedInode(msgspec.Struct):
    """What is no directory, with all its names; ``home`` is the layer that stores it.

    Of one that is not ``is_live`` no one sees the bytes at the end.
    """

    entry: Entry
    home: int
    names: list[str]
    is_live: bool = True

    @property
    def stored(self) -> int:
        """The bytes that the new layer stores of it."""
        return self.entry.stored if self.is_live and self.entry.kind in FILE_KINDS else 0


class SquashedLayer(msgspec.Struct):
    """What the new layer holds. Paths have no slash in front.

    ``directories`` have None where no entry describes them; ``links`` are names of what a layer
    below stores, with one of the names that it has there.
    """

    directories: dict[str, Entry | None]
    homes: dict[int, set[int]]  # the layers whose entries are used, by the identities of these
    opaque: list[str]
    whiteouts: list[str]
    links: dict[str, tuple[str, Entry]]
    inodes: list[SquashedInode]
    first: int

    @property
    def stored_bytes(self) -> int:
        """Payload bytes."""
        return sum(each.stored for each in self.inodes)

    @property
    def copied_bytes(self) -> int:
        """Those of them that a layer below stores, too, where no path shows them any more."""
        return sum(each.stored for each in self.inodes if each.home < self.first)

    def tar(self, layers: Sequence[Layer], contents: Contents, time: int) -> Iterator[bytes]:
        """Yield the tar, the same bytes for the same layers. Raises LayerscopeError.

        ``time`` is that of markers, and of directories that no entry describes.
        """
        exact: dict[int, str] = {}
        for home, wanted in sorted(self.homes.items()):
            exact |= exact_times(contents, home, layers[home].entries, wanted)
        yield from self._directories(time, exact)
        for path in sorted(self.whiteouts, key=path_key):
            yield members.whiteout(path, time)
        for path, (target, entry) in self.links.items():
            yield _link(path, target, entry, exact)
        for inode in self.inodes:
            yield from _inode(inode, contents, exact)
        yield members.END

    def _directories(self, time: int, exact: Mapping[int, str]) -> Iterator[bytes]:
        hiding = set(self.opaque)
        for path in sorted({*self.directories, *hiding}, key=path_key):
            if path in self.directories:
                yield _directory(path, self.directories[path], time, exact)
            if path in hiding:
                yield members.opaque(path, time)


def squashed_layer(tree: Tree, first: int, last: int) -> SquashedLayer:
    """Return what the layers ``first`` to ``last`` are as one. Raises UnreadableError."""
    walk = _LayersWalk(tree, first, last)
    walk.run()
    return walk.layer


class _LayersWalk:
    """A walk over what shows below and above the layers that become one."""

    def __init__(self, tree: Tree, first: int, last: int) -> None:
        self._tree = tree
        self._first = first
        self._last = last
        self._top = tree.layers - 1
        self._folders: dict[str, Version] = {}
        # Of those, the ones that no entry describes, and which show only since these layers.
        self._implied: dict[str, bool] = {}
        # Folders around something that the new layer has.
        self._around: set[str] = set()
        self._inodes: dict[int, SquashedInode] = {}
        self.layer = SquashedLayer({}, {}, [], [], {}, [], first)

    def run(self) -> None:
        root = self._tree.root
        version = root.version_up_to(self._last)
        if version is not None and version.entry is not None and version.layer >= self._first:
            self._describe("", version)
        self._see_below(root, "", is_seen_below=self._first > 0)
        self._place_inodes()
        self._describe_folders()

    # the tree ----------------------------------------------------------------------------------

    def _see_below(self, top: Node, path: str, *, is_seen_below: bool) -> None:
        """Look at all below a directory; ``is_seen_below``: layers below show it, too."""
        floors = top.floor_below(self._first - 1, 0), top.floor_below(self._last, 0)
        if is_seen_below and self._hides(top, floors[0]):
            self._hide(path, self.layer.opaque)
            is_seen_below = False
        stack = [(top, path, *floors, is_seen_below)]
        while stack:
            folder, prefix, before, after, is_seen = stack.pop()
            for node in folder.snapshot():
                place = f"{prefix}/{node.name}" if prefix else node.name
                old = node.version_at(self._first - 1, before) if is_seen else None
                new = node.version_at(self._last, after)
                if new is None:
                    if old is not None:
                        self._hide(place, self.layer.whiteouts)
                elif new.is_dir:
                    below = node.floor_below(self._first - 1, before)
                    goes_on = self._see_folder(node, place, old, new, below)
                    floor = node.floor_below(self._last, after)
                    stack.append((node, place, below, floor, goes_on))
                elif new.layer >= self._first:
                    self._see_inode(node, place, new)

    def _see_folder(
        self, node: Node, path: str, old: Version | None, new: Version, floor: int
    ) -> bool:
        """Note a directory; return whether what layers below have in it shows."""
        self._folders[path] = new
        lower = old if old is not None and old.is_dir else None
        if new.layer >= self._first:
            if new.entry is None:
                # Over a directory that is described below, it must be described to be another.
                self._implied[path] = lower is not None and lower.entry is not None
            else:
                self._describe(path, new)
        if lower is None or not self._has_cleared(node):
            return lower is not None
        if self._hides(node, floor):
            self._hide(path, self.layer.opaque)
        return False

    def _has_cleared(self, node: Node) -> bool:
        return any(self._first <= layer <= self._last for layer in node.cleared)

    def _hides(self, node: Node, floor: int) -> bool:
        """Whether these layers hide something that layers below have in a directory."""
        below = self._first - 1
        return self._has_cleared(node) and any(
            child.version_at(below, floor) is not None for child in node.snapshot()
        )

    def _hide(self, path: str, places: list[str]) -> None:
        places.append(path)
        self._surround(path)
        if places is self.layer.opaque and path:
            self._around.add(path)

    def _see_inode(self, node: Node, path: str, version: Version) -> None:
        entry = version.entry
        if entry is None:
            return
        if version.is_symlink and node.children:
            self._refuse_below(node)
        self._surround(path)
        inode = self._inodes.get(id(entry))
        if inode is None:
            inode = self._inodes[id(entry)] = SquashedInode(entry, version.home, [])
            inode.is_live = self._is_live(node, entry)
        inode.names.append(path)

    def _refuse_below(self, link: Node) -> None:
        """Refuse what a layer has below a symlink of its own that leads nowhere."""
        for node, version in visible(self._tree, self._last, link):
            if node is not link and version.layer >= self._first:
                raise UnreadableError(
                    Lazy(
                        "{path} lies below a symlink that leads nowhere: no other layer can"
                        " hold it",
                        path=printable(node.path),
                    )
                )

    def _is_live(self, node: Node, entry: Entry) -> bool:
        """Whether an inode shows at the end, under any of its names."""
        if self._last == self._top:
            return True
        link = self._tree.link(entry)
        names = [node] if link is None else link.names
        shown = (each.visible_at(self._top) for each in names)
        return any(each is not None and each.entry is entry for each in shown)

    # what the layer holds ----------------------------------------------------------------------

    def _describe(self, path: str, version: Version) -> None:
        self.layer.directories[path] = version.entry
        self._use(version.entry, version.home)
        self._surround(path)

    def _use(self, entry: Entry | None, home: int) -> None:
        if entry is not None:
            self.layer.homes.setdefault(home, set()).add(id(entry))

    def _surround(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        while folder and folder not in self._around:
            self._around.add(folder)
            folder = folder.rpartition("/")[0]

    def _describe_folders(self) -> None:
        """Describe what is around something as the layers below do, and what nothing implies."""
        for path in sorted(self._implied, key=len, reverse=True):
            if self._implied[path] or path not in self._around:
                members.check_name(path)
                self._describe(path, self._folders[path])
        for path in self._around:
            version = self._folders[path]
            if version.layer < self._first and version.entry is not None:
                self._describe(path, version)

    def _place_inodes(self) -> None:
        """Order inodes by the place of their bytes: each layer is read from first to last."""
        for inode in self._inodes.values():
            inode.names.sort(key=path_key)
        for inode in sorted(self._inodes.values(), key=_place):
            below = self._name_below(inode)
            if below is not None:
                self.layer.links.update((name, (below, inode.entry)) for name in inode.names)
                self._use(inode.entry, inode.home)
            elif inode.is_live and inode.entry.kind in _NOT_KNOWN:
                raise members.unknown_type(inode.names[0])
            else:
                self._use(inode.entry, inode.home)
                self.layer.inodes.append(inode)

    def _name_below(self, inode: SquashedInode) -> str | None:
        """Return a name under which a layer below has an inode, and which these layers leave."""
        link = self._tree.link(inode.entry)
        if inode.home >= self._first or link is None:
            return None
        for node in link.names:
            version = node.visible_at(self._last)
            if version is not None and version.entry is inode.entry and version.layer < self._first:
                return node.path[1:]
        return None


def _place(inode: SquashedInode) -> tuple[int, int, bytes]:
    return inode.home, inode.entry.offset, path_key(inode.names[0])


# bytes -----------------------------------------------------------------------------------------


def _member(path: str, entry: Entry, kind: Kind, exact: Mapping[int, str]) -> tarfile.TarInfo:
    member = tarfile.TarInfo(path or ".")
    member.type = members.TYPES[kind]
    member.mode, member.uid, member.gid = entry.mode, entry.uid, entry.gid
    member.mtime = entry.mtime
    if kind is Kind.SYMLINK:
        member.linkname = entry.link
    if entry.device is not None and kind in {Kind.CHAR, Kind.BLOCK}:
        member.devmajor, member.devminor = entry.device
    member.pax_headers = members.attributes(entry.xattrs or {})
    if (time := exact.get(id(entry))) is not None:
        member.pax_headers["mtime"] = time
    return member


def _directory(path: str, entry: Entry | None, time: int, exact: Mapping[int, str]) -> bytes:
    if entry is not None:
        return members.header(_member(path, entry, Kind.DIR, exact))
    member = tarfile.TarInfo(path)
    member.type, member.mode, member.mtime = tarfile.DIRTYPE, IMPLIED_MODE, time
    return members.header(member)


def _inode(inode: SquashedInode, contents: Contents, exact: Mapping[int, str]) -> Iterator[bytes]:
    """Yield what is no directory, and its other names."""
    entry, (path, *others) = inode.entry, inode.names
    is_file = entry.kind not in members.TYPES or entry.kind is Kind.FILE
    member = _member(path, entry, Kind.FILE if is_file else entry.kind, exact)
    if not inode.is_live or not is_file:
        yield members.header(member)
    elif entry.segments is None:
        member.size = entry.stored
        yield members.header(member)
    else:
        yield from _sparse(member, entry)
    if inode.stored:
        yield from contents.stored(inode.home, entry)
        yield members.padding(entry.stored)
    yield from (_link(name, path, entry, exact) for name in others)


def _link(path: str, target: str, entry: Entry, exact: Mapping[int, str]) -> bytes:
    """Return one more name, with the attributes: docker's chown of it takes capabilities away."""
    member = _member(path, entry, Kind.FILE, exact)
    member.type, member.linkname = tarfile.LNKTYPE, target
    return members.header(member)


def _sparse(member: tarfile.TarInfo, entry: Entry) -> Iterator[bytes]:
    """Yield what stands before a sparse file's bytes (GNU tar manual, PAX format 1.0)."""
    segments = entry.segments or ()
    numbers = [len(segments), *(number for pair in segments for number in pair)]
    text = "".join(f"{each}\n" for each in numbers).encode()
    text += members.padding(len(text))
    folder, _, name = member.name.rpartition("/")
    member.pax_headers = {
        **member.pax_headers,
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": member.name,
        "GNU.sparse.realsize": str(entry.size),
    }
    member.name = f"{folder or '.'}/{_SPARSE_FOLDER}/{name}"
    member.size = len(text) + entry.stored
    yield members.header(member)
    yield text

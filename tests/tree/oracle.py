"""The merge rules once more, literally and slowly: a plain dict of all paths for every layer.

Written from the rules' text alone (their numbers stand in brackets), to be held against the real
tree; nothing is shared with it. Where the text leaves a choice this is what overlayfs does: a
layer is first made whole by itself, member by member, and then laid over the lower ones. So a
file that a directory of the same layer replaces later has hidden nothing below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.build_image.members import (
    BLOCK_DEVICE,
    CHAR,
    DIRECTORY,
    FIFO,
    HARDLINK,
    REGULAR,
    SYMLINK,
    Member,
    name_text,
)

Path = tuple[str, ...]

_TYPES = {
    REGULAR: "file",
    SYMLINK: "symlink",
    CHAR: "char",
    BLOCK_DEVICE: "block",
    DIRECTORY: "dir",
    FIFO: "fifo",
}
_MARKER = ".wh."
_OPAQUE = ".wh..wh..opq"
_AUFS = ".wh..wh."
_PLNK = ".wh..wh.plnk"
_INVALID = {_MARKER, _MARKER + ".", _MARKER + ".."}
_HOPS = 40


@dataclass(eq=False)
class Inode:
    """What an entry made: ``layer`` stored it. ``names``: each (place in the tar, layer, path)."""

    layer: int
    type: str
    member: Member
    link: str = ""
    names: list[tuple[int, int, Path]] = field(default_factory=list)

    @property
    def first(self) -> Path:
        """Its first name in the tar that stores it."""
        return min((at, path) for at, layer, path in self.names if layer == self.layer)[1]


@dataclass(eq=False)
class Item:
    """What a path is: ``layer`` wrote the name. Without an inode it is an implied directory."""

    layer: int
    inode: Inode | None = None

    @property
    def type(self) -> str:
        return self.inode.type if self.inode else "dir"

    @property
    def target(self) -> str:
        return self.inode.link if self.inode else ""


State = dict[Path, Item]


@dataclass(frozen=True)
class Dropped:
    """A name that its own layer took away again, and what took its very place."""

    path: Path
    item: Item
    replacement: Item | None


@dataclass
class Merged:
    """The tree after every layer, what layers dropped themselves, and (id, layer, path)."""

    states: list[State] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    findings: set[tuple[str, int, str]] = field(default_factory=set)


def merge(layers: list[list[Member]]) -> Merged:
    """Return what ``layers`` make, base layer first."""
    merged = Merged()
    lower: State = {}
    for number, members in enumerate(layers):
        lower = _Layer(number, lower, merged).apply(members)
        merged.states.append(lower)
    return merged


def clean(name: str) -> tuple[Path, bool]:
    """Return a name's components, and whether it tried to leave the root (12)."""
    path: list[str] = []
    escaped = False
    for part in name.split("/"):
        if part == "..":
            escaped = escaped or not path
            path = path[:-1]
        elif part not in {"", "."}:
            path.append(part)
    return tuple(path), escaped


def is_below(path: Path, ancestor: Path) -> bool:
    return len(path) > len(ancestor) and path[: len(ancestor)] == ancestor


def text(path: Path) -> str:
    return "/" + "/".join(path)


class _Layer:
    """One layer over the state of all lower ones."""

    def __init__(self, number: int, lower: State, merged: Merged) -> None:
        self.number = number
        self.lower = dict(lower)
        self.merged = merged
        # what this layer has by itself, implied parents included
        self.own: State = {}
        # directories with an entry of their own: engines agree that it replaces a lower symlink
        self.described: set[Path] = set()
        self.plnk: dict[Path, Inode] = {}
        self.forward: list[tuple[Path, Item]] = []

    def apply(self, members: list[Member]) -> State:
        markers: list[Path] = []
        additions: list[tuple[int, Member, Path]] = []
        for at, member in enumerate(members):
            path, escaped = clean(name_text(member.name))
            if escaped:
                self.find("path-escape", path)
            if path and path[0].startswith(_AUFS) and path != (_OPAQUE,):
                if path[0] == _PLNK and member.kind == REGULAR:
                    self.plnk[path] = self.inode(member)
            elif path and path[-1].startswith(_MARKER):
                markers.append(path)
            else:
                additions.append((at, member, path))
        self.described = {path for _, member, path in additions if member.kind == DIRECTORY}
        self.hide(markers)
        for at, member, path in additions:
            self.add(at, member, path)
        self.bind_forward()
        return self.laid()

    def find(self, kind: str, path: Path) -> None:
        self.merged.findings.add((kind, self.number, text(path)))

    def inode(self, member: Member) -> Inode:
        link = name_text(member.link) if member.kind in {SYMLINK, HARDLINK} else ""
        return Inode(self.number, _TYPES.get(member.kind, "unknown"), member, link)

    # Markers: rules 1, 2, 3, 4 and 6.

    def hide(self, markers: list[Path]) -> None:
        below = dict(self.lower)
        valid = []
        for marker in markers:
            folder, name = marker[:-1], marker[-1]
            if name in _INVALID:
                self.find("invalid-whiteout", marker)
                continue
            valid.append(folder)
            whole = () if name == _OPAQUE else (*folder, name.removeprefix(_MARKER))
            for path in below:
                if is_below(path, folder if name == _OPAQUE else whole) or (
                    path == whole and name != _OPAQUE
                ):
                    self.lower.pop(path, None)
        for folder in valid:
            for depth in range(1, len(folder) + 1):
                link = folder[:depth]
                if link in self.lower and self.lower[link].type == "symlink":
                    self.imply(folder)
                    break

    @staticmethod
    def replace(state: State, path: Path, item: Item) -> None:
        """Set a path: a directory over a directory keeps what is below, nothing else does (5)."""
        old = state.get(path)
        if old is not None and not (old.type == item.type == "dir"):
            for each in [each for each in state if is_below(each, path)]:
                del state[each]
        state[path] = item

    # Additions: rules 5, 6, 7, 9 and 12.

    def add(self, at: int, member: Member, path: Path) -> None:
        if not path and member.kind != DIRECTORY:
            self.find("empty-name", ())
            return
        if path:
            path = (*self.followed(path[:-1], report=True), path[-1])
        self.imply(path[:-1])
        item = Item(self.number)
        if member.kind == HARDLINK:
            self.bind(item, member, path)
        else:
            item.inode = self.inode(member)
        if item.inode is not None:
            item.inode.names.append((at, self.number, path))
        self.put(path, item)

    def imply(self, folder: Path) -> None:
        for depth in range(1, len(folder) + 1):
            path = folder[:depth]
            own = self.own.get(path)
            if own is None:
                lower = self.seen(path)
                is_link = lower is not None and lower.type == "symlink"
                if is_link and path not in self.described:
                    self.find("symlink-parent", path)
                self.own[path] = Item(self.number)
            elif own.type not in {"dir", "symlink"}:
                self.put(path, Item(self.number))

    def put(self, path: Path, item: Item) -> None:
        old = self.own.get(path)
        if old is not None:
            if old.inode is not None or item.type != "dir":
                self.find("duplicate-path", path)
            self.drop(path, old, item)
            if not (old.type == item.type == "dir"):
                for each in [each for each in self.own if is_below(each, path)]:
                    self.drop(each, self.own.pop(each), None)
        self.own[path] = item

    def drop(self, path: Path, item: Item, replacement: Item | None) -> None:
        self.merged.dropped.append(Dropped(path, item, replacement))

    # symlinks of this layer (6)

    def seen(self, path: Path) -> Item | None:
        """Return what is at a path while the layer is being read."""
        if path in self.own:
            return self.own[path]
        for depth in range(1, len(path)):
            own, lower = self.own.get(path[:depth]), self.lower.get(path[:depth])
            if own and lower and not (own.type == lower.type == "dir"):
                return None
        return self.lower.get(path)

    def own_link(self, path: Path) -> Item | None:
        item = self.own.get(path)
        return item if item is not None and item.type == "symlink" else None

    def followed(self, folder: Path, *, report: bool = False) -> Path:
        """Return where a directory's path leads; what is dangling stays as it is."""
        real: Path = ()
        for part in folder:
            real = (*real, part)
            if self.own_link(real):
                led = self.led(real[:-1], [part])
                if led is None and report:
                    self.find("dangling-parent", real)
                real = real if led is None else led
        return real

    def led(self, start: Path, parts: list[str]) -> Path | None:
        """Return the literal place that ``parts`` lead to from ``start``, None where none is."""
        real, rest, hops = start, parts, 0
        while rest:
            part, rest = rest[0], rest[1:]
            if part == "..":
                real = real[:-1]
                continue
            here = (*real, part)
            found = self.seen(here)
            link = self.own_link(here)
            if found is None or (found.type == "symlink" and link is None and rest):
                return None
            if link is None:
                real = here
                continue
            hops += 1
            if hops > _HOPS or not link.target:
                return None
            real = () if link.target.startswith("/") else real
            rest = [each for each in link.target.split("/") if each not in {"", "."}] + rest
        return None if self.own_link(real) else real

    # hard links (8, 10)

    def named(self, link: str) -> Path:
        target = clean(link)[0]
        return (*self.followed(target[:-1]), *target[-1:])

    def bind(self, item: Item, member: Member, path: Path) -> None:
        target = clean(name_text(member.link))[0]
        if target in self.plnk:
            item.inode = self.plnk[target]
            return
        target = self.named(name_text(member.link))
        found = self.seen(target)
        if target == path or not target or (found is not None and found.type == "dir"):
            self.find("hardlink-broken", path)
            item.inode = self.inode(member)
        elif found is None or found.inode is None or found.inode.member.kind == HARDLINK:
            item.inode = self.inode(member)
            self.forward.append((path, item))
        else:
            if found.layer < self.number:
                self.find("hardlink-lower", path)
            item.inode = found.inode

    def bind_forward(self) -> None:
        waiting = [
            (path, item, self.named(item.target))
            for path, item in self.forward
            if self.own.get(path) is item
        ]
        progress = True
        while progress:
            progress = False
            for each in list(waiting):
                if self.bind_later(*each):
                    waiting.remove(each)
                    progress = True
        for path, _, _ in waiting:
            self.find("hardlink-broken", path)

    def bind_later(self, path: Path, item: Item, target: Path) -> bool:
        found = self.own.get(target)
        if found is None or found.inode is None or item.inode is None or found.type == "dir":
            return False
        if target == path or found.inode.member.kind == HARDLINK:
            return False
        found.inode.names += item.inode.names
        item.inode = found.inode
        self.find("hardlink-forward", path)
        return True

    # the whole layer over the lower ones

    def laid(self) -> State:
        state = dict(self.lower)
        for path in sorted(self.own, key=len):
            item = self.own[path]
            old = state.get(path)
            if item.inode is None and old is not None and old.type == "dir":
                continue
            self.replace(state, path, item)
        # what a dangling symlink of this layer has below it is listed there
        return state

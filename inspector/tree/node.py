"""A path and its versions: which layer wrote it, with what, and what was cleared below it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

from inspector.tarstream import FILE_KINDS, Kind

if TYPE_CHECKING:
    from inspector.tarstream import Entry


# In place of the layer that stores an entry.
HIDDEN = -1
_NO_CHILDREN: dict[str, Node] = {}


class Version(msgspec.Struct, gc=False, eq=False):
    """What one layer made of a path.

    ``entry`` is the inode: of a hard link, the entry it is bound to; None for an implied directory.
    ``home`` is the layer that stores it, ``HIDDEN`` of a whiteout: from ``layer`` on the path is
    hidden. ``older`` is what a lower layer made of the path.

    A struct of C, unknown to the garbage collector: an image may have millions.
    """

    layer: int
    entry: Entry | None
    home: int
    older: Version | None = None

    @property
    def is_whiteout(self) -> bool:
        """Whether the path is hidden from this layer on."""
        return self.home == HIDDEN

    @property
    def is_dir(self) -> bool:
        """Whether the path is a directory, implied or described."""
        entry = self.entry
        return self.home != HIDDEN if entry is None else entry.kind is Kind.DIR

    @property
    def is_implied(self) -> bool:
        """Whether the path is a directory that no entry describes."""
        return self.entry is None and self.home != HIDDEN

    @property
    def is_symlink(self) -> bool:
        """Whether the path is a symlink."""
        return self.entry is not None and self.entry.kind is Kind.SYMLINK

    @property
    def is_file(self) -> bool:
        """Whether the path is a regular file."""
        return self.entry is not None and self.entry.kind in FILE_KINDS

    @property
    def size(self) -> int:
        """Bytes of a regular file (holes included), 0 of anything else."""
        entry = self.entry
        if entry is None or (entry.kind is not Kind.FILE and entry.kind not in FILE_KINDS):
            return 0
        return entry.size

    @property
    def place(self) -> tuple[int, int]:
        """Where the content lies, to read in that order: its layer, and the offset there."""
        return self.home, self.entry.offset if self.entry is not None else 0


class Inside(msgspec.Struct, eq=False):
    """What only directories have: most paths are files, and an image may have millions."""

    children: dict[str, Node] = msgspec.field(default_factory=dict)
    cleared: tuple[int, ...] = ()


class Node(msgspec.Struct, eq=False):
    """One path of the image, over all layers.

    ``newest`` is the topmost layer's version, from which the others hang, one a layer at most:
    most paths have just one. ``cleared`` lists the layers that hid
    everything below the path which lower layers had put there (whiteout, opaque marker, or a
    type change); what the same layer adds stays.
    """

    name: str
    parent: Node | None
    newest: Version | None = None
    inside: Inside | None = None

    def __repr__(self) -> str:
        return f"<Node {self.path}>"

    @property
    def path(self) -> str:
        """Absolute path; ``/`` for the root."""
        parts: list[str] = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            parts.append(node.name)
            node = node.parent
        return "/" + "/".join(reversed(parts))

    @property
    def children(self) -> dict[str, Node]:
        """All paths directly below, visible or not, by their names; not to be written to."""
        return self.inside.children if self.inside is not None else _NO_CHILDREN

    def snapshot(self) -> list[Node]:
        """Return the children as they are now: a thread that loads may add to them meanwhile."""
        return list(self.children.values())

    @property
    def cleared(self) -> tuple[int, ...]:
        """The layers that hid what lower layers had put below."""
        return self.inside.cleared if self.inside is not None else ()

    def made_inside(self) -> Inside:
        """Return what only directories have, made where there was none."""
        if self.inside is None:
            self.inside = Inside()
        return self.inside

    def child(self, name: str) -> Node | None:
        """Return the child of that name, visible or not."""
        return self.inside.children.get(name) if self.inside is not None else None

    def make_child(self, name: str) -> Node:
        """Return the child of that name, made where there was none."""
        children = self.made_inside().children
        found = children.get(name)
        if found is None:
            found = children[name] = Node(name, self)
        return found

    @property
    def versions(self) -> tuple[Version, ...]:
        """All versions, the lowest layer's first."""
        found: list[Version] = []
        version = self.newest
        while version is not None:
            found.append(version)
            version = version.older
        return tuple(reversed(found))

    def version_up_to(self, layer: int) -> Version | None:
        """Return the last version up to a layer, whiteouts included."""
        found = self.newest
        while found is not None and found.layer > layer:
            found = found.older
        return found

    def version_in(self, layer: int) -> Version | None:
        """Return what exactly this layer wrote here, whiteouts included."""
        found = self.version_up_to(layer)
        return found if found is not None and found.layer == layer else None

    def is_written_in(self, first: int, last: int) -> bool:
        """Whether one of these layers wrote here, whiteouts included."""
        found = self.version_up_to(last)
        return found is not None and found.layer >= first

    def version_at(self, layer: int, floor: int) -> Version | None:
        """Return what is visible here once ``layer`` is applied.

        ``floor`` is the last layer up to there that cleared below one of the path's parents.
        """
        found = self.newest
        while found is not None and found.layer > layer:
            found = found.older
        return None if found is None or found.home == HIDDEN or found.layer < floor else found

    def floor_below(self, layer: int, floor: int) -> int:
        """Return the floor that holds for the children once ``layer`` is applied."""
        inside = self.inside
        if inside is None or not inside.cleared:
            return floor
        cleared = inside.cleared
        if cleared[-1] <= layer:
            return max(floor, cleared[-1])
        at = bisect_right(cleared, layer)
        return max(floor, cleared[at - 1]) if at else floor

    def floor_at(self, layer: int) -> int:
        """Return the floor that holds for this path itself once ``layer`` is applied."""
        floor = 0
        node = self.parent
        while node is not None:
            floor = node.floor_below(layer, floor)
            node = node.parent
        return floor

    def visible_at(self, layer: int) -> Version | None:
        """Return what is visible here once ``layer`` is applied, parents considered."""
        if layer < 0:
            return None
        return self.version_at(layer, self.floor_at(layer))

    def clear(self, layer: int) -> None:
        """Hide everything below that lower layers put there."""
        inside = self.made_inside()
        if not inside.cleared or inside.cleared[-1] != layer:
            inside.cleared = (*inside.cleared, layer)

    def write(self, version: Version) -> None:
        """Add a version, in place of one of the same layer."""
        newest = self.newest
        if newest is not None and newest.layer == version.layer:
            newest = newest.older
        version.older = newest
        self.newest = version

"""Volumes: directories of a container whose files are none of its writable layer's."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from inspector.container.inode import Inode
    from inspector.container.merged import DirectoryEntry, MergedView


class Volumes:
    """The volumes of one container: what they hold lies beside the layer, below other roots."""

    def __init__(self, view: MergedView) -> None:
        self._view = view

    def mount(self, path: str, make: Callable[[str], None]) -> None:
        """Mount a new volume at a directory, with a copy of what is there, as docker does.

        ``make`` makes a directory where there is none. Raises FileError.
        """
        parts = path.strip("/").split("/")
        for depth in range(1, len(parts) + 1):
            above = "/" + "/".join(parts[:depth])
            if self._view.walk(above).inode is None:
                make(above)
        place = self._view.walk(path)
        directory = place.inode
        if directory is None or not directory.is_dir or place.parent is None:
            raise FileError(errno.ENOTDIR, path)
        root = self._copy(directory)
        self._view.upper.plant(root)
        self._fill(place, root.number)
        self._view.mounts[_key(place)] = root.number

    def _fill(self, directory: DirectoryEntry, root: int) -> None:
        pending = [(directory, root)]
        while pending:
            source, number = pending.pop()
            for name in self._view.names(source):
                child = self._view.child(source, name)
                if child.inode is not None:
                    copy = self._copy(child.inode)
                    self._view.upper.add(number, name, copy)
                    if copy.is_dir:
                        pending.append((child, copy.number))

    def _copy(self, inode: Inode) -> Inode:
        number = self._view.new_number()
        return replace(inode, number=number, nlink=0, below=None, is_copied_up=False)

    @property
    def roots(self) -> Collection[int]:
        """The numbers of their roots."""
        return self._view.mounts.values()

    @property
    def bytes(self) -> int:
        """How many bytes they hold."""
        upper = self._view.upper
        return sum(upper.inode(each).size for each in upper.numbers_in(self.roots))

    def root_of(self, place: DirectoryEntry) -> int | None:
        """Return the root of the volume that a place is below or is; None of the layer."""
        while self.roots and place.parent is not None:
            if place.inode is not None and place.inode.number in self.roots:
                return place.inode.number
            place = place.parent
        return None

    def check_same(self, one: DirectoryEntry, other: DirectoryEntry, path: str) -> None:
        """Raise FileError (EXDEV) where two places are not on one file system."""
        if self.root_of(one) != self.root_of(other):
            raise FileError(errno.EXDEV, path)

    def check_free(self, *places: DirectoryEntry) -> None:
        """Raise FileError (EBUSY) where a volume is mounted: it is not removed nor renamed."""
        for place in places:
            if _key(place) in self._view.mounts:
                raise FileError(errno.EBUSY, place.path)


def _key(place: DirectoryEntry) -> tuple[int, str]:
    directory = place.around.inode
    return (directory.number if directory is not None else 0, place.name)

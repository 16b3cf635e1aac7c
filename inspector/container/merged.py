"""The merged view: the writable layer over the image, and what is copied up to it."""

from __future__ import annotations

import errno
from itertools import count
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.container.lower import Lower
from inspector.container.upper import WHITEOUT, Upper
from inspector.errors import FileError
from inspector.tarstream import Kind
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.container.inode import Inode
    from inspector.limits import Limits
    from inspector.tree import Tree

# Linux: of a name and of a path, in bytes.
_NAME_MAX = 255
_PATH_MAX = 4096
# The kernel's own, which a copy in the writable layer does not take over.
_OVERLAY = "trusted.overlay."


class DirectoryEntry:
    """A name in a directory as a walk found it; ``inode`` is None where there is nothing.

    ``is_upper``: the writable layer has it.
    """

    __slots__ = ("inode", "is_upper", "name", "parent")

    def __init__(
        self, parent: DirectoryEntry | None, name: str, inode: Inode | None, *, is_upper: bool
    ) -> None:
        self.parent = parent
        self.name = name
        self.inode = inode
        self.is_upper = is_upper

    @property
    def path(self) -> str:
        names: list[str] = []
        place = self
        while place.parent is not None:
            names.append(place.name)
            place = place.parent
        return "/" + "/".join(reversed(names))

    @property
    def around(self) -> DirectoryEntry:
        """The directory that it is in; of the root itself."""
        return self.parent or self


class MergedView:
    """Looks names up as overlayfs does, and copies up what is to be changed."""

    def __init__(self, tree: Tree, limits: Limits) -> None:
        numbers = count(1)
        self.lower = Lower(tree, lambda: next(numbers))
        root = replace(self.lower.root(), nlink=1)
        self.upper = Upper(root, limits.entries_per_layer)
        self._numbers = numbers
        self._hops = limits.symlink_hops
        # Where volumes are mounted: a directory's number and a name in it; with their roots'.
        self.mounts: dict[tuple[int, str], int] = {}

    def new_number(self) -> int:
        """Return a number that no inode has yet."""
        return next(self._numbers)

    def root(self) -> DirectoryEntry:
        return DirectoryEntry(None, "", self.upper.inode(self.upper.root), is_upper=True)

    # looking up --------------------------------------------------------------------------------

    def child(self, directory: DirectoryEntry, name: str) -> DirectoryEntry:
        """Return what a directory has under a name, perhaps nothing."""
        inside = directory.inode
        if inside is None:
            return DirectoryEntry(directory, name, None, is_upper=False)
        mounted = self.mounts.get((inside.number, name)) if self.mounts else None
        if mounted is not None:
            return DirectoryEntry(directory, name, self.upper.inode(mounted), is_upper=True)
        if directory.is_upper:
            number = self.upper.entries(inside.number).get(name)
            if number is not None:
                inode = self.upper.inode(number) if number != WHITEOUT else None
                return DirectoryEntry(directory, name, inode, is_upper=True)
        return DirectoryEntry(directory, name, self.lower.child(inside.below, name), is_upper=False)

    def names(self, directory: DirectoryEntry) -> Iterator[str]:
        """Yield the names that a directory shows; what is none has no names."""
        inside = directory.inode
        if inside is None or not inside.is_dir:
            return
        own = self.upper.entries(inside.number) if directory.is_upper else {}
        yield from (name for name, number in own.items() if number != WHITEOUT)
        yield from (name for name in self.lower.names(inside.below) if name not in own)

    def is_below(self, directory: DirectoryEntry, name: str) -> bool:
        """Whether the image has a name in a directory, visible or not."""
        return directory.inode is not None and self.lower.has(directory.inode.below, name)

    def walk(self, path: str, *, follow: bool = True, create: bool = False) -> DirectoryEntry:
        """Follow a path as the kernel does; ``follow``: a symlink at its end, too.

        What the path ends in may be missing, what it leads through may not. A slash behind the
        last name follows it and wants a directory, which ``create`` does not make.
        """
        if not path:
            raise FileError(errno.ENOENT, path)
        if len(path_key(path)) >= _PATH_MAX:
            raise FileError(errno.ENAMETOOLONG, path)
        place = self.root()
        pending = path.split("/")[::-1]
        hops = self._hops
        while pending:
            name = pending.pop()
            if create and pending and not any(pending):
                self._step(place, "", path)
                raise FileError(errno.EISDIR, path)
            if place.inode is None and not name and not any(pending):
                break
            place = self._step(place, name, path)
            inode = place.inode
            if inode is None or inode.kind is not Kind.SYMLINK or not (pending or follow):
                continue
            hops -= 1
            pending += _steps(inode.link, path, hops)
            place = self.root() if inode.link.startswith("/") else place.around
        return place

    def _step(self, place: DirectoryEntry, name: str, path: str) -> DirectoryEntry:
        """Go from a directory to what it has under a name, which may be ``""``, ``.``, ``..``."""
        if place.inode is None:
            raise FileError(errno.ENOENT, path)
        if not place.inode.is_dir:
            raise FileError(errno.ENOTDIR, path)
        if name in {"", "."}:
            return place
        if name == "..":
            return place.around
        found = self.child(place, name)
        if found.inode is None and len(name) > _NAME_MAX // 4:
            _check_length(name, path)
        return found

    def walk_to_parent(self, path: str) -> tuple[DirectoryEntry, str]:
        """Return the directory that a path's last name is in, and that name.

        The name is ``""`` for the root; it may be ``.`` and ``..``. Slashes behind it are passed
        over.
        """
        parent, _, name = path.rstrip("/").rpartition("/")
        if not path:
            raise FileError(errno.ENOENT, path)
        place = self.walk(f"{parent}/")
        if place.inode is None:
            raise FileError(errno.ENOENT, path)
        _check_length(name, path)
        return place, name

    # copying up --------------------------------------------------------------------------------

    def copy_up(self, place: DirectoryEntry) -> Inode:
        """Make the writable layer have a path, with the directories that it is in.

        A copied file has this name alone: other names of its inode stay with the image.
        """
        inode = place.inode
        if inode is None:
            raise FileError(errno.ENOENT, place.path)
        if not place.is_upper:
            directory = self.copy_up(place.around).number
            # Another walk's place may have been copied up meanwhile.
            number = self.upper.entries(directory).get(place.name, WHITEOUT)
            if number == WHITEOUT:
                number = self._copy(inode, directory, place.name)
            place.inode, place.is_upper = self.upper.inode(number), True
            return place.inode
        inode = place.inode = self.upper.inode(inode.number)
        return inode

    def _copy(self, inode: Inode, directory: int, name: str) -> int:
        """Copy an inode of the image; return the number of the copy."""
        is_broken = not inode.is_dir and inode.nlink > 1
        xattrs = {key: value for key, value in inode.xattrs.items() if not key.startswith(_OVERLAY)}
        copied = replace(
            inode,
            number=self.new_number() if is_broken else inode.number,
            nlink=0,
            xattrs=xattrs,
            is_copied_up=True,
        )
        self.upper.add(directory, name, copied)
        return copied.number


def _check_length(name: str, path: str) -> None:
    if len(path_key(name)) > _NAME_MAX:
        raise FileError(errno.ENAMETOOLONG, path)


def _steps(target: str, path: str, hops: int) -> list[str]:
    """Return the names that a symlink leads through, the first one last."""
    if hops < 0:
        raise FileError(errno.ELOOP, path)
    if not target:
        raise FileError(errno.ENOENT, path)
    if len(path_key(target)) >= _PATH_MAX:
        raise FileError(errno.ENAMETOOLONG, path)
    return target.split("/")[::-1]

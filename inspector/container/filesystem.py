"""What a container sees, and what its changes leave in the writable layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.container.content import Content
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.tarstream import Kind
    from inspector.tree import Tree


class Stat(msgspec.Struct, frozen=True, gc=False):
    """What lstat(2) says of a path.

    ``kind`` is FILE for every regular file. ``size`` is 0 of what is neither a file nor a symlink;
    ``mtime`` whole seconds, None of a directory that no entry of the image describes. Names of one
    inode share ``inode``; a directory that is merged of several layers has one link, as overlayfs
    says.
    """

    kind: Kind
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int | None
    nlink: int
    inode: int
    device: tuple[int, int] | None = None
    xattrs: dict[str, bytes] = {}
    link: str = ""


class UpperRow(msgspec.Struct, frozen=True, gc=False):
    """One path of the writable layer. ``stat`` is None for a whiteout.

    ``is_opaque``: the directory hides what the image has at its path.
    """

    path: str
    stat: Stat | None
    is_copied_up: bool = False
    is_opaque: bool = False
    content: Content | None = None

    @property
    def type(self) -> str:
        """Return file, dir, symlink, char, block, fifo, unknown or whiteout."""
        raise NotImplementedError


class Snapshot(msgspec.Struct, frozen=True):
    """The writable layer at one moment, to go back to."""


class Filesystem:
    """What a container sees: the merged image below, one writable layer on top.

    As the kernel's overlayfs keeps them (root, no redirect_dir, metacopy, index). Paths are text
    as in ``Node.path``, absolute. Symlinks within a path are followed inside the root. Every method
    raises FileError as the kernel would refuse. ``clock`` gives whole seconds.
    """

    def __init__(
        self, image: Image, tree: Tree, contents: Contents, clock: Callable[[], int]
    ) -> None:
        self.image = image
        self.contents = contents
        raise NotImplementedError

    # reading -----------------------------------------------------------------------------------

    def resolve(self, path: str, *, follow: bool = True) -> str:
        """Return the path without symlinks; its last part may be missing."""
        raise NotImplementedError

    def stat(self, path: str) -> Stat:
        raise NotImplementedError

    def lstat(self, path: str) -> Stat:
        raise NotImplementedError

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, in the order of their bytes."""
        raise NotImplementedError

    def readlink(self, path: str) -> str:
        raise NotImplementedError

    def content(self, path: str) -> Content:
        """Return what a regular file holds."""
        raise NotImplementedError

    # changing ----------------------------------------------------------------------------------

    def write(
        self, path: str, content: Content, *, append: bool = False, mode: int = 0o644
    ) -> None:
        """Open with O_CREAT and O_TRUNC, or O_APPEND, write and close."""
        raise NotImplementedError

    def truncate(self, path: str, size: int) -> None:
        raise NotImplementedError

    def mkdir(self, path: str, mode: int = 0o755) -> None:
        raise NotImplementedError

    def symlink(self, target: str, path: str) -> None:
        raise NotImplementedError

    def mknod(
        self, path: str, kind: Kind, mode: int, device: tuple[int, int] | None = None
    ) -> None:
        """Make a FIFO or a device."""
        raise NotImplementedError

    def link(self, old: str, new: str) -> None:
        """Give a file, or a symlink itself, a second name."""
        raise NotImplementedError

    def rename(self, old: str, new: str) -> None:
        """Move; EXDEV for a directory that a lower layer has."""
        raise NotImplementedError

    def unlink(self, path: str) -> None:
        raise NotImplementedError

    def rmdir(self, path: str) -> None:
        raise NotImplementedError

    def chmod(self, path: str, mode: int) -> None:
        raise NotImplementedError

    def chown(self, path: str, uid: int, gid: int, *, follow: bool = True) -> None:
        """Set owner and group; -1 leaves one as it is."""
        raise NotImplementedError

    def utime(self, path: str, mtime: int, *, follow: bool = True) -> None:
        raise NotImplementedError

    def setxattrs(self, path: str, xattrs: dict[str, bytes], *, follow: bool = True) -> None:
        """Make these the extended attributes of a path."""
        raise NotImplementedError

    # the layer ---------------------------------------------------------------------------------

    @property
    def stored_bytes(self) -> int:
        """Bytes of the layer: files once an inode, symlinks by the length of their targets."""
        raise NotImplementedError

    def upper(self) -> list[UpperRow]:
        """Return what the layer holds, by the bytes of the paths, without the root."""
        raise NotImplementedError

    def snapshot(self) -> Snapshot:
        raise NotImplementedError

    def restore(self, snapshot: Snapshot) -> None:
        raise NotImplementedError

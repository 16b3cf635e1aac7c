"""What the file system says of a path, and of what the writable layer holds at one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.tarstream import Kind

if TYPE_CHECKING:
    from inspector.container.content import Content
    from inspector.container.inode import Inode

_TYPES = {
    Kind.FILE: "file",
    Kind.DIR: "dir",
    Kind.SYMLINK: "symlink",
    Kind.CHAR: "char",
    Kind.BLOCK: "block",
    Kind.FIFO: "fifo",
}


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

    @property
    def type(self) -> str:
        """The word for what it is: file, dir, symlink, char, block, fifo, unknown."""
        return _TYPES.get(self.kind, "unknown")


class UpperRow(msgspec.Struct, frozen=True, gc=False):
    """One path of the writable layer. ``stat`` is None for a whiteout.

    ``is_copied_up``: its inode came from the image. ``is_opaque``: the directory hides what the
    image has at its path.
    """

    path: str
    stat: Stat | None
    is_copied_up: bool = False
    is_opaque: bool = False
    content: Content | None = None

    @property
    def type(self) -> str:
        """The word for what it is: one of ``Stat.type``, or whiteout."""
        return self.stat.type if self.stat is not None else "whiteout"


def stat_of(inode: Inode, nlink: int) -> Stat:
    """Return what there is to say of an inode that has so many links."""
    return Stat(
        inode.kind,
        inode.mode,
        inode.uid,
        inode.gid,
        inode.size,
        inode.mtime,
        nlink,
        inode.number,
        inode.device,
        inode.xattrs,
        inode.link,
    )

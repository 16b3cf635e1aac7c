"""What a container sees, and what its changes leave in the writable layer."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from inspector.container.content import Content
from inspector.container.inode import Inode
from inspector.container.merged import DirectoryEntry, MergedView
from inspector.container.rows import changed_root, nlink_of, upper_rows
from inspector.container.stat import Stat, UpperRow, stat_of
from inspector.container.volumes import Volumes
from inspector.errors import FileError
from inspector.tarstream import Kind
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.upper import Snapshot
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.tree import Tree

_PERMISSIONS = 0o7777
_SETUID, _SETGID, _GROUP_EXECUTE = 0o4000, 0o2000, 0o010
# mkdir(2) passes over the others.
_NEW_DIRECTORY = 0o1777
_CAPABILITIES = "security.capability"
# What Linux calls MAX_LFS_FILESIZE.
_LARGEST_FILE = (1 << 63) - 1
_PATH_MAX = 4096
# Devices that take what is written to them: null, zero.
_SINKS = {(1, 3), (1, 5)}
# The character device that overlayfs keeps as a whiteout: no one else may make one.
_WHITEOUT = (0, 0)
_ODD_NAMES = {"", ".", ".."}
_NAMESPACES = ("user.", "trusted.", "security.", "system.")


class Filesystem:
    """What a container sees: the merged image below, one writable layer on top.

    As the kernel's overlayfs keeps them, for root, without redirect_dir, metacopy and index. Paths
    are text as in ``Node.path``, absolute. Symlinks within a path are followed inside the root.
    Every method raises FileError as the kernel would refuse. ``clock`` gives whole seconds. At the
    directories ``volumes`` a volume each is mounted, whose files are none of the layer's.
    """

    def __init__(
        self,
        image: Image,
        tree: Tree,
        contents: Contents,
        clock: Callable[[], int],
        volumes: Sequence[str] = (),
    ) -> None:
        self.image = image
        self.tree = tree
        self.contents = contents
        self.clock = clock
        self._view = MergedView(tree, image.limits)
        self._upper = self._view.upper
        self._limits = image.limits
        self.volumes = tuple(volumes)
        self._volumes = Volumes(self._view)
        for path in volumes:
            self._volumes.mount(path, self.mkdir)
        self._first = self._upper.snapshot()

    # reading -----------------------------------------------------------------------------------

    def resolve(self, path: str, *, follow: bool = True) -> str:
        """Return the path without symlinks; its last part may be missing."""
        return self._view.walk(path, follow=follow).path

    def stat(self, path: str) -> Stat:
        return self._stat(path, follow=True)

    def lstat(self, path: str) -> Stat:
        return self._stat(path, follow=False)

    def _stat(self, path: str, *, follow: bool) -> Stat:
        place, inode = self._find(path, follow=follow)
        return stat_of(inode, nlink_of(self._view, inode, is_upper=place.is_upper))

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, in the order of their bytes."""
        place, inode = self._find(path)
        if not inode.is_dir:
            raise FileError(errno.ENOTDIR, path)
        return sorted(self._view.names(place), key=path_key)

    def content(self, path: str) -> Content:
        """Return what a regular file holds; its bytes are read from ``contents``."""
        _, inode = self._find(path)
        if inode.is_dir:
            raise FileError(errno.EISDIR, path)
        if inode.content is None:
            raise FileError(errno.ENXIO, path)
        return inode.content

    def _find(self, path: str, *, follow: bool = True) -> tuple[DirectoryEntry, Inode]:
        """Return a place with what is there. Raises FileError where that is nothing."""
        place = self._view.walk(path, follow=follow)
        if place.inode is None:
            raise FileError(errno.ENOENT, path)
        return place, place.inode

    # files -------------------------------------------------------------------------------------

    def write(
        self, path: str, content: Content, *, append: bool = False, mode: int = 0o644
    ) -> None:
        """Open with O_CREAT and O_TRUNC, or O_APPEND; write and close."""
        place = self._view.walk(path, create=True)
        if place.inode is None:
            self._check_size(content, path)
            inode = self._new(Kind.FILE, mode & _PERMISSIONS, content=content)
            self._create(place.around, place.name, inode)
            return
        old = self._writable(place, path, errno.ENXIO)
        if old is None:
            return
        if append and not content.size:
            self._view.copy_up(place)
        else:
            self._store(place, old + content if append else content, path)

    def truncate(self, path: str, size: int) -> None:
        """Cut a file, or lengthen it by zeros."""
        if size < 0:
            raise FileError(errno.EINVAL, path)
        place, _ = self._find(path)
        old = self._writable(place, path, errno.EINVAL)
        if old is None:
            raise FileError(errno.EINVAL, path)
        self._store(place, old[:size] + Content.of_zeros(max(0, size - old.size)), path)

    def _writable(self, place: DirectoryEntry, path: str, refusal: int) -> Content | None:
        """Return what a file holds that is to be written; None of a device that keeps nothing."""
        inode = place.inode
        if inode is None or inode.is_dir:
            raise FileError(errno.EISDIR, path)
        if inode.content is None:
            if inode.kind is Kind.CHAR and inode.device in _SINKS:
                return None
            raise FileError(refusal, path)
        return inode.content

    def _store(self, place: DirectoryEntry, content: Content, path: str) -> None:
        self._check_size(content, path)
        inode = self._view.copy_up(place)
        self._change(
            place, content=content, mtime=self.clock(), xattrs=_without_capabilities(inode.xattrs)
        )

    def _check_size(self, content: Content, path: str) -> None:
        if content.size > _LARGEST_FILE:
            raise FileError(errno.EFBIG, path)
        if len(content.pieces) > self._limits.content_pieces:
            raise FileError(errno.ENOSPC, path)

    # names -------------------------------------------------------------------------------------

    def mkdir(self, path: str, mode: int = 0o755) -> None:
        parent, name = self._absent(path.rstrip("/") or path)
        self._create(parent, name, self._new(Kind.DIR, mode & _NEW_DIRECTORY))

    def symlink(self, target: str, path: str) -> None:
        if not target:
            raise FileError(errno.ENOENT, path)
        if len(path_key(target)) >= _PATH_MAX:
            raise FileError(errno.ENAMETOOLONG, path)
        parent, name = self._absent(path)
        self._create(parent, name, self._new(Kind.SYMLINK, 0o777, link=target))

    def mknod(
        self, path: str, kind: Kind, mode: int, device: tuple[int, int] | None = None
    ) -> None:
        """Make a FIFO or a device."""
        parent, name = self._absent(path)
        if kind is Kind.CHAR and device == _WHITEOUT:
            raise FileError(errno.EPERM, path)
        self._create(parent, name, self._new(kind, mode & _PERMISSIONS, device=device))

    def link(self, old: str, new: str) -> None:
        """Give a file, or a symlink itself, a second name."""
        place, inode = self._find(old, follow=False)
        parent, name = self._absent(new)
        if inode.is_dir:
            raise FileError(errno.EPERM, old)
        self._volumes.check_same(place, parent, old)
        shared = self._view.copy_up(place)
        directory = self._view.copy_up(parent)
        self._upper.add(directory.number, name, shared)
        self._touch(parent)

    def rename(self, old: str, new: str) -> None:
        """Move; EXDEV for a directory that the image has."""
        (from_, old_name), (to, new_name) = map(self._view.walk_to_parent, (old, new))
        if old_name in _ODD_NAMES or new_name in _ODD_NAMES:
            raise FileError(errno.EBUSY, old)
        self._volumes.check_same(from_, to, old)
        source, target = self._view.child(from_, old_name), self._view.child(to, new_name)
        inode = source.inode
        if inode is None:
            raise FileError(errno.ENOENT, old)
        if not inode.is_dir and (old.endswith("/") or new.endswith("/")):
            raise FileError(errno.ENOTDIR, old)
        source_path, target_path = source.path, target.path
        if target_path.startswith(f"{source_path}/"):
            raise FileError(errno.EINVAL, old)
        if source_path.startswith(f"{target_path}/"):
            raise FileError(errno.ENOTEMPTY, new)
        if source_path == target_path or _is_one(source, target):
            return
        if target.inode is not None and inode.is_dir != target.inode.is_dir:
            raise FileError(errno.ENOTDIR if inode.is_dir else errno.EISDIR, new)
        self._volumes.check_free(source, target)
        if inode.is_dir and inode.below is not None:
            raise FileError(errno.EXDEV, old)
        if any(self._view.names(target)):
            raise FileError(errno.ENOTEMPTY, new)
        self._move(source, target)

    def _move(self, source: DirectoryEntry, target: DirectoryEntry) -> None:
        self._view.copy_up(source)
        old, new = self._view.copy_up(source.around), self._view.copy_up(target.around)
        hides = self._view.is_below(source.around, source.name)
        self._upper.move((old.number, source.name), (new.number, target.name), hides=hides)
        self._touch(source.around)
        self._touch(target.around)

    def unlink(self, path: str) -> None:
        place = self._present(path, errno.EISDIR)
        if place.inode is not None and place.inode.is_dir:
            raise FileError(errno.EISDIR, path)
        if path.endswith("/"):
            raise FileError(errno.ENOTDIR, path)
        self._remove(place)

    def rmdir(self, path: str) -> None:
        name = path.rstrip("/").rpartition("/")[2]
        refusal = {".": errno.EINVAL, "..": errno.ENOTEMPTY}.get(name, errno.EBUSY)
        place = self._present(path, refusal)
        if place.inode is not None and not place.inode.is_dir:
            raise FileError(errno.ENOTDIR, path)
        self._volumes.check_free(place)
        if any(self._view.names(place)):
            raise FileError(errno.ENOTEMPTY, path)
        self._remove(place)

    def _present(self, path: str, refusal: int) -> DirectoryEntry:
        """Return what is to be removed. ``refusal`` is for the root, ``.`` and ``..``."""
        parent, name = self._view.walk_to_parent(path)
        if name in _ODD_NAMES:
            raise FileError(refusal, path)
        place = self._view.child(parent, name)
        if place.inode is None:
            raise FileError(errno.ENOENT, path)
        return place

    def _absent(self, path: str) -> tuple[DirectoryEntry, str]:
        """Return where something is to be made that is not there yet."""
        parent, name = self._view.walk_to_parent(path)
        if name in _ODD_NAMES or self._view.child(parent, name).inode is not None:
            raise FileError(errno.EEXIST, path)
        if path.endswith("/"):
            raise FileError(errno.ENOENT, path)
        return parent, name

    def _new(self, kind: Kind, mode: int, **more: Any) -> Inode:  # noqa: ANN401
        return Inode(self._view.new_number(), kind, mode, mtime=self.clock(), **more)

    def _create(self, parent: DirectoryEntry, name: str, inode: Inode) -> None:
        """Make a name; in a directory with the setgid bit its group is the directory's."""
        directory = self._view.copy_up(parent)
        if directory.mode & _SETGID:
            mode = inode.mode | (_SETGID if inode.is_dir else 0)
            inode = replace(inode, gid=directory.gid, mode=mode)
        self._upper.add(directory.number, name, inode)
        self._touch(parent)

    def _remove(self, place: DirectoryEntry) -> None:
        """Take a name away: a whiteout hides what the image has."""
        directory = self._view.copy_up(place.around)
        if self._view.is_below(place.around, place.name):
            self._upper.hide(directory.number, place.name)
        else:
            self._upper.remove(directory.number, place.name)
        self._touch(place.around)

    def _touch(self, directory: DirectoryEntry) -> None:
        self._change(directory, mtime=self.clock())

    # attributes --------------------------------------------------------------------------------

    def chmod(self, path: str, mode: int) -> None:
        self._change(self._find(path)[0], mode=mode & _PERMISSIONS)

    def chown(self, path: str, uid: int, gid: int, *, follow: bool = True) -> None:
        """Set owner and group; -1 leaves one as it is.

        A file loses its setuid bit, its setgid bit if its group may execute it, its capabilities.
        """
        place, inode = self._find(path, follow=follow)
        mode, xattrs = inode.mode, inode.xattrs
        if not inode.is_dir:
            mode &= ~(_SETUID | (_SETGID if mode & _GROUP_EXECUTE else 0))
            xattrs = _without_capabilities(xattrs)
        owner = inode.uid if uid < 0 else uid
        group = inode.gid if gid < 0 else gid
        self._change(place, uid=owner, gid=group, mode=mode, xattrs=xattrs)

    def utime(self, path: str, mtime: int, *, follow: bool = True) -> None:
        """Set the time of the last change of the content, in whole seconds."""
        self._change(self._find(path, follow=follow)[0], mtime=mtime)

    def setxattrs(self, path: str, xattrs: dict[str, bytes], *, follow: bool = True) -> None:
        """Make these the extended attributes of a path; ``user.`` is for files and directories."""
        place, inode = self._find(path, follow=follow)
        for name in xattrs:
            if not name.startswith(_NAMESPACES):
                raise FileError(errno.EOPNOTSUPP, path)
            if name.startswith("user.") and inode.kind not in {Kind.FILE, Kind.DIR}:
                raise FileError(errno.EPERM, path)
        self._change(place, xattrs=dict(xattrs))

    def _change(self, place: DirectoryEntry, **fields: Any) -> None:  # noqa: ANN401
        self._upper.set(replace(self._view.copy_up(place), **fields))

    # the layer ---------------------------------------------------------------------------------

    @property
    def stored_bytes(self) -> int:
        """Bytes of the layer: files once an inode, symlinks by the length of their targets."""
        return self._upper.stored - self._volumes.bytes

    def upper(self) -> list[UpperRow]:
        """Return what the layer holds, by the bytes of the paths, without the root."""
        return upper_rows(self._view)

    def root_row(self) -> UpperRow | None:
        """Return a row for the root where more of it than its time has changed."""
        return changed_root(self._view)

    def snapshot(self) -> Snapshot:
        """Return the layer as it is, to go back to."""
        return self._upper.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Make the layer as it was."""
        self._upper.restore(snapshot)

    def renew(self) -> None:
        """Begin a new container: the layer is as it was first, what the volumes hold stays."""
        self._upper.renew(self._first, self._volumes.roots)

    def has_layer_of(self, snapshot: Snapshot) -> bool:
        """Whether the layer is as it was, whatever the volumes hold."""
        return self._upper.is_as_in(snapshot)

    def is_in_volume(self, path: str) -> bool:
        """Whether a path, which must be there, is a volume's and none of the layer's."""
        place, _ = self._find(path, follow=False)
        return self._volumes.root_of(place) is not None


def _is_one(source: DirectoryEntry, target: DirectoryEntry) -> bool:
    """Whether two names are of one inode: of two that the image has the kernel knows it not."""
    return (
        source.is_upper
        and target.is_upper
        and source.inode is not None
        and target.inode is not None
        and source.inode.number == target.inode.number
    )


def _without_capabilities(xattrs: dict[str, bytes]) -> dict[str, bytes]:
    return {key: value for key, value in xattrs.items() if key != _CAPABILITIES}

"""A writable layer as the tar of an image's layer (OCI image-spec layer.md)."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from inspector.errors import UnreadableError
from inspector.tarstream import Kind
from inspector.text import encode, printable
from inspector.tree.view import IMPLIED_MODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.container.stat import Stat, UpperRow
    from inspector.reading.contents import Contents

_BLOCK = 512
_MARKER = ".wh."
_OPAQUE = ".wh..wh..opq"
_TYPES = {
    Kind.FILE: tarfile.REGTYPE,
    Kind.DIR: tarfile.DIRTYPE,
    Kind.SYMLINK: tarfile.SYMTYPE,
    Kind.CHAR: tarfile.CHRTYPE,
    Kind.BLOCK: tarfile.BLKTYPE,
    Kind.FIFO: tarfile.FIFOTYPE,
}


def layer_tar(rows: Sequence[UpperRow], contents: Contents, created: int) -> Iterator[bytes]:
    """Yield the tar of a layer, the same bytes for the same rows. Raises LayerscopeError.

    ``created`` is the time of what has none of its own: markers, and directories that the image
    implies. Of the latter those are left out that are as the image implies them.
    """
    first: dict[int, str] = {}
    for row in rows:
        stat, path = row.stat, row.path[1:]
        folder, _, name = path.rpartition("/")
        if stat is None:
            _check_name(row)
            marker = f"{folder}/{_MARKER}{name}" if folder else _MARKER + name
            yield _header(_marker(marker, created))
        elif not (row.is_copied_up and _is_as_implied(stat)):
            _check_name(row)
            linked = first.setdefault(stat.inode, path) if stat.kind is not Kind.DIR else path
            yield _header(_member(row, stat, path, linked, created))
            if linked == path and row.content is not None:
                yield from row.content.chunks(contents)
                yield bytes(-row.content.size % _BLOCK)
        if row.is_opaque:
            yield _header(_marker(f"{path}/{_OPAQUE}", created))
    yield bytes(2 * _BLOCK)


def _check_name(row: UpperRow) -> None:
    if row.path.rpartition("/")[2].startswith(_MARKER):
        raise UnreadableError(
            f"{printable(row.path)} cannot be committed: in a layer its name is a whiteout's"
        )


def _is_as_implied(stat: Stat) -> bool:
    owner = (stat.uid, stat.gid)
    return stat.mtime is None and stat.mode == IMPLIED_MODE and owner == (0, 0) and not stat.xattrs


def _marker(path: str, created: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(path)
    member.mode, member.mtime = 0, created
    return member


def _member(row: UpperRow, stat: Stat, path: str, linked: str, created: int) -> tarfile.TarInfo:
    """Return a row's header; ``linked`` is the first name of its inode."""
    if stat.kind not in _TYPES:
        raise UnreadableError(f"{printable(row.path)} cannot be committed: its type is not known")
    member = tarfile.TarInfo(path or ".")
    member.type = _TYPES[stat.kind]
    member.mode, member.uid, member.gid = stat.mode, stat.uid, stat.gid
    member.mtime = created if stat.mtime is None else stat.mtime
    # A hard link has the attributes, too: docker's chown of it takes the file's capabilities away.
    member.pax_headers = {
        f"SCHILY.xattr.{key}": value.decode("utf-8", "surrogateescape")
        for key, value in sorted(stat.xattrs.items())
    }
    if linked != path:
        member.type, member.linkname = tarfile.LNKTYPE, linked
        return member
    member.linkname = stat.link
    member.size = row.content.size if row.content is not None else 0
    if stat.device is not None:
        member.devmajor, member.devminor = stat.device
    return member


def _header(member: tarfile.TarInfo) -> bytes:
    try:
        encode(member.name + member.linkname)
    except UnicodeEncodeError as error:
        raise UnreadableError(
            f"/{printable(member.name)} cannot be committed: its name is no bytes"
        ) from error
    return member.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")

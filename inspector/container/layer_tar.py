"""A writable layer as the tar of an image's layer (OCI image-spec layer.md)."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from inspector.tarstream import Kind
from inspector.tree.view import IMPLIED_MODE
from inspector.writing import members

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.container.stat import Stat, UpperRow
    from inspector.reading.contents import Contents


def layer_tar(rows: Sequence[UpperRow], contents: Contents, created: int) -> Iterator[bytes]:
    """Yield the tar of a layer, the same bytes for the same rows. Raises LayerscopeError.

    ``created`` is the time of what has none of its own: markers, and directories that the image
    implies. Of the latter those are left out that are as the image implies them.
    """
    first: dict[int, str] = {}
    for row in rows:
        stat, path = row.stat, row.path[1:]
        if stat is None:
            yield members.whiteout(path, created)
        elif not (row.is_copied_up and _is_as_implied(stat)):
            members.check_name(path)
            linked = first.setdefault(stat.inode, path) if stat.kind is not Kind.DIR else path
            yield members.header(_member(row, stat, path, linked, created))
            if linked == path and row.content is not None:
                yield from row.content.chunks(contents)
                yield members.padding(row.content.size)
        if row.is_opaque:
            yield members.opaque(path, created)
    yield members.END


def _is_as_implied(stat: Stat) -> bool:
    owner = (stat.uid, stat.gid)
    return stat.mtime is None and stat.mode == IMPLIED_MODE and owner == (0, 0) and not stat.xattrs


def _member(row: UpperRow, stat: Stat, path: str, linked: str, created: int) -> tarfile.TarInfo:
    """Return a row's header; ``linked`` is the first name of its inode."""
    if stat.kind not in members.TYPES:
        raise members.unknown_type(path)
    member = tarfile.TarInfo(path or ".")
    member.type = members.TYPES[stat.kind]
    member.mode, member.uid, member.gid = stat.mode, stat.uid, stat.gid
    member.mtime = created if stat.mtime is None else stat.mtime
    # A hard link has the attributes, too: docker's chown of it takes the file's capabilities away.
    member.pax_headers = members.attributes(stat.xattrs)
    if linked != path:
        member.type, member.linkname = tarfile.LNKTYPE, linked
        return member
    member.linkname = stat.link
    member.size = row.content.size if row.content is not None else 0
    if stat.device is not None:
        member.devmajor, member.devminor = stat.device
    return member

"""Members to the bytes of a tar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.build_image import headers
from tests.build_image.headers import GNU, NAME_WIDTH, PREFIX_WIDTH, USTAR, V7
from tests.build_image.members import REGULAR, Member, Part, Raw, name_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAGIC = {"pax": USTAR, "ustar": USTAR, "gnu": GNU, "v7": V7}
_ID_LIMIT = 8**7
_SIZE_LIMIT = 8**11

# GNU tar and docker fill the archive to whole records of this many bytes
RECORD = 10_240


def layer_tar(
    members: Iterable[Part], *, end_blocks: int = 2, trailing: bytes = b"", record: int = 0
) -> bytes:
    """Return a tar of ``members``, ``end_blocks`` zero blocks and ``trailing`` bytes.

    ``record`` (``RECORD`` for GNU's) fills the whole with zeros to a multiple of that many bytes.
    """
    parts = [encoded(member) for member in members]
    parts += [bytes(headers.BLOCK * end_blocks), trailing]
    data = b"".join(parts)
    return data + bytes(-len(data) % record) if record else data


def encoded(part: Part) -> bytes:
    """Return one member's headers and payload.

    Raises:
        ValueError: a name that the member's dialect cannot hold.

    """
    if isinstance(part, Raw):
        return part.data
    name, link = name_bytes(part.name), name_bytes(part.link)
    extensions, prefix = b"", b""
    if part.dialect == "gnu":
        extensions = _gnu_extensions(name, link)
    elif part.dialect == "ustar":
        prefix, name = _split(name)
    elif part.dialect == "v7" and len(name) > NAME_WIDTH:
        raise ValueError(f"a v7 header cannot hold {name!r}")
    records = _pax_records(part, name, link)
    if records:
        extensions += headers.pax_header(records)
    return extensions + _header(part, name, link, prefix) + headers.padded(part.content)


def _header(part: Member, name: bytes, link: bytes, prefix: bytes) -> bytes:
    in_records = part.dialect == "pax"
    size = len(part.content) if part.size is None else part.size
    kind = b"\0" if part.dialect == "v7" and part.kind == REGULAR else part.kind
    return headers.header(
        name[:NAME_WIDTH],
        kind,
        size=0 if in_records and size >= _SIZE_LIMIT else size,
        mode=part.mode,
        uid=0 if in_records and part.uid >= _ID_LIMIT else part.uid,
        gid=0 if in_records and part.gid >= _ID_LIMIT else part.gid,
        mtime=0 if in_records and _needs_record(part.mtime) else math.floor(part.mtime),
        link=link[:NAME_WIDTH],
        magic=_MAGIC[part.dialect],
        uname=part.uname,
        gname=part.gname,
        dev=part.dev,
        prefix=prefix,
    )


def _pax_records(part: Member, name: bytes, link: bytes) -> list[tuple[bytes, bytes]]:
    """Return what the header cannot say, in the order of the header's fields."""
    records = []
    if part.dialect == "pax":
        size = len(part.content) if part.size is None else part.size
        candidates = (
            (b"path", name, len(name) > NAME_WIDTH),
            (b"uid", b"%d" % part.uid, part.uid >= _ID_LIMIT),
            (b"gid", b"%d" % part.gid, part.gid >= _ID_LIMIT),
            (b"size", b"%d" % size, size >= _SIZE_LIMIT),
            (b"mtime", repr(part.mtime).encode(), _needs_record(part.mtime)),
            (b"linkpath", link, len(link) > NAME_WIDTH),
        )
        records = [(key, value) for key, value, needed in candidates if needed]
    records += [(b"SCHILY.xattr." + name_bytes(key), value) for key, value in part.xattrs.items()]
    return records + list(part.pax)


def _needs_record(mtime: float) -> bool:
    return mtime != math.floor(mtime) or not 0 <= mtime < _SIZE_LIMIT


def _gnu_extensions(name: bytes, link: bytes) -> bytes:
    longs = ((b"K", link), (b"L", name))
    return b"".join(headers.gnu_long(value, k) for k, value in longs if len(value) > NAME_WIDTH)


def _split(name: bytes) -> tuple[bytes, bytes]:
    """Return (prefix, name), split at the last slash that leaves both short enough."""
    if len(name) <= NAME_WIDTH:
        return b"", name
    for at in range(min(len(name) - 2, PREFIX_WIDTH), 0, -1):
        if name[at : at + 1] == b"/" and len(name) - at - 1 <= NAME_WIDTH:
            return name[:at], name[at + 1 :]
    raise ValueError(f"a ustar header cannot hold {name!r}")

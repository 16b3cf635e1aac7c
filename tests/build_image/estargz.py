"""eStargz layers (stargz-snapshotter docs/estargz.md): an ordinary tar that knows its own pieces.

The tar gets a landmark and, as its last member, a table of contents; the codec ``gzip-estargz``
cuts it so that each file's payload begins a gzip member.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from typing import TYPE_CHECKING

from tests.build_image.codecs import estargz_members
from tests.build_image.layers import layer_tar
from tests.build_image.members import Member, file

if TYPE_CHECKING:
    from collections.abc import Iterable

TOC = "stargz.index.json"
PREFETCH, NO_PREFETCH = ".prefetch.landmark", ".no.prefetch.landmark"
_TYPES = {tarfile.REGTYPE: "reg", tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "symlink"}


def estargz(members: Iterable[Member], *, first: Iterable[Member] = (), prefix: str = "") -> bytes:
    """Return the tar of a layer; ``first`` stands before the landmark, to be fetched first.

    ``prefix`` is put before the names of the tool's own files, as some tars name all of theirs.
    """
    first = list(first)
    mark = file(prefix + (PREFETCH if first else NO_PREFETCH), b"\x0f", mtime=0)
    own = [*first, mark, *members]
    table = {"version": 1, "entries": _entries(layer_tar([*own, file(prefix + TOC)]))}
    return layer_tar([*own, file(prefix + TOC, json.dumps(table).encode(), mtime=0)])


def _entries(data: bytes) -> list[dict[str, object]]:
    """Return a row for each member but the last: where in the blob its gzip member begins."""
    starts, at = {}, 0
    for offset, member in estargz_members(data):
        starts[offset] = at
        at += len(member)
    entries: list[dict[str, object]] = []
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for info in archive.getmembers()[:-1]:
            entry: dict[str, object] = {"name": info.name, "type": _TYPES[info.type]}
            if info.isreg() and info.size:
                payload = data[info.offset_data : info.offset_data + info.size]
                digest = f"sha256:{hashlib.sha256(payload).hexdigest()}"
                entry |= {"size": info.size, "offset": starts[info.offset_data]}
                entry |= {"digest": digest, "chunkDigest": digest}
            entries.append(entry)
    return entries

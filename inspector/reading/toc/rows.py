"""The JSON of a table of contents as typed values (docs/estargz.md, "TOC and TOCEntries").

zstd:chunked has the same with some fields more (containers/storage pkg/chunked/internal/minimal,
"FileMetadata").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from inspector.errors import DamageError, LimitError
from inspector.language import Lazy
from inspector.tarstream.header import MAX_NUMBER

if TYPE_CHECKING:
    from inspector.limits import Limits

_Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
_Number = Annotated[int, msgspec.Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]


class TocEntry(msgspec.Struct, gc=False, rename="camel"):
    """A file, or a chunk of the file before it; what is left out is nought.

    ``offset`` is where the compressed chunk begins in the blob, ``inner_offset`` how much it
    decompresses to before the content, ``chunk_offset`` its place in the file.
    """

    type: str = ""
    name: str = ""
    link_name: str = ""
    mode: _Number = 0
    size: _Count = 0
    uid: _Number = 0
    gid: _Number = 0
    modtime: str | None = None
    dev_major: _Number = 0
    dev_minor: _Number = 0
    xattrs: dict[str, bytes] | None = None
    digest: str = ""
    offset: _Count = 0
    inner_offset: _Count = 0
    chunk_size: _Count = 0
    chunk_offset: _Count = 0
    chunk_digest: str = ""
    chunk_type: str = ""


class _TocDocument(msgspec.Struct):
    version: int
    entries: list[TocEntry] | None = None


_DECODER = msgspec.json.Decoder(_TocDocument)


def decode_rows(data: bytes, limits: Limits) -> list[TocEntry]:
    """Return the rows of a table. Raises DamageError."""
    # Each row is an object: there are at most so many, and braces in names are few.
    if data.count(b"{") > limits.entries_per_layer:
        raise LimitError(Lazy("the table of contents has more entries than allowed"))
    try:
        document = _DECODER.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise DamageError(Lazy("the table of contents is malformed")) from error
    if document.version != 1:
        raise DamageError(Lazy("the table of contents has an unknown version"))
    return document.entries or []

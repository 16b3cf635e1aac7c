"""A table of contents as it lies in a blob: fetched, compared with its digest, unpacked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from inspector.compression import detect
from inspector.errors import DamageError, LimitError
from inspector.formats.digests import digest_of, is_computable
from inspector.io.window import read_all
from inspector.language import Lazy
from inspector.reading.toc.place import footer_in
from inspector.spec import parse_digest
from inspector.tarstream import TarScanner

if TYPE_CHECKING:
    from inspector.io.progress import Progress
    from inspector.io.spans import Spans
    from inspector.limits import Limits
    from inspector.reading.toc.place import Claim, Position
    from inspector.tarstream import Entry

# A table of some thousand entries is within a blob's last bytes, and needs no second request.
_TAIL = 64 << 10
# What a tar adds to the table that is its last member.
_TAR_ROOM = 1 << 20
_NAME = "stargz.index.json"
# How much longer a byte of JSON takes to be a listing than a byte of gzip to be decompressed.
_COST = 64


class TableOfContents(NamedTuple):
    """A table of contents: its JSON, and how the layer is compressed.

    ``start`` is where the table begins in the blob: all files lie before it. ``member`` is the
    table itself where it is a file of the layer (eStargz), its offset that in its own gzip member.
    """

    json: bytes
    compression: str
    start: int
    member: Entry | None = None


class TableReader:
    """Fetches the table that a manifest names, in one request or in two.

    ``spent`` is what it cost so far, in decompressed bytes of gzip. What it does raises DamageError
    where the table is not there, or another; LayerscopeError, CancelledError.
    """

    def __init__(self, blob: Spans, limits: Limits, progress: Progress) -> None:
        self._blob = blob
        self._limits = limits
        self._progress = progress
        self._most = limits.most_toc(blob.size)
        self.spent = 0

    def read(self, claim: Claim) -> TableOfContents:
        """Return the table that a manifest states, verified by its digest."""
        if parse_digest(claim.digest) is None or not is_computable(claim.digest):
            raise DamageError(Lazy("the digest of the table of contents cannot be verified"))
        if claim.position is not None:
            table = self._zstd(claim.digest, claim.position)
        else:
            table = self._estargz(claim.digest)
        self.spent += len(table.json) * _COST
        return table

    def _zstd(self, digest: str, position: Position) -> TableOfContents:
        if position.size == 0 or position.offset + position.size > self._blob.size:
            raise _misplaced()
        self._admit(max(position.size, position.unpacked))
        stored = self._blob.span(position.offset, position.size, self._progress)
        _verify(stored, digest)
        return TableOfContents(
            self._unpacked(stored, "zstd", position.unpacked), "zstd", position.offset
        )

    def _estargz(self, digest: str) -> TableOfContents:
        """Read the last bytes, and what is missing of the table before them."""
        blob, progress = self._blob, self._progress
        tail_at = max(0, blob.size - _TAIL)
        tail = blob.span(tail_at, blob.size - tail_at, progress)
        footer = footer_in(tail)
        if footer is None:
            raise DamageError(Lazy("the layer does not end with an eStargz footer"))
        start, footer_size = footer
        size = blob.size - footer_size - start
        if size <= 0:
            raise _misplaced()
        self._admit(size)
        missing = blob.span(start, tail_at - start, progress) if start < tail_at else b""
        stored = (missing + tail[max(0, start - tail_at) :])[:-footer_size]
        tar = self._unpacked(stored, "gzip", self._most + _TAR_ROOM)
        member = next(iter(TarScanner(io.BytesIO(tar), self._limits)), None)
        if member is None or member.path != _NAME or member.segments is not None:
            raise _misplaced()
        json = tar[member.offset : member.offset + member.stored]
        self._admit(len(json))
        _verify(json, digest)
        return TableOfContents(json, "gzip", start, member)

    def _unpacked(self, stored: bytes, compression: str, size: int) -> bytes:
        codec = detect(stored)
        if codec is None or codec.name != compression:
            raise _misplaced()
        stream = codec.open(io.BytesIO(stored), self._limits)
        try:
            data = read_all(stream, size)
        finally:
            self.spent += stream.spent
        if data is None:
            raise DamageError(Lazy("the table of contents decompresses to more than is stated"))
        return data

    def _admit(self, size: int) -> None:
        if size > self._most:
            raise LimitError(Lazy("table of contents of {size:,} bytes", size=size))


def _verify(data: bytes, digest: str) -> None:
    if digest_of(data, like=digest) != digest:
        raise DamageError(Lazy("the table of contents does not match its digest"))


def _misplaced() -> DamageError:
    return DamageError(Lazy("there is no table of contents at the stated position"))

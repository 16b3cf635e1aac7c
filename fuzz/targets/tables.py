"""Tables of contents of layers (eStargz, zstd:chunked), as JSON and within a blob."""

from __future__ import annotations

from contextlib import suppress

from fuzz.bounds import hold
from fuzz.opening import LIMITS
from inspector.errors import LayerscopeError
from inspector.formats.digests import digest_of
from inspector.io.progress import NoProgress
from inspector.reading.toc.listing import Lister
from inspector.reading.toc.place import Claim, Position, claim_of
from inspector.reading.toc.rows import decode_rows
from inspector.reading.toc.table import TableOfContents, TableReader


class _Blob:
    """A blob in memory, as a registry serves it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def span(self, offset: int, size: int, progress: object) -> bytes:
        """Return a part."""
        del progress
        return self._data[offset : offset + size]


def run(data: bytes) -> None:
    """List the files of one table; the first byte says whether a whole blob is given."""
    if not data:
        return
    with suppress(LayerscopeError):
        if data[0] & 1:
            _list(data[1:])
        else:
            _fetch(data[1:], zstd=bool(data[0] & 2))


def _list(json: bytes) -> None:
    lister = Lister(LIMITS, len(json), is_exact=True)
    rows = decode_rows(json, LIMITS)
    for row in rows:
        lister.add(row)
    found = lister.finish(TableOfContents(json, "gzip", len(json)), digest_of(json))
    hold(len(found.entries), len(rows), "entries")
    hold(len(found.findings), 8 * (LIMITS.findings_per_kind + 1), "findings")


def _fetch(data: bytes, *, zstd: bool) -> None:
    reader = TableReader(_Blob(data), LIMITS, NoProgress())
    position = Position(data[0], len(data) - data[0], 1 << 16) if data and zstd else None
    with suppress(LayerscopeError):
        reader.read(Claim(digest_of(data[data[0] :] if data else b""), position))
    claim_of({"io.github.containers.zstd-chunked.manifest-checksum": data.decode("latin-1")})

"""A layer's scan as bytes: its entries column by column, and what belongs to the layer."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from inspector.compression.points import ORIGIN, SeekPoint
from inspector.findings import FINDINGS, Finding, more_of
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.columns import decode_entries, encode_entries
from inspector.reading.scan import ENTRY_BATCH, LayerScan, LayerState
from inspector.secrets import Secret  # noqa: TC001  msgspec reads the annotation
from inspector.spec import Digest
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.tarstream import Entry

zstandard: Any
try:
    import zstandard
except ImportError:  # nothing is kept then
    zstandard = None

_LEVEL = 3
_KNOWN = frozenset(kind.id for kind in FINDINGS)
# A damaged or planted file must not take the memory: beyond the first, what it holds is in
# proportion to its length. Layers that compress better than any real one are not kept.
_FREE_BYTES = 64 << 20
_RATIO = 100
_MOST_BYTES = 1 << 30
_MOST_PIECES = -(-DEFAULT_LIMITS.entries_per_layer // ENTRY_BATCH)


class _IndexedScan(msgspec.Struct, array_like=True):
    """A scan; ``pieces`` are entries as ``entrycolumns`` writes them."""

    pieces: Annotated[list[bytes], msgspec.Meta(max_length=_MOST_PIECES)]
    findings: list[tuple[str, bytes | None, bytes]]
    digest: str | None
    compression: str | None
    seek_points: Annotated[list[SeekPoint], msgspec.Meta(max_length=DEFAULT_LIMITS.seek_points)]
    weight: Annotated[int, msgspec.Meta(ge=0)]
    unpacked: Annotated[int, msgspec.Meta(ge=0)]
    tar_bytes: Annotated[int, msgspec.Meta(ge=0)] | None
    secrets: dict[int, tuple[Secret, ...]] | None
    dumps: set[int] | None
    toc: str | None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_IndexedScan)
_PRINTS_DECODER = msgspec.msgpack.Decoder(
    Annotated[dict[int, int], msgspec.Meta(max_length=DEFAULT_LIMITS.entries_per_layer)]
)


def encode_scan(scan: LayerScan) -> bytes | None:
    """Return a scan that was read whole as bytes, compressed; None if it is no use to keep it.

    The bytes have a checksum: a damaged offset would otherwise show other bytes of the layer.
    """
    return _pack(
        _ENCODER.encode(
            _IndexedScan(
                pieces=list(_pieces(scan.entries)) if scan.pieces is None else scan.pieces,
                findings=[
                    (each.id, None if each.path is None else encode(each.path), encode(each.detail))
                    for each in scan.findings
                ],
                digest=scan.digest,
                compression=scan.compression,
                seek_points=scan.seek_points,
                weight=scan.weight,
                unpacked=scan.unpacked,
                tar_bytes=scan.tar_bytes,
                secrets=scan.secrets,
                dumps=scan.dumps,
                toc=scan.toc,
            )
        )
    )


def _pieces(entries: list[Entry]) -> Iterator[bytes]:
    for start in range(0, len(entries), ENTRY_BATCH):
        yield encode_entries(entries[start : start + ENTRY_BATCH])


def decode_scan(data: bytes) -> LayerScan | None:
    """Return the scan, None where the bytes are not one."""
    unpacked = _unpack(data)
    if unpacked is None:
        return None
    try:
        return _scan(_DECODER.decode(unpacked))
    except (msgspec.DecodeError, ValueError, IndexError, KeyError):
        return None


def _scan(index: _IndexedScan) -> LayerScan:
    if any(each[0] not in _KNOWN for each in index.findings):
        raise ValueError("unknown finding")
    if not _ascend(index.seek_points):
        raise ValueError("points out of order")
    entries: list[Entry] = []
    for piece in index.pieces:
        entries += decode_entries(piece)
    return LayerScan(
        LayerState.READ,
        entries,
        [_finding(*each) for each in index.findings],
        digest=None if index.digest is None else Digest(index.digest),
        compression=index.compression,
        seek_points=index.seek_points,
        weight=index.weight,
        unpacked=index.unpacked,
        tar_bytes=index.tar_bytes,
        secrets=index.secrets,
        dumps=index.dumps,
        toc=index.toc,
    )


def _finding(id_: str, path: bytes | None, detail: bytes) -> Finding:
    """Return the finding; the words of ours in it are lazy again."""
    told = decode(detail)
    more = re.fullmatch(r"([\d,]+) more ([a-z-]+)", told) if id_ == "more-findings" else None
    return Finding(
        id_,
        None,
        None if path is None else decode(path),
        told if more is None else more_of(more[1], more[2]),
    )


def _ascend(points: list[SeekPoint]) -> bool:
    beyond = SeekPoint(sys.maxsize, sys.maxsize)
    return all(
        one.stored < other.stored and one.offset < other.offset
        for one, other in pairwise([ORIGIN, *points, beyond])
    )


def encode_fingerprints(known: dict[int, int]) -> bytes | None:
    """Return fingerprints by the numbers of their entries as bytes, as ``encode_scan`` does."""
    return _pack(_ENCODER.encode(known))


def decode_fingerprints(data: bytes) -> dict[int, int] | None:
    """Return the fingerprints, None where the bytes are none."""
    packed = _unpack(data)
    if packed is None:
        return None
    try:
        known = _PRINTS_DECODER.decode(packed)
    except msgspec.DecodeError:
        return None
    return known if min(known, default=0) >= 0 else None


def _pack(data: bytes) -> bytes | None:
    if zstandard is None:
        return None
    packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(data)
    return packed if len(data) <= _most(packed) else None


def _unpack(data: bytes) -> bytes | None:
    if zstandard is None:
        return None
    try:
        size = zstandard.frame_content_size(data)
        if not 0 <= size <= _most(data):
            return None
        found: bytes = zstandard.ZstdDecompressor().decompress(data)
    except zstandard.ZstdError:
        return None
    return found


def _most(packed: bytes) -> int:
    return min(_MOST_BYTES, max(_FREE_BYTES, len(packed) * _RATIO))

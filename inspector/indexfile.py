"""A layer's scan as bytes: columns, because building entries from columns is fast."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import zstandard

from inspector.findings import FINDINGS, Finding
from inspector.limits import DEFAULT_LIMITS
from inspector.scan import LayerScan, LayerState
from inspector.spec import Digest
from inspector.tarstream import Entry, Kind
from inspector.text import decode, encode

_LEVEL = 3
# Names hold no NUL: the scanner cuts or refuses them there.
_SEPARATOR = "\0"
_KNOWN = frozenset(kind.id for kind in FINDINGS)
_KINDS = tuple(Kind)
# A damaged or planted file must not take the memory: beyond the first, what it holds is in
# proportion to its length. Layers that compress better than any real one are not kept.
_FREE_BYTES = 64 << 20
_RATIO = 100
_MOST_BYTES = 1 << 30

_Numbers = Annotated[list[int], msgspec.Meta(max_length=DEFAULT_LIMITS.entries_per_layer)]
_Prints = Annotated[list[int | None], msgspec.Meta(max_length=DEFAULT_LIMITS.entries_per_layer)]


class _Columns(msgspec.Struct, array_like=True):
    """One list a field of Entry, and what belongs to the layer."""

    count: int
    paths: bytes
    links: bytes
    kinds: _Numbers
    modes: _Numbers
    uids: _Numbers
    gids: _Numbers
    sizes: _Numbers
    mtimes: _Numbers
    offsets: _Numbers
    stored: _Numbers
    fingerprints: _Prints
    devices: dict[int, tuple[int, int]]
    xattrs: dict[int, list[tuple[bytes, bytes]]]
    segments: dict[int, list[tuple[int, int]]]
    findings: list[tuple[str, bytes | None, bytes]]
    digest: str | None
    compression: str | None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Columns)
_PRINTS_DECODER = msgspec.msgpack.Decoder(
    Annotated[dict[int, int], msgspec.Meta(max_length=DEFAULT_LIMITS.entries_per_layer)]
)


def encode_scan(scan: LayerScan) -> bytes | None:
    """Return a scan that was read whole as bytes, compressed; None if it is no use to keep it."""
    return _pack(to_columns(scan) if scan.columns is None else scan.columns)


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
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
    return packed if len(data) <= _most(packed) else None


def _unpack(data: bytes) -> bytes | None:
    try:
        size = zstandard.frame_content_size(data)
        if not 0 <= size <= _most(data):
            return None
        return zstandard.ZstdDecompressor().decompress(data)
    except zstandard.ZstdError:
        return None


def _most(packed: bytes) -> int:
    return min(_MOST_BYTES, max(_FREE_BYTES, len(packed) * _RATIO))


def to_columns(scan: LayerScan) -> bytes:
    """Return a scan that was read whole as bytes."""
    entries = scan.entries
    columns = _Columns(
        count=len(entries),
        paths=encode(_SEPARATOR.join(each.path for each in entries)),
        links=encode(_SEPARATOR.join(each.link for each in entries)),
        kinds=[int(each.kind) for each in entries],
        modes=[each.mode for each in entries],
        uids=[each.uid for each in entries],
        gids=[each.gid for each in entries],
        sizes=[each.size for each in entries],
        mtimes=[each.mtime for each in entries],
        offsets=[each.offset for each in entries],
        stored=[each.stored for each in entries],
        fingerprints=[each.fingerprint for each in entries],
        devices={at: each.device for at, each in enumerate(entries) if each.device},
        xattrs={
            at: [(encode(name), value) for name, value in each.xattrs.items()]
            for at, each in enumerate(entries)
            if each.xattrs
        },
        segments={
            at: list(each.segments) for at, each in enumerate(entries) if each.segments is not None
        },
        findings=[
            (each.id, encode(each.path) if each.path is not None else None, encode(each.detail))
            for each in scan.findings
        ],
        digest=scan.digest,
        compression=scan.compression,
    )
    return _ENCODER.encode(columns)


def decode_scan(data: bytes) -> LayerScan | None:
    """Return the scan, None where the bytes are not one."""
    columns = _unpack(data)
    scan = from_columns(columns) if columns is not None else None
    if scan is not None:
        scan.columns = None
    return scan


def from_columns(data: bytes) -> LayerScan | None:
    """Return the scan, and what it was made from in it; None where the bytes are not one."""
    try:
        scan = _scan(_DECODER.decode(data))
    except (msgspec.DecodeError, ValueError, IndexError, KeyError):
        return None
    scan.columns = data
    return scan


def _scan(columns: _Columns) -> LayerScan:
    count = columns.count
    paths = decode(columns.paths).split(_SEPARATOR) if count else []
    links = decode(columns.links).split(_SEPARATOR) if count else []
    rows: list[list[Any]] = [paths, links, columns.kinds, columns.modes, columns.uids]
    rows += [columns.gids, columns.sizes, columns.mtimes, columns.offsets, columns.stored]
    rows.append(columns.fingerprints)
    if any(len(row) != count for row in rows):
        raise ValueError("columns of different lengths")
    if any(each[0] not in _KNOWN for each in columns.findings):
        raise ValueError("unknown finding")
    kinds = [_KINDS[each] for each in columns.kinds]
    entries = list(
        map(
            Entry,
            paths,
            kinds,
            columns.modes,
            columns.uids,
            columns.gids,
            columns.sizes,
            columns.mtimes,
            columns.offsets,
            columns.stored,
            links,
        )
    )
    for entry, fingerprint in zip(entries, columns.fingerprints, strict=True):
        entry.fingerprint = fingerprint
    for at, device in columns.devices.items():
        entries[at].device = device
    for at, pairs in columns.xattrs.items():
        entries[at].xattrs = {decode(name): value for name, value in pairs}
    for at, segments in columns.segments.items():
        entries[at].segments = tuple(segments)
    findings = [
        Finding(id_, None, decode(path) if path is not None else None, decode(detail))
        for id_, path, detail in columns.findings
    ]
    digest = Digest(columns.digest) if columns.digest is not None else None
    return LayerScan(
        LayerState.READ,
        entries,
        findings,
        digest=digest,
        compression=columns.compression,
    )

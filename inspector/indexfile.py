"""A layer's scan as bytes: columns, because building entries from columns is fast."""

from __future__ import annotations

from typing import Any

import msgspec
import zstandard

from inspector.findings import FINDINGS, Finding
from inspector.scan import LayerScan, LayerState
from inspector.spec import Digest
from inspector.tarstream import Entry, Kind
from inspector.text import decode, encode

_LEVEL = 3
# Names hold no NUL: the scanner cuts or refuses them there.
_SEPARATOR = "\0"
_KNOWN = frozenset(kind.id for kind in FINDINGS)
_KINDS = tuple(Kind)


class _Columns(msgspec.Struct, array_like=True):
    """One list a field of Entry, and what belongs to the layer."""

    count: int
    paths: bytes
    links: bytes
    kinds: list[int]
    modes: list[int]
    uids: list[int]
    gids: list[int]
    sizes: list[int]
    mtimes: list[int]
    offsets: list[int]
    stored: list[int]
    fingerprints: list[int | None]
    devices: dict[int, tuple[int, int]]
    xattrs: dict[int, list[tuple[bytes, bytes]]]
    segments: dict[int, list[tuple[int, int]]]
    findings: list[tuple[str, bytes | None, bytes]]
    digest: str | None
    compression: str | None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Columns)


def encode_scan(scan: LayerScan) -> bytes:
    """Return a scan that was read whole as bytes, compressed."""
    columns = to_columns(scan) if scan.columns is None else scan.columns
    return zstandard.ZstdCompressor(level=_LEVEL).compress(columns)


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
    try:
        columns = zstandard.ZstdDecompressor().decompress(data)
    except zstandard.ZstdError:
        return None
    scan = from_columns(columns)
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

"""Layers with a table of contents, as their makers write them.

``estargz_blob``: stargz-snapshotter docs/estargz.md; ``zstd_chunked_blob``: containers/storage
pkg/chunked/compressor. Both take any tar that those would take and keep its bytes; eStargz adds the
table as a last member. Chunks are cut at fixed lengths.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import tarfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import zstandard

from tests.build_image.codecs import compress
from tests.build_image.layers import layer_tar
from tests.build_image.members import file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ESTARGZ_DIGEST = "containerd.io/snapshot/stargz/toc.digest"
ZSTD_PREFIX = "io.github.containers.zstd-chunked."
TOC_NAME = "stargz.index.json"
# the least run of zeros that is a chunk of its own (compressor.go, holesThreshold)
_HOLE = 1024
_XATTR = "SCHILY.xattr."
_TYPES = {
    tarfile.REGTYPE: "reg",
    tarfile.AREGTYPE: "reg",
    tarfile.LNKTYPE: "hardlink",
    tarfile.SYMTYPE: "symlink",
    tarfile.CHRTYPE: "char",
    tarfile.BLKTYPE: "block",
    tarfile.DIRTYPE: "dir",
    tarfile.FIFOTYPE: "fifo",
}

Row = dict[str, Any]


@dataclass(frozen=True)
class TocBlob:
    """A layer: its tar, its blob, what its descriptor says, and the JSON of the table."""

    tar: bytes
    blob: bytes
    annotations: dict[str, str]
    table: bytes


@dataclass
class _Pieces:
    """Members or frames one behind the other, each begun where ``cut`` is called."""

    pack: Callable[[bytes], bytes]
    parts: list[bytes] = field(default_factory=list)
    open: bytes = b""
    size: int = 0

    def add(self, data: bytes) -> None:
        self.open += data

    def cut(self) -> int:
        """End what is open, and return where the next begins."""
        if self.open:
            self.parts.append(self.pack(self.open))
            self.size += len(self.parts[-1])
            self.open = b""
        return self.size


def estargz_blob(
    tar: bytes,
    *,
    chunk: int = 4 << 20,
    least: int = 0,
    legacy: bool = False,
    change: Callable[[list[Row]], list[Row]] = lambda rows: rows,
) -> TocBlob:
    """Return an eStargz layer of a tar without a table.

    ``least`` compressed bytes a member, however many files go into it; ``legacy`` ends it with
    stargz' footer; ``change`` is given the rows before they are written.
    """
    pieces = _Pieces(lambda data: compress(data, "gzip"))
    rows: list[Row] = []
    at, member, inner = 0, 0, -1
    infos = _members(tar)
    for info in infos:
        row = _estargz_row(info)
        rows.append(row)
        pieces.add(tar[at : info.offset_data])
        at = info.offset_data
        if not info.isreg() or not info.size:
            continue
        payload = tar[at : at + info.size]
        row |= {"size": info.size, "digest": _sha256(payload)}
        for begin in range(0, info.size, chunk):
            part = payload[begin : begin + chunk]
            if inner < 0 or len(pieces.pack(pieces.open)) >= least:
                member, inner = pieces.cut(), 0
            else:
                inner = len(pieces.open)
            row |= {"offset": member, "chunkDigest": _sha256(part)}
            row |= {"innerOffset": inner} if inner else {}
            row |= {"chunkOffset": begin} if begin else {}
            # the writer leaves it out for what is shorter than a chunk
            row |= {"chunkSize": chunk} if len(part) == chunk else {}
            pieces.add(part)
            if begin + chunk < info.size:
                row = {"name": info.name, "type": "chunk"}
                rows.append(row)
        at += info.size
    end = _content_end(tar, infos)
    pieces.add(tar[at:end])
    start = pieces.cut()
    table = json.dumps({"version": 1, "entries": change(rows)}, indent="\t").encode()
    tail = layer_tar([file(TOC_NAME, table, mtime=0)])
    pieces.add(tail)
    pieces.cut()
    blob = b"".join(pieces.parts) + _footer(start, legacy=legacy)
    return TocBlob(tar[:end] + tail, blob, {ESTARGZ_DIGEST: _sha256(table)}, table)


def _estargz_row(info: tarfile.TarInfo) -> Row:
    """Return what stargz-snapshotter writes of a member: times are rounded to seconds."""
    row = _row(info)
    seconds = int(_mtime(info).to_integral_value("ROUND_HALF_UP"))
    return row | ({"modtime": _rfc3339(Decimal(seconds))} if seconds else {})


def _footer(start: int, *, legacy: bool) -> bytes:
    field_ = b"%016xSTARGZ" % start
    extra = field_ if legacy else b"SG" + struct.pack("<H", 22) + field_
    head = b"\x1f\x8b\x08\x04" + bytes(4) + b"\0\xff" + struct.pack("<H", len(extra))
    return head + extra + b"\1\0\0\xff\xff" + bytes(8)


def zstd_chunked_blob(
    tar: bytes,
    *,
    chunk: int = 64 << 10,
    prefix: str = ZSTD_PREFIX,
    change: Callable[[list[Row]], list[Row]] = lambda rows: rows,
) -> TocBlob:
    """Return a zstd:chunked layer; ``prefix`` is that of its annotations."""
    pieces = _Pieces(zstandard.ZstdCompressor(level=3).compress)
    rows: list[Row] = []
    at = 0
    for info in _members(tar):
        row = _row(info) | {"modtime": _rfc3339(_mtime(info))}
        pieces.add(tar[at : info.offset_data])
        at = info.offset_data
        rows.append(row)
        if info.size and not info.isreg():
            row["size"] = info.size
        if info.isreg() and info.size:
            payload = tar[at : at + info.size]
            row |= {"size": info.size, "digest": _sha256(payload)}
            found = [_chunk(pieces, begin, part) for begin, part in _cut(payload, chunk)]
            row |= {"offset": found[0]["offset"], "endOffset": pieces.cut()}
            if len(found) > 1:
                row |= found[0]
                rows += [{"type": "chunk", "name": info.name} | each for each in found[1:]]
            at += info.size
    pieces.add(tar[at:])
    offset = pieces.cut() + 8
    table = json.dumps({"version": 1, "entries": change(rows)}, separators=(",", ":")).encode()
    stored, split = pieces.pack(table), pieces.pack(b"")
    split_at = offset + len(stored) + 8
    footer = struct.pack("<7Q", offset, len(stored), len(table), 1, split_at, len(split), 0)
    skipped = [stored, split, footer + b"GNUlInUx"]
    tail = b"".join(struct.pack("<II", 0x184D2A50, len(each)) + each for each in skipped)
    annotations = {
        prefix + "manifest-checksum": _sha256(stored),
        prefix + "manifest-position": f"{offset}:{len(stored)}:{len(table)}:1",
    }
    return TocBlob(tar, b"".join(pieces.parts) + tail, annotations, table)


def _chunk(pieces: _Pieces, begin: int, part: bytes) -> Row:
    offset = pieces.cut()
    pieces.add(part)
    row: Row = {"offset": offset, "chunkSize": len(part), "chunkDigest": _sha256(part)}
    row |= {"chunkOffset": begin} if begin else {}
    return row | ({"chunkType": "zeros"} if not any(part) and len(part) >= _HOLE else {})


def _cut(payload: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield pieces of at most ``size`` bytes, and each long run of zeros as one."""
    begin = 0
    while begin < len(payload):
        zeros = len(payload) - begin - len(payload[begin:].lstrip(b"\0"))
        if zeros >= _HOLE:
            end = begin + zeros
        else:
            hole = payload.find(bytes(_HOLE), begin + 1, begin + size)
            end = hole if hole > 0 else min(begin + size, len(payload))
        yield begin, payload[begin:end]
        begin = end


def _members(tar: bytes) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=BytesIO(tar), errors="surrogateescape") as archive:
        return archive.getmembers()


def _content_end(tar: bytes, infos: list[tarfile.TarInfo]) -> int:
    """Return where the end marker begins."""
    if not infos:
        return 0
    last = infos[-1]
    size = last.size if last.isreg() else 0
    return min(len(tar), last.offset_data + size + -size % 512)


def _row(info: tarfile.TarInfo) -> Row:
    """Return what both say of a member; Go has U+FFFD for what is no UTF-8."""
    name = info.name + "/" * info.isdir()  # which tarfile takes away
    row: Row = {"name": _go(name), "type": _TYPES[info.type]}
    given: Row = {"mode": info.mode, "uid": info.uid, "gid": info.gid}
    if info.issym() or info.islnk():
        given["linkName"] = _go(info.linkname)
    if info.isdev() and not info.isfifo():
        given |= {"devMajor": info.devmajor, "devMinor": info.devminor}
    xattrs = {
        _go(key.removeprefix(_XATTR)): base64.b64encode(_bytes(value)).decode()
        for key, value in sorted(info.pax_headers.items())
        if key.startswith(_XATTR)
    }
    given |= {"xattrs": xattrs} if xattrs else {}
    return row | {key: value for key, value in given.items() if value}


def _go(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _mtime(info: tarfile.TarInfo) -> Decimal:
    return Decimal(info.pax_headers.get("mtime", int(info.mtime)))


def _rfc3339(seconds: Decimal) -> str:
    whole = int(seconds.to_integral_value("ROUND_FLOOR"))
    fraction = f"{seconds - whole:.9f}"[1:].rstrip("0").rstrip(".")
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=whole)
    return f"{when:%Y-%m-%dT%H:%M:%S}".zfill(19) + fraction + "Z"


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


# as layers of an ``ImageSpec`` name them
TOC_CODECS: dict[str, Callable[[bytes], TocBlob]] = {
    "gzip-toc": estargz_blob,
    "zstd-toc": zstd_chunked_blob,
}

"""Compressed in every shape that layers and archives come in; all expand to what went in."""

from __future__ import annotations

import bz2
import io
import json
import lzma
import struct
import tarfile
import zlib
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# of the pieces in the kinds that hold several members or frames; whole tar blocks
PIECE = 4096

# RFC 8878, "Skippable Frames": any of sixteen magics
_SKIPPABLE = 0x184D2A50
_ZSTD_CHUNKED_MAGIC = b"GNUlInUx"


def compress(data: bytes, codec: str) -> bytes:
    """Return ``data`` as ``codec``, one of ``CODECS``, writes it."""
    return CODECS[codec](data)


def media_suffix(codec: str) -> str:
    """Return what a layer's media type says of it; types for xz and bzip2 do not exist."""
    family = codec.partition("-")[0]
    return f"+{family}" if family in {"gzip", "zstd"} else ""


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def _none(data: bytes) -> bytes:
    return data


def _gzip(data: bytes) -> bytes:
    return zlib.compress(data, 6, zlib.MAX_WBITS | 16)  # gzip.compress() differs with Python


def _gzip_multi(data: bytes) -> bytes:
    return b"".join(map(_gzip, _pieces(data))) + _gzip(b"")


def _gzip_padded(data: bytes) -> bytes:
    """One member and zeros behind it, as umoci 0.4.7 met in the wild."""
    return _gzip(data) + bytes(1024)


def estargz_members(data: bytes) -> list[tuple[int, bytes]]:
    """Return gzip members and where their content begins: at each payload, at the last header.

    The last header is the table of contents'. What is no tar is cut into equal pieces.
    """
    cuts = {0}
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            infos = archive.getmembers()
        cuts |= {info.offset_data for info in infos[:-1] if info.isreg() and info.size}
        cuts |= {info.offset for info in infos[-1:]}
    except tarfile.TarError:
        cuts |= set(range(0, len(data), PIECE))
    starts = sorted(cuts)
    return [
        (start, _gzip(data[start:end]))
        for start, end in zip(starts, [*starts[1:], len(data)], strict=True)
    ]


def _gzip_estargz(data: bytes) -> bytes:
    """A member a file, the table of contents' offset in an empty last member (docs/estargz.md)."""
    members = [member for _, member in estargz_members(data)]
    offset = sum(map(len, members[:-1]))
    subfield = b"SG" + struct.pack("<H", 22) + b"%016xSTARGZ" % offset
    extra = struct.pack("<H", len(subfield)) + subfield
    footer = b"\x1f\x8b\x08\x04" + bytes(4) + b"\x00\xff" + extra
    # an empty stored block, CRC and length of nothing
    return b"".join(members) + footer + b"\x01\x00\x00\xff\xff" + bytes(8)


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(data)


def _skippable(data: bytes, nibble: int = 0) -> bytes:
    return struct.pack("<II", _SKIPPABLE | nibble, len(data)) + data


def _zstd_multi(data: bytes) -> bytes:
    return b"".join(map(_zstd, _pieces(data))) + _zstd(b"")


def _zstd_skippable(data: bytes) -> bytes:
    """Skippable frames before, between and behind the two frames."""
    half = len(data) // 2
    first, second = _zstd(data[:half]), _zstd(data[half:])
    return b"".join(
        (_skippable(b"before", 7), first, _skippable(b"", 15), second, _skippable(b"behind"))
    )


def _zstd_chunked(data: bytes) -> bytes:
    """Frames, then table of contents, tar-split and footer in skippable frames.

    containers/storage pkg/chunked/internal/minimal: the footer holds, as little-endian 64-bit
    numbers, offset, length, uncompressed length and type of the table, the three of the tar-split.
    """
    frames = _zstd_multi(data)
    table = json.dumps({"version": 1, "entries": []}).encode()
    stored, tar_split = _zstd(table), _zstd(b"")
    at = len(frames) + 8
    split_at = at + len(stored) + 8
    footer = struct.pack("<7Q", at, len(stored), len(table), 1, split_at, len(tar_split), 0)
    tail = (stored, tar_split, footer + _ZSTD_CHUNKED_MAGIC)
    return frames + b"".join(map(_skippable, tail))


def _xz(data: bytes) -> bytes:
    return lzma.compress(data, preset=1)


def _bzip2(data: bytes) -> bytes:
    return bz2.compress(data, 1)


CODECS: dict[str, Callable[[bytes], bytes]] = {
    "none": _none,
    "gzip": _gzip,
    "gzip-multi": _gzip_multi,
    "gzip-padded": _gzip_padded,
    "gzip-estargz": _gzip_estargz,
    "zstd": _zstd,
    "zstd-multi": _zstd_multi,
    "zstd-skippable": _zstd_skippable,
    "zstd-chunked": _zstd_chunked,
    "xz": _xz,
    "bzip2": _bzip2,
}


def expand(data: bytes) -> bytes:
    """Return what was compressed, by the magic bytes; the measure for a reader under test."""
    if data[:2] == b"\x1f\x8b":
        return _expand_gzip(data)
    if data[:4] == b"\x28\xb5\x2f\xfd" or data[1:4] == b"\x2a\x4d\x18":
        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
            return reader.read()
    if data[:6] == b"\xfd7zXZ\x00":
        return lzma.decompress(data)
    return bz2.decompress(data) if data[:3] == b"BZh" else data


def _expand_gzip(data: bytes) -> bytes:
    parts = []
    while data.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(31)
        parts.append(member.decompress(data))
        data = member.unused_data
    return b"".join(parts)

"""Compressions by their magic bytes, and a reader that hashes what passes.

Every reader gives at most what was asked for, so a bomb costs time and no memory. What a library
complains about becomes a ``DamageError``.
"""

from __future__ import annotations

import bz2
import hashlib
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

import zstandard

from inspector.errors import DamageError, LimitError

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.window import Readable

igzip_lib: Any
try:
    from isal import igzip_lib
except ImportError:  # no wheel for this machine: zlib reads the same bytes at half the speed
    igzip_lib = None

# Half a layer's worth of L2 cache: larger reads measured no faster.
_CHUNK = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = tuple(bytes([0x50 + low, 0x2A, 0x4D, 0x18]) for low in range(16))
_FRAME_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    *([igzip_lib.IsalError] if igzip_lib is not None else []),
)


class _Decoder(Protocol):
    """What bz2, lzma and isal agree on: one member, output bounded by the caller."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _ZlibDecoder:
    """zlib behind the same interface."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(0, max_length))


class MemberReader:
    """Decompresses member after member; NUL padding between and after them is passed over.

    gzip, xz and bzip2 may all consist of several members (RFC 1952, 2.2).
    """

    def __init__(
        self, source: Readable, name: str, magic: bytes, make: Callable[[], _Decoder]
    ) -> None:
        self._source = source
        self._name = name
        self._magic = magic
        self._make = make
        self._decoder: _Decoder | None = make()
        self._pending = b""
        self.consumed = 0
        self.trailing = 0

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` decompressed bytes. Raises DamageError."""
        while self._decoder is not None:
            data = self._step(self._decoder, size)
            if data:
                return data
        return b""

    def _step(self, decoder: _Decoder, size: int) -> bytes:
        if decoder.needs_input and not self._pending:
            self._pending = self._fetch()
            if not self._pending:
                raise DamageError(f"{self._name} data ends before its end", offset=self.consumed)
        pending, self._pending = self._pending, b""
        try:
            data = decoder.decompress(pending, size)
        except _FRAME_ERRORS as error:
            raise _damage(self._name, error, self.consumed) from error
        if decoder.eof:
            self._next_member(decoder.unused_data)
        return data

    def _fetch(self) -> bytes:
        data = self._source.read(_CHUNK)
        self.consumed += len(data)
        return data

    def _next_member(self, rest: bytes) -> None:
        while not (rest := rest.lstrip(b"\0")):
            rest = self._fetch()
            if not rest:
                self._decoder = None
                return
        while len(rest) < len(self._magic) and (more := self._fetch()):
            rest += more
        if rest.startswith(self._magic):
            self._decoder, self._pending = self._make(), rest
            return
        self._decoder = None
        self.trailing = len(rest)
        while more := self._fetch():
            self.trailing += len(more)


class _FrameWatch:
    """Follows the frames of zstd data as they pass, to know whether the last one is whole.

    The library's stream reader takes a cut stream for a finished one. RFC 8878, 3.1.
    """

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._need = 4
        self._have = b""
        self._skip = 0
        self._state: Callable[[bytes], None] = self._magic
        self._checksum = False
        self.consumed = 0
        self.between_frames = True

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self.consumed += len(data)
        self._follow(data)
        return data

    def _follow(self, data: bytes) -> None:
        at, end = 0, len(data)
        while at < end:
            if self._skip:
                step = min(self._skip, end - at)
                self._skip -= step
                at += step
                continue
            piece = data[at : at + self._need - len(self._have)]
            at += len(piece)
            self._have += piece
            if len(self._have) == self._need:
                have, self._have = self._have, b""
                self._state(have)
            else:
                self.between_frames = False
        if not self._skip and self._state == self._magic and not self._have:
            self.between_frames = True

    def _expect(self, need: int, state: Callable[[bytes], None]) -> None:
        self._need, self._state = need, state
        self.between_frames = False

    def _magic(self, have: bytes) -> None:
        if have in _ZSTD_SKIPPABLE:
            self._expect(4, self._skippable_size)
        else:
            self._expect(1, self._descriptor)

    def _skippable_size(self, have: bytes) -> None:
        self._expect(4, self._magic)
        self._skip = int.from_bytes(have, "little")

    def _descriptor(self, have: bytes) -> None:
        flags = have[0]
        single_segment = flags >> 5 & 1
        self._checksum = bool(flags >> 2 & 1)
        size_bytes = (1 if single_segment else 0, 2, 4, 8)[flags >> 6]
        rest = (not single_segment) + (0, 1, 2, 4)[flags & 3] + size_bytes
        self._expect(3, self._block)
        self._skip = rest

    def _block(self, have: bytes) -> None:
        header = int.from_bytes(have, "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        self._skip = 1 if kind == 1 else size
        if not last:
            return
        self._skip += 4 if self._checksum else 0
        self._expect(4, self._magic)


class ZstdReader:
    """Decompresses frame after frame, skippable frames included (RFC 8878, 3.1.2)."""

    def __init__(self, source: Readable, decoder_memory: int) -> None:
        self._watch = _FrameWatch(source)
        self._inner = zstandard.ZstdDecompressor(max_window_size=decoder_memory).stream_reader(
            cast("IO[bytes]", self._watch), read_size=_CHUNK, read_across_frames=True
        )
        self.trailing = 0

    @property
    def consumed(self) -> int:
        """Compressed bytes read so far."""
        return self._watch.consumed

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` decompressed bytes. Raises DamageError."""
        try:
            data = self._inner.read(size)
        except zstandard.ZstdError as error:
            raise _damage("zstd", error, self.consumed) from error
        if not data and size and not self._watch.between_frames:
            raise DamageError("zstd data ends before its end", offset=self.consumed)
        return data


def _damage(name: str, error: Exception, offset: int) -> DamageError:
    return DamageError(f"corrupt {name} data ({error})", offset=offset)


class CompressedReader(Protocol):
    """A decompressing stream that knows how much it has read and what it had to ignore."""

    trailing: int  # bytes after the last member that are none

    @property
    def consumed(self) -> int: ...
    def read(self, size: int, /) -> bytes: ...


class Decompressed:
    """A decompressing stream under the limits: refuses a bomb beyond the honest ratio."""

    def __init__(self, reader: CompressedReader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self.produced = 0

    @property
    def trailing(self) -> int:
        """Bytes after the compressed stream that were ignored."""
        return self._reader.trailing

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes. Raises DamageError, LimitError."""
        data = self._reader.read(size)
        self.produced += len(data)
        limits = self._limits
        if (
            self.produced > limits.ratio_free_bytes
            and self.produced > limits.ratio * self._reader.consumed
        ):
            raise LimitError(
                f"compressed data grows more than {limits.ratio}-fold", offset=self.produced
            )
        return data


class HashingReader:
    """Passes a stream on and hashes it: ``digest`` is of the bytes read so far."""

    def __init__(self, source: Readable, algorithm: str = "sha256") -> None:
        self._source = source
        self._algorithm = algorithm
        self._hash = hashlib.new(algorithm)
        self.size = 0

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes."""
        data = self._source.read(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    def drain(self) -> None:
        """Read to the end, so that the digest covers what no one asked for."""
        while self.read(_CHUNK):
            pass

    @property
    def digest(self) -> str:
        """``algorithm:hex``."""
        return f"{self._algorithm}:{self._hash.hexdigest()}"


@dataclass(frozen=True, slots=True)
class Codec:
    """A compression: its name, the bytes it begins with, the ending of its media types."""

    name: str
    magics: tuple[bytes, ...]
    media_suffixes: tuple[str, ...]
    _open: Callable[[Readable, Limits], CompressedReader]

    def open(self, source: Readable, limits: Limits) -> Decompressed:
        """Return the decompressed stream."""
        return Decompressed(self._open(source, limits), limits)


def _open_gzip(source: Readable, limits: Limits) -> CompressedReader:
    del limits  # deflate's window is 32 KiB
    if igzip_lib is None:
        return MemberReader(source, "gzip", _GZIP_MAGIC, _ZlibDecoder)
    return MemberReader(source, "gzip", _GZIP_MAGIC, _isal_decoder)


def _isal_decoder() -> _Decoder:
    decoder: _Decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    return decoder


def _open_zstd(source: Readable, limits: Limits) -> CompressedReader:
    return ZstdReader(source, limits.decoder_memory)


def _open_xz(source: Readable, limits: Limits) -> CompressedReader:
    def make() -> _Decoder:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=limits.decoder_memory)

    return MemberReader(source, "xz", b"\xfd7zXZ\0", make)


def _open_bzip2(source: Readable, limits: Limits) -> CompressedReader:
    del limits  # at most 900 kB a block
    return MemberReader(source, "bzip2", b"BZh", bz2.BZ2Decompressor)


CODECS = (
    Codec("gzip", (_GZIP_MAGIC,), ("+gzip", ".gzip"), _open_gzip),
    Codec("zstd", (_ZSTD_MAGIC, *_ZSTD_SKIPPABLE), ("+zstd", ".zstd"), _open_zstd),
    Codec("xz", (b"\xfd7zXZ\0",), ("+xz",), _open_xz),
    Codec("bzip2", (b"BZh",), ("+bzip2",), _open_bzip2),
)
MAGIC_BYTES = max(len(magic) for codec in CODECS for magic in codec.magics)


def detect(head: bytes) -> Codec | None:
    """Return the compression that data beginning with ``head`` has, None for none known."""
    for codec in CODECS:
        if head.startswith(codec.magics):
            return codec
    return None


def claimed_by(media_type: str) -> str | None:
    """Return the name of the compression a media type claims, "none" for a plain tar."""
    for codec in CODECS:
        if media_type.endswith(codec.media_suffixes):
            return codec.name
    return "none" if media_type.endswith(".tar") else None

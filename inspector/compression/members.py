"""gzip, xz and bzip2: member after member."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from typing import TYPE_CHECKING, Any, Protocol

from inspector.compression.faults import corrupt, cut
from inspector.compression.magics import GZIP_MAGIC, XZ_MAGIC
from inspector.compression.points import PointLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.compression.points import SeekPoint
    from inspector.io.window import Readable
    from inspector.limits import Limits

igzip_lib: Any
try:
    from isal import igzip_lib
except ImportError:  # no wheel for this machine: zlib reads the same bytes at half the speed
    igzip_lib = None

# What is read at a time: larger measured no faster.
_CHUNK = 128 * 1024
# A member's first bytes are given in small pieces: it may end soon, and what it leaves is copied.
_FIRST_PIECE = 4 * 1024
_ERRORS: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)
if igzip_lib is not None:
    _ERRORS += (igzip_lib.IsalError,)
_NULS = re.compile(rb"\0*")


class _Decoder(Protocol):
    """What bz2, lzma and isal agree on: one member, output bounded by the caller."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes | memoryview, max_length: int = -1) -> bytes: ...


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

    def decompress(self, data: bytes | memoryview, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(0, max_length))


class MemberReader:
    """Decompresses member after member; NUL padding between and after them is passed over.

    gzip, xz and bzip2 may all consist of several members (RFC 1952, 2.2).
    """

    def __init__(
        self,
        source: Readable,
        name: str,
        magic: bytes,
        make: Callable[[], _Decoder],
        log: PointLog,
    ) -> None:
        self._source = source
        self._name = name
        self._magic = magic
        self._make = make
        self._decoder: _Decoder | None = make()
        self._chunk = b""
        self._at = 0
        self._piece = _FIRST_PIECE
        self._is_cut = False  # in a magic
        self._log = log
        self._produced = 0
        self.consumed = 0
        self.trailing = 0

    @property
    def points(self) -> list[SeekPoint]:
        """Where members begin, as far as was read."""
        return self._log.points

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` decompressed bytes. Raises DamageError."""
        while self._decoder is not None:
            data = self._step(self._decoder, size)
            if data:
                return data
        if self._is_cut:
            raise cut(self._name)
        return b""

    def _step(self, decoder: _Decoder, size: int) -> bytes:
        piece = self._next_piece() if decoder.needs_input else memoryview(b"")
        try:
            data = decoder.decompress(piece, size)
        except _ERRORS as error:
            raise corrupt(self._name, error) from error
        self._produced += len(data)
        if decoder.eof:
            self._at -= len(decoder.unused_data)
            self._next_member()
        return data

    def _next_piece(self) -> memoryview:
        if self._at == len(self._chunk) and not self._fetch():
            raise cut(self._name)
        piece = memoryview(self._chunk)[self._at : self._at + self._piece]
        self._at += len(piece)
        self._piece = min(2 * self._piece, _CHUNK)
        return piece

    def _fetch(self) -> bool:
        """Read on; what is left of the chunk stays in front. Return whether there was more."""
        data = self._source.read(_CHUNK)
        self.consumed += len(data)
        self._chunk = self._chunk[self._at :] + data
        self._at = 0
        return bool(data)

    def _next_member(self) -> None:
        self._decoder = None
        self._skip_padding()
        while len(self._chunk) - self._at < len(self._magic) and self._fetch():
            pass
        if self._chunk.startswith(self._magic, self._at):
            if self._produced >= self._log.turn:
                self._log.note(self.consumed - len(self._chunk) + self._at, self._produced)
            self._decoder = self._make()
            self._piece = _FIRST_PIECE
            return
        rest = self._chunk[self._at :]
        if rest and self._magic.startswith(rest):
            self._is_cut = True
            return
        while self._at < len(self._chunk) or self._fetch():
            self.trailing += len(self._chunk) - self._at
            self._at = len(self._chunk)

    def _skip_padding(self) -> None:
        while True:
            match = _NULS.match(self._chunk, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._chunk) or not self._fetch():
                return


def open_gzip(source: Readable, limits: Limits) -> MemberReader:
    """Return a reader of gzip members."""
    make = _ZlibDecoder if igzip_lib is None else _isal_decoder
    return MemberReader(source, "gzip", GZIP_MAGIC, make, PointLog(limits.seek_points))


def _isal_decoder() -> _Decoder:
    decoder: _Decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    return decoder


def open_xz(source: Readable, limits: Limits) -> MemberReader:
    """Return a reader of xz streams, bounded in memory."""

    def make() -> _Decoder:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=limits.decoder_memory)

    return MemberReader(source, "xz", XZ_MAGIC, make, PointLog(limits.seek_points))


def open_bzip2(source: Readable, limits: Limits) -> MemberReader:
    """Return a reader of bzip2 streams."""
    log = PointLog(limits.seek_points)
    return MemberReader(source, "bzip2", b"BZh", bz2.BZ2Decompressor, log)

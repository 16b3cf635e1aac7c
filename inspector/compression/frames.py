"""zstd: frame after frame (RFC 8878)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, cast

import zstandard

from inspector.compression.faults import corrupt, cut
from inspector.compression.magics import ZSTD_MAGIC, ZSTD_SKIPPABLE
from inspector.compression.points import PointLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.compression.points import SeekPoint
    from inspector.io.window import Readable
    from inspector.limits import Limits

# What is read at a time: larger measured slower.
_CHUNK = 128 * 1024
_MAGICS = (ZSTD_MAGIC, *ZSTD_SKIPPABLE)


class _FrameWatch:
    """Follows the frames of zstd data as they pass, and ends where the next bytes are no frame.

    The library's stream reader takes a cut stream for a finished one: ``is_whole`` tells whether
    the last frame was. RFC 8878, 3.1.

    Most frames do not say how much they decompress to. Where ``log`` wants one, nothing is given
    until ``resume``: who decompresses what was given before it then knows where it begins. It is
    asked once a read, so that points are at least as far apart as what one read decompresses to.
    """

    def __init__(self, source: Readable, log: PointLog) -> None:
        self._source = source
        self._log = log
        self._is_wanted = False  # the next frame, by the log
        self._rest = b""  # from the frame on that is waited with
        self.is_paused = False
        self._need = 4
        self._have = b""
        self._skip = 0
        self._state: Callable[[bytes], None] = self._magic
        self._checksum = False
        self._is_over = False
        self._held = b""  # a magic of which the rest has not come yet
        self.consumed = 0
        self.trailing = 0

    @property
    def is_whole(self) -> bool:
        """Whether the bytes so far end with a frame's end."""
        return self._is_over or (self._state == self._magic and not self._skip and not self._have)

    def read(self, size: int, /) -> bytes:
        while not self._is_over and not self.is_paused:
            data = self._rest or self._fetch(size)
            self._rest = b""
            if not data:
                if not any(magic.startswith(self._held) for magic in _MAGICS):
                    self._end(self._held)
                break
            data = self._held + data
            if given := self._divide(data, self._follow(data, len(self._held))):
                return given
        return b""

    def _divide(self, data: bytes, end: int) -> bytes:
        """Return what is given of ``data``, of which was followed up to ``end``; keep the rest."""
        self._held = b""
        if self._is_over:
            self._end(data[end:])
        elif end < len(data):
            self._rest = data[end:]
            self.is_paused = True
        elif self._state == self._magic:
            end -= len(self._have)
            self._held = self._have
        return data[:end]

    def _fetch(self, size: int) -> bytes:
        data = self._source.read(size)
        self.consumed += len(data)
        return data

    def produced(self, size: int) -> None:
        """Note how much the bytes given so far decompressed to, or somewhat less."""
        self._is_wanted = size >= self._log.turn

    def resume(self, offset: int) -> None:
        """Go on with a frame that begins at ``offset`` of the decompressed data."""
        self._log.note(self.consumed - len(self._rest), offset)
        self._is_wanted = self.is_paused = False

    def _end(self, rest: bytes) -> None:
        """Read what follows the last frame: padding, or bytes that do not belong here."""
        self._is_over = True
        while rest:
            if self.trailing:
                self.trailing += len(rest)
            elif rest != bytes(len(rest)):  # far quicker than looking for the first other byte
                self.trailing = len(rest.lstrip(b"\0"))
            rest = self._fetch(_CHUNK)

    def _follow(self, data: bytes, at: int) -> int:
        """Walk over the bytes from ``at``; return up to where they may be given now."""
        end = len(data)
        while at < end:
            if self._skip:
                step = min(self._skip, end - at)
                self._skip -= step
                at += step
            elif self._state == self._block and at + 3 <= end and not self._have:
                self._block(data[at : at + 3])
                at += 3
            else:
                piece = data[at : at + self._need - len(self._have)]
                at += len(piece)
                self._have += piece
                if len(self._have) == self._need:
                    have, self._have = self._have, b""
                    if self._is_wanted and self._state == self._magic and have in _MAGICS:
                        return at - 4
                    self._state(have)
                    if self._is_over:
                        return at - 4
        return end

    def _expect(self, need: int, state: Callable[[bytes], None]) -> None:
        self._need, self._state = need, state

    def _magic(self, have: bytes) -> None:
        if have in ZSTD_SKIPPABLE:
            self._expect(4, self._skippable_size)
        elif have == ZSTD_MAGIC:
            self._expect(1, self._descriptor)
        else:
            self._is_over = True

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

    def __init__(self, source: Readable, decoder_memory: int, log: PointLog) -> None:
        self._log = log
        self._watch = _FrameWatch(source, log)
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=decoder_memory)
        self._inner = self._begin()
        self._produced = 0

    def _begin(self) -> zstandard.ZstdDecompressionReader:
        source = cast("IO[bytes]", self._watch)
        return self._decompressor.stream_reader(source, read_size=_CHUNK, read_across_frames=True)

    @property
    def consumed(self) -> int:
        """Compressed bytes read so far."""
        return self._watch.consumed

    @property
    def trailing(self) -> int:
        """Bytes after the last frame that are none, padding aside."""
        return self._watch.trailing

    @property
    def points(self) -> list[SeekPoint]:
        """Where frames begin, as far as was read."""
        return self._log.points

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` decompressed bytes. Raises DamageError."""
        data = self._read(size)
        while size and not data and self._watch.is_paused:
            # all was given: libzstd takes the last byte of a frame only then
            self._watch.resume(self._produced)
            self._inner = self._begin()
            data = self._read(size)
        if not data and size and not self._watch.is_whole:
            raise cut("zstd")
        return data

    def _read(self, size: int) -> bytes:
        try:
            data = self._inner.read(size)
        except zstandard.ZstdError as error:
            raise corrupt("zstd", error) from error
        self._produced += len(data)
        self._watch.produced(self._produced)
        return data


def open_zstd(source: Readable, limits: Limits) -> ZstdReader:
    """Return a reader of zstd frames, bounded in memory."""
    return ZstdReader(source, limits.decoder_memory, PointLog(limits.seek_points))

"""zstd: frame after frame (RFC 8878)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, cast

import zstandard

from inspector.compression.faults import corrupt, cut
from inspector.compression.magics import ZSTD_MAGIC, ZSTD_SKIPPABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.limits import Limits
    from inspector.window import Readable

# What is read at a time: larger measured slower.
_CHUNK = 128 * 1024


class _FrameWatch:
    """Follows the frames of zstd data as they pass, and ends where the next bytes are no frame.

    The library's stream reader takes a cut stream for a finished one: ``is_whole`` tells whether
    the last frame was. RFC 8878, 3.1.
    """

    def __init__(self, source: Readable) -> None:
        self._source = source
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
        while not self._is_over:
            data = self._source.read(size)
            self.consumed += len(data)
            if not data:
                if not any(magic.startswith(self._held) for magic in (ZSTD_MAGIC, *ZSTD_SKIPPABLE)):
                    self._end(self._held)
                break
            data = self._held + data
            end = self._follow(data, len(self._held))
            self._held = b""
            if end < len(data):
                self._end(data[end:])
            elif self._state == self._magic:
                end = len(data) - len(self._have)
                self._held = self._have
            if end:
                return data[:end]
        return b""

    def _end(self, rest: bytes) -> None:
        """Read what follows the last frame: padding, or bytes that do not belong here."""
        self._is_over = True
        while rest:
            self.trailing += len(rest) if self.trailing else len(rest.lstrip(b"\0"))
            rest = self._source.read(_CHUNK)
            self.consumed += len(rest)

    def _follow(self, data: bytes, at: int) -> int:
        """Walk over the bytes from ``at``; return where the last frame ends if it is over."""
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

    def __init__(self, source: Readable, decoder_memory: int) -> None:
        self._watch = _FrameWatch(source)
        self._inner = zstandard.ZstdDecompressor(max_window_size=decoder_memory).stream_reader(
            cast("IO[bytes]", self._watch), read_size=_CHUNK, read_across_frames=True
        )

    @property
    def consumed(self) -> int:
        """Compressed bytes read so far."""
        return self._watch.consumed

    @property
    def trailing(self) -> int:
        """Bytes after the last frame that are none, padding aside."""
        return self._watch.trailing

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` decompressed bytes. Raises DamageError."""
        try:
            data = self._inner.read(size)
        except zstandard.ZstdError as error:
            raise corrupt("zstd", error) from error
        if not data and size and not self._watch.is_whole:
            raise cut("zstd")
        return data


def open_zstd(source: Readable, limits: Limits) -> ZstdReader:
    """Return a reader of zstd frames, bounded in memory."""
    return ZstdReader(source, limits.decoder_memory)

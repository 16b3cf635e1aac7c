"""Reads a stream block by block out of large chunks, and knows its offset."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xxhash

    from inspector.window import Readable, SkippingReadable

BLOCK = 512
# What is decompressed at a time: larger measured no faster, smaller cuts more contents in two.
CHUNK = 256 * 1024
# The same of a file: a disk gives less than half as much in smaller pieces.
_FILE_CHUNK = 512 * 1024
# Contents up to this size are read over: jumping over each would make of one sequential read a
# random one for every file.
_FAR = 1 << 20


class Cursor:
    """Reads a stream block by block out of large chunks and knows its offset."""

    __slots__ = ("_base", "_buffer", "_chunk", "_pos", "_skip", "_source")

    def __init__(self, source: Readable | SkippingReadable) -> None:
        self._source = source
        self._skip = getattr(source, "skip", None)
        self._chunk = CHUNK if self._skip is None else _FILE_CHUNK
        self._buffer = b""
        self._pos = 0
        self._base = 0

    @property
    def offset(self) -> int:
        """Bytes before the position, from the first of the stream."""
        return self._base + self._pos

    def _fill(self, size: int) -> None:
        """Make ``size`` bytes available from the position, fewer only at the end."""
        have = len(self._buffer) - self._pos
        parts = [self._buffer[self._pos :]] if have else []
        self._base += self._pos
        self._pos = 0
        while have < size and (data := self._source.read(max(self._chunk, size - have))):
            parts.append(data)
            have += len(data)
        self._buffer = b"".join(parts)

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer only at the end, and stay."""
        if len(self._buffer) - self._pos < size:
            self._fill(size)
        return self._buffer[self._pos : self._pos + size]

    def take(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer only at the end, and pass over them."""
        end = self._pos + size
        if end > len(self._buffer):
            self._fill(size)
            end = min(size, len(self._buffer))
        data = self._buffer[self._pos : end]
        self._pos = end
        return data

    def skip(self, size: int) -> int:
        """Pass over ``size`` bytes; return how many there were."""
        inside = len(self._buffer) - self._pos
        if size <= inside:
            self._pos += size
            return size
        # Held until the next is there: else its memory goes back to the system and comes again.
        spent = self._buffer
        self._base += len(spent)
        self._buffer, self._pos = b"", 0
        rest = size - inside
        if self._skip is not None and rest > _FAR:
            skipped: int = self._skip(rest)
            self._base += skipped
            return inside + skipped
        while data := self._source.read(self._chunk):
            if rest <= len(data):
                self._buffer, self._pos = data, rest
                return size
            rest -= len(data)
            self._base += len(data)
        return size - rest

    def hash(self, size: int, digest: xxhash.xxh3_64) -> int:
        """Pass over ``size`` bytes into ``digest``; return how many there were."""
        rest = size
        while rest:
            inside = len(self._buffer) - self._pos
            if not inside:
                self._fill(1)
                inside = len(self._buffer)
                if not inside:
                    break
            step = min(inside, rest)
            digest.update(memoryview(self._buffer)[self._pos : self._pos + step])
            self._pos += step
            rest -= step
        return size - rest

    def small(self, size: int) -> memoryview | None:
        """Return ``size`` bytes without a copy where they are at hand, and pass over them."""
        pos = self._pos
        if len(self._buffer) - pos < size:
            return None
        self._pos = pos + size
        return memoryview(self._buffer)[pos : pos + size]

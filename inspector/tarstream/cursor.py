"""Reads a stream block by block out of large chunks, and knows its offset."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.fingerprint import Fingerprint
    from inspector.io.window import Readable, SkippingReadable

BLOCK = 512
# What is decompressed at a time: larger measured no faster, smaller cuts more contents in two.
CHUNK = 256 * 1024
# Behind a jump a header is read, and with it what lies on the same page; who then reads on is
# given twice as much each time.
PAGE = 4 * 1024


class Cursor:
    """Reads a stream block by block out of large chunks and knows its offset.

    ``buffer`` is what is at hand, ``pos`` the position in it, ``base`` the offset of its first
    byte. ``end`` is where a source that can be jumped in ends, 0 where no one knows.
    """

    __slots__ = ("_chunk", "_leap", "_skip", "_source", "base", "buffer", "end", "pos")

    def __init__(self, source: Readable | SkippingReadable) -> None:
        self._source = source
        self._skip = getattr(source, "skip", None)
        self._chunk = CHUNK if self._skip is None else PAGE
        # who can leap knows where it ends
        self._leap: Callable[[int, int], bytes] = getattr(source, "leap", _read_nothing)
        self.end: int = getattr(source, "end", 0)
        self.buffer = b""
        self.pos = 0
        self.base = 0

    @property
    def offset(self) -> int:
        """Bytes before the position, from the first of the stream."""
        return self.base + self.pos

    def _fill(self, size: int) -> None:
        """Make ``size`` bytes available from the position, fewer only at the end."""
        have = len(self.buffer) - self.pos
        parts = [self.buffer[self.pos :]] if have else []
        self.base += self.pos
        self.pos = 0
        while have < size and (data := self._source.read(max(self._chunk, size - have))):
            parts.append(data)
            have += len(data)
            self._chunk = min(2 * self._chunk, CHUNK)
        self.buffer = b"".join(parts)

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer only at the end, and stay."""
        if len(self.buffer) - self.pos < size:
            self._fill(size)
        return self.buffer[self.pos : self.pos + size]

    def take(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer only at the end, and pass over them."""
        end = self.pos + size
        if end > len(self.buffer):
            self._fill(size)
            end = min(size, len(self.buffer))
        data = self.buffer[self.pos : end]
        self.pos = end
        return data

    def skip(self, size: int) -> int:
        """Pass over ``size`` bytes; return how many there were."""
        inside = len(self.buffer) - self.pos
        if size <= inside:
            self.pos += size
            return size
        # Held until the next is there: else its memory goes back to the system and comes again.
        spent = self.buffer
        self.base += len(spent)
        self.buffer, self.pos = b"", 0
        rest = size - inside
        if self._skip is not None and rest >= PAGE:
            skipped: int = self._skip(rest)
            self.base += skipped
            self._chunk = PAGE
            return inside + skipped
        while data := self._source.read(self._chunk):
            if rest <= len(data):
                self.buffer, self.pos = data, rest
                return size
            rest -= len(data)
            self.base += len(data)
            self._chunk = min(2 * self._chunk, CHUNK)
        return size - rest

    def leap(self, size: int, chunk: int) -> None:
        """Pass over ``size`` bytes behind the buffer, which are there, and read on."""
        self.base += len(self.buffer) + size
        self.pos = 0
        self.buffer = self._leap(size, chunk)

    def hash(self, size: int, digest: Fingerprint) -> int:
        """Pass over ``size`` bytes into ``digest``; return how many there were."""
        rest = size
        while rest:
            inside = len(self.buffer) - self.pos
            if not inside:
                self._fill(1)
                inside = len(self.buffer)
                if not inside:
                    break
            step = min(inside, rest)
            digest.update(memoryview(self.buffer)[self.pos : self.pos + step])
            self.pos += step
            rest -= step
        return size - rest

    def small(self, size: int) -> memoryview | None:
        """Return ``size`` bytes without a copy where they are at hand, and pass over them."""
        pos = self.pos
        if len(self.buffer) - pos < size:
            return None
        self.pos = pos + size
        return memoryview(self.buffer)[pos : pos + size]


def _read_nothing(distance: int, size: int) -> bytes:
    del distance, size
    return b""

"""A window on a file: bytes by offset, nothing unpacked, nothing copied."""

from __future__ import annotations

import os
from typing import Protocol, Self, runtime_checkable

# What is fetched beforehand for those who read from first to last.
_AHEAD = 4 << 20


class Readable(Protocol):
    """A stream of bytes from first to last."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, at least one unless the stream has ended."""
        ...


class SkippingReadable(Readable, Protocol):
    """A stream that can pass over bytes without reading them."""

    def skip(self, size: int, /) -> int:
        """Pass over at most ``size`` bytes; return how many there were."""
        ...


@runtime_checkable
class PositionedReadable(Protocol):
    """Bytes that can be read at any offset."""

    def pread(self, size: int, offset: int) -> bytes:
        """Return at most ``size`` bytes at ``offset``, none only at the end."""
        ...


class OpenFile:
    """An open regular file, shared by all windows on it and closed with the last of them."""

    def __init__(self, fd: int, size: int) -> None:
        self.fd = fd
        self.size = size

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Open a regular file for reading. Raises OSError."""
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        return cls(fd, os.fstat(fd).st_size)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)

    def __del__(self) -> None:
        self.close()


class Window:
    """``size`` bytes of a file from ``start``; reading moves the window's own position only.

    Reads use ``pread``, so windows on one file can be read from several threads at once.
    """

    def __init__(self, file: OpenFile, start: int = 0, size: int | None = None) -> None:
        self.file = file
        self.start = start
        available = max(0, file.size - start)
        self.stated_size = available if size is None else size
        self.size = min(self.stated_size, available)
        self.position = 0
        self._read_to = -1  # where the last read ended
        self._asked_to = 0  # how far the system was asked to have the file in memory

    @property
    def truncated(self) -> bool:
        """Whether the file ends before the window does."""
        return self.size < self.stated_size

    def reopened(self) -> Window:
        """Return a window on the same bytes with a position of its own, at the first byte."""
        return Window(self.file, self.start, self.stated_size)

    def sub(self, start: int, size: int) -> Window:
        """Return a window on a part of this one, cut to what there is."""
        inside = max(0, min(size, self.size - start))
        part = Window(self.file, self.start + start, inside)
        part.stated_size = size
        return part

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes from the position.

        Who reads on from where the last read ended finds what follows in memory: it is fetched
        while those bytes are worked on.
        """
        if self.position == self._read_to and self._asked_to < self.position + _AHEAD // 2:
            self._ask(self.position + size)
        data = self.pread(size, self.position)
        self.position += len(data)
        self._read_to = self.position
        return data

    def _ask(self, start: int) -> None:
        start = max(start, self._asked_to)
        self._asked_to = start + _AHEAD
        length = min(_AHEAD, self.size - start)
        if length > 0 and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self.file.fd, self.start + start, length, os.POSIX_FADV_WILLNEED)

    def pread(self, size: int, offset: int) -> bytes:
        """Return at most ``size`` bytes at ``offset`` of the window."""
        size = min(size, self.size - offset)
        if size <= 0:
            return b""
        return os.pread(self.file.fd, size, self.start + offset)

    def skip(self, size: int, /) -> int:
        """Move the position; return by how much, at most to the end."""
        size = min(size, self.size - self.position)
        self.position += size
        return size


def read_all(source: Readable, limit: int) -> bytes | None:
    """Return the whole stream, or None where it holds more than ``limit`` bytes."""
    parts: list[bytes] = []
    room = limit + 1
    while room > 0 and (data := source.read(min(room, 1 << 20))):
        parts.append(data)
        room -= len(data)
    return b"".join(parts) if room > 0 else None

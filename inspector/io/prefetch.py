"""Goes over a plain tar by jumps, while the disk reads it from first to last."""

from __future__ import annotations

import os
from threading import Condition, Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.io.window import Window

# What is fetched at a time, and beforehand.
_PIECE = 2 << 20
_AHEAD = 8 << 20
# How far apart bytes are looked for that tell whether all between them are in memory.
_PROBED = 128 << 10
# Less than this comes soon enough when it is read.
_LEAST = 1 << 20


class Sweep:
    """Goes over a window once, from first to last, and reads little of it.

    The file is fetched into memory as a whole and in its order meanwhile, where ``is_dense``:
    jumping from header to header would make of one sequential read a random one for every file.
    ``told`` is called every few megabytes with how far it went since; ``has_shrunk`` says that the
    file became shorter, which looks like the end of a tar. Methods call as little as they can: a
    tar may have millions of headers.
    """

    __slots__ = (
        "_at",
        "_fd",
        "_file",
        "_last",
        "_prefetch",
        "_stop",
        "_told",
        "_turn",
        "end",
        "has_shrunk",
    )

    def __init__(
        self, window: Window, told: Callable[[int], None] | None = None, *, is_dense: bool = True
    ) -> None:
        self._file = window.file  # stays open
        self._fd = window.file.fd
        self._at = window.start  # positions in the file
        self._stop = window.start + window.size
        self._turn = window.start  # where the next part is to be fetched
        self._last = window.start  # where ``told`` was told last
        self._told = told
        is_fetched = is_dense and window.size >= _LEAST
        self._prefetch = _Prefetch(self._fd) if is_fetched else None
        self.end = window.size
        self.has_shrunk = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._prefetch is not None:
            self._prefetch.close()

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none only at the end."""
        at = self._at
        size = min(size, self._stop - at)
        if at >= self._turn or not size:
            self._fetch()
        data = os.pread(self._fd, size, at)
        if size and not data:
            self.has_shrunk = True
        self._at = at + len(data)
        return data

    def skip(self, size: int, /) -> int:
        """Move on; return by how much, at most to the end."""
        size = min(size, self._stop - self._at)
        self._at += size
        return size

    def leap(self, distance: int, size: int) -> bytes:
        """Move on by ``distance`` and read: ``skip`` and ``read`` in one."""
        self._at += distance
        return self.read(size)

    def _fetch(self) -> None:
        at = self._at
        if self._told is not None:
            self._told(at - self._last)
        self._last = at
        self._turn = at + _PIECE
        if self._prefetch is not None:
            self._prefetch.fetch(at, min(at + _AHEAD, self._stop))


class _Prefetch:
    """Brings a file into the system's memory in a thread, from first to last, a few pieces ahead.

    The bytes are sent to the null device, which copies nothing: the system reads ahead as it does
    for whoever reads the whole file. The advice that is meant for this (posix_fadvise) took ten
    times the processor's time and half as long again.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._turn = Condition()
        self._at = 0  # up to where it was fetched
        self._wanted = 0  # up to where it shall be
        self._is_over = not hasattr(os, "sendfile")
        self._thread: Thread | None = None

    def fetch(self, start: int, stop: int) -> None:
        """Wait until the piece from ``start`` is there, and have others fetched up to ``stop``.

        Where the system cannot, they come when they are read.
        """
        if self._thread is None and self._is_there(start, stop):
            return
        if self._thread is None and not self._is_over:
            self._thread = Thread(target=self._work, name="layerscope-fetch", daemon=True)
            self._thread.start()
        with self._turn:
            self._at = max(self._at, start)
            self._wanted = stop
            self._turn.notify_all()
            needed = min(start + _PIECE, stop)
            self._turn.wait_for(lambda: self._is_over or self._at >= needed)

    def _is_there(self, start: int, stop: int) -> bool:
        """Whether the bytes seem to be in memory: then no thread is made for them."""
        if not hasattr(os, "RWF_NOWAIT"):
            return False
        byte = [bytearray(1)]
        try:
            for at in range(start, stop, _PROBED):
                os.preadv(self._fd, byte, at, os.RWF_NOWAIT)
        except OSError:  # would wait for the disk, or cannot tell
            return False
        return True

    def close(self) -> None:
        """End the thread."""
        with self._turn:
            self._is_over = True
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            null = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
            try:
                self._send(null)
            finally:
                os.close(null)
        except OSError:
            pass  # not even to save time: what is needed is read when it is needed
        with self._turn:
            self._is_over = True
            self._turn.notify_all()

    def _send(self, null: int) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._is_over or self._at < self._wanted)
                at, size = self._at, min(_PIECE, self._wanted - self._at)
                if self._is_over:
                    return
            sent = os.sendfile(null, self._fd, at, size)
            with self._turn:
                if not sent:
                    return
                self._at = max(self._at, at + sent)
                self._turn.notify_all()

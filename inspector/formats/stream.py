"""Bytes that cannot be read twice: pipes, and archives compressed as a whole.

They are spooled to a temporary file without a name (in TMPDIR), decompressed on the way, so that
everything after this reads by offset, and nothing is left behind whatever happens.
"""

from __future__ import annotations

import errno
import os
import select
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from inspector.compression import detect
from inspector.errors import DamageError, UnreadableError, reason
from inspector.findings import Finding
from inspector.io.descriptors import write_all
from inspector.io.progress import ReportingWindow
from inspector.io.window import OpenFile, Window
from inspector.language import Lazy
from inspector.tarstream import looks_like_tar

if TYPE_CHECKING:
    from io import FileIO

    from inspector.io.progress import Progress
    from inspector.io.window import Readable
    from inspector.limits import Limits

# Seconds that a FIFO may stay without anyone who has it open for writing.
WRITER_PATIENCE = 2.0
_HEAD = 512
_CHUNK = 1 << 20
_POLL_MS = 50
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Spooled(msgspec.Struct, frozen=True):
    """An archive's bytes in a file, and what broke the stream they came in, None if nothing.

    ``findings``: what was odd about the stream. ``size``: its bytes as they came, compressed where
    it was.
    """

    window: Window
    size: int
    damage: DamageError | None = None
    findings: tuple[Finding, ...] = ()


class PipeReader:
    """A pipe or socket, read until it ends. The descriptor stays the caller's."""

    def __init__(self, fd: int, progress: Progress) -> None:
        self._fd = fd
        self._progress = progress
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)
        self._pending = b""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end; waits as long as there is a writer."""
        if self._pending:
            data, self._pending = self._pending[:size], self._pending[size:]
            return data
        while True:
            if not self._poll.poll(_POLL_MS):
                self._progress.advance(0)
                continue
            try:
                data = os.read(self._fd, size)
            except BlockingIOError:
                continue
            self._progress.advance(len(data))
            return data

    def await_writer(self) -> None:
        """Wait until someone has opened the FIFO for writing; the descriptor does not block.

        Raises UnreadableError where no one does in time.
        """
        deadline = monotonic() + WRITER_PATIENCE
        while monotonic() < deadline:
            if self._poll.poll(_POLL_MS):
                return
            self._progress.advance(0)
            try:
                self._pending = os.read(self._fd, _CHUNK)
            except BlockingIOError:
                return  # there is a writer, and it is silent
            if self._pending:
                return
        raise UnreadableError(Lazy("a FIFO that no program has opened for writing"))


class _PutBack:
    """A stream whose first bytes were looked at."""

    def __init__(self, head: bytes, source: Readable) -> None:
        self._head = head
        self._source = source

    def read(self, size: int, /) -> bytes:
        if not self._head:
            return self._source.read(size)
        data, self._head = self._head[:size], self._head[size:]
        return data


def unpacked(window: Window, limits: Limits, progress: Progress) -> Spooled:
    """Return a file's bytes as they are, or decompressed where it is compressed as a whole."""
    head = window.pread(_HEAD, 0)
    if looks_like_tar(head) or detect(head) is None:
        return Spooled(window, window.size)
    return spool(ReportingWindow(window, progress), limits)


def spool(source: Readable, limits: Limits) -> Spooled:
    """Read a stream to its end into a file, decompressed where it is compressed as a whole.

    What came before damage is kept. Raises UnreadableError where the disk is full.
    """
    head = b""
    while len(head) < _HEAD and (data := source.read(_HEAD - len(head))):
        head += data
    codec = None if looks_like_tar(head) else detect(head)
    plain = _PutBack(head, source)
    packed = codec.open(plain, limits) if codec is not None else None
    stream: Readable = packed or plain
    damage = None
    with _nameless_file() as file:
        size = 0
        try:
            while data := stream.read(_CHUNK):
                _write(file.fileno(), data)
                size += len(data)
        except DamageError as error:
            damage = error
        window = Window(OpenFile(os.dup(file.fileno()), size))
    trailing = packed.trailing if packed is not None else 0
    odd = (Finding("trailing-garbage", detail=f"{trailing:,}"),) if trailing else ()
    return Spooled(window, packed.consumed if packed is not None else size, damage, odd)


def _nameless_file() -> FileIO:
    import tempfile

    try:
        return tempfile.TemporaryFile(prefix="layerscope-", buffering=0)
    except OSError as error:
        raise UnreadableError(
            Lazy("cannot create a temporary file ({reason})", reason=reason(error))
        ) from error


def _write(fd: int, data: bytes) -> None:
    try:
        write_all(fd, data)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        import tempfile

        raise UnreadableError(
            Lazy(
                "no space for a temporary copy in {folder} ({reason})",
                folder=tempfile.gettempdir(),
                reason=reason(error),
            ),
            hint=Lazy("set TMPDIR to use another directory"),
        ) from error

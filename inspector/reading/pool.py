"""Reads layers in processes of their own: threads of Python take turns, processes need not.

The processes are forked when the pool is made, so that they know every layer without being told.
A program that has threads must not fork: for it a server does that has none. What is found comes
back as columns (``entrycolumns``), which are cheaper to send than objects.
"""

from __future__ import annotations

import os
import signal
import sys
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from msgspec.structs import replace

from inspector import language
from inspector.errors import LimitError
from inspector.io.held import held, let_in
from inspector.io.window import OpenFile, Window
from inspector.language import Lazy
from inspector.reading.allowance import scan_within
from inspector.reading.columns import decode_entries, encode_entries
from inspector.reading.scan import LayerScan, LayerState, scan_layer, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, ForkServerContext
    from multiprocessing.process import BaseProcess

    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.tarstream import Entry

# Progress is told in steps of so many bytes: each is a message between processes.
_STEP = 4 << 20


class _BytesRead(NamedTuple):
    """What a process says while it reads: how many bytes it came on."""

    size: int


class _Manner(NamedTuple):
    """How a process works: beside idle processors or not, and in which language it complains."""

    beside: bool
    language: str


class _EntryBatch(NamedTuple):
    """Entries as bytes, and what they weigh."""

    piece: bytes
    weight: int


class ScanPool:
    """Processes that scan ``sources``; ``close`` ends them.

    ``keeps`` says that someone wants the entries as bytes, too; ``beside`` that there are more
    processors than processes; ``served`` that the program may have
    threads: then ``start_server`` was called before.
    """

    def __init__(
        self,
        sources: Sequence[LayerSource],
        limits: Limits,
        processes: int,
        *,
        keeps: bool = False,
        beside: bool = False,
        served: bool = False,
    ) -> None:
        from multiprocessing import get_context

        self._keeps = keeps
        self._numbers = {id(source): number for number, source in enumerate(sources)}
        context: ForkContext | ForkServerContext = (
            get_context("forkserver") if served else get_context("fork")
        )
        pairs = [context.Pipe() for _ in range(processes)]
        self._connections = [ours for ours, _ in pairs]
        self._processes: list[BaseProcess] = []
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        for ours, theirs in pairs:
            given = _Sent(sources) if served else sources
            # What a fork inherits and must let go, so that it notices when the parent ends.
            others = [] if served else [end for pair in pairs for end in pair if end != theirs]
            process = context.Process(
                target=_serve,
                args=(theirs, others, given, limits, _Manner(beside, language.chosen())),
                daemon=True,
            )
            with held():
                process.start()
            self._processes.append(process)
            self._idle.put(ours)
        for _, theirs in pairs:
            theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def scan(
        self, source: LayerSource, limits: Limits, progress: Progress | None, share: Share
    ) -> LayerScan:
        """Do what ``scan_within`` does, elsewhere; waits for a process that is idle.

        A layer that the processes do not know is read here, and one whose process came to an end
        again. Raises CancelledError where ``progress`` does.
        """
        number = self._numbers.get(id(source))
        if number is None:
            return scan_within(source, limits, progress, share)
        connection = self._idle.get()
        try:
            return self._ask(connection, number, source, progress, share)
        except (EOFError, OSError):
            share.give_back()
        finally:
            self._idle.put(connection)
        return scan_within(source, limits, progress, share)

    def _ask(
        self,
        connection: Connection,
        number: int,
        source: LayerSource,
        progress: Progress | None,
        share: Share,
    ) -> LayerScan:
        """Ask for a layer, and make its entries while others are still read."""
        connection.send(number)
        entries: list[Entry] = []
        pieces: list[bytes] = []
        while True:
            message: _BytesRead | _EntryBatch | LayerScan = connection.recv()
            if isinstance(message, _EntryBatch):
                try:
                    share.take(message.weight)
                except LimitError as error:
                    connection.close()  # which ends the process
                    return stop(LayerScan(LayerState.READ, entries), source, error)
                entries += decode_entries(message.piece)
                if self._keeps:
                    pieces.append(message.piece)
            elif isinstance(message, LayerScan):
                message.entries = entries
                message.pieces = pieces if self._keeps else None
                return message
            elif progress is not None:
                progress.advance(message.size)

    def close(self) -> None:
        """End the processes, also in the middle of a layer."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for connection in self._connections:
            connection.close()


def start_server() -> None:
    """Start the process that makes others for a program with threads. Raises OSError.

    To be called while standard error is a file: the server's own helper inherits it.
    """
    from multiprocessing import forkserver, get_context

    get_context("forkserver").set_forkserver_preload([__name__])
    forkserver.ensure_running()


class _Sent:
    """Sources that go to a process which knows nothing: with them go the files they lie in."""

    def __init__(self, sources: Sequence[LayerSource]) -> None:
        self._sources = sources

    def __reduce__(self) -> tuple[Callable[..., list[LayerSource]], tuple[object, ...]]:
        from multiprocessing.reduction import DupFd

        windows = [each.window for each in self._sources if each.window is not None]
        files = list({id(each.file): each.file for each in windows}.values())
        places = {id(file): number for number, file in enumerate(files)}
        rows = [(places[id(each.file)], each.start, each.stated_size) for each in windows]
        bare = [replace(each, window=None, remote=None) for each in self._sources]
        return _received, ([(DupFd(each.fd), each.size) for each in files], rows, bare)


def _received(
    files: list[tuple[_FileHandle, int]],
    rows: list[tuple[int, int, int]],
    bare: list[LayerSource],
) -> list[LayerSource]:
    """Return the sources in the process that they were sent to."""
    opened = [OpenFile(descriptor.detach(), size) for descriptor, size in files]
    return [
        replace(each, window=Window(opened[number], start, size))
        for each, (number, start, size) in zip(bare, rows, strict=True)
    ]


class _FileHandle(Protocol):
    """What multiprocessing makes of an open file on its way."""

    def detach(self) -> int: ...


def _serve(
    connection: Connection,
    others: Sequence[Connection],
    sources: Sequence[LayerSource],
    limits: Limits,
    manner: _Manner,
) -> None:
    """Scan what is asked for, until no one can ask any more."""
    language.choose(manner.language)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl+C reaches everyone in the terminal; the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    let_in()
    for other in others:
        other.close()
    # What goes wrong here is told by the parent, which then reads the layer itself.
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115  stays open to the end
    teller = _Teller(connection)
    try:
        while True:
            source = sources[connection.recv()]
            teller.send(scan_layer(source, limits, teller, teller.give, beside=manner.beside))
    except (EOFError, OSError):
        return


class _Teller:
    """Tells the parent what was found, and every few megabytes how far that is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = Lock()  # bytes are read in one thread, entries made in another
        self._advanced = 0

    def send(self, message: _BytesRead | _EntryBatch | LayerScan) -> None:
        with self._lock:
            self._connection.send(message)

    def give(self, entries: list[Entry], weight: int) -> None:
        self.send(_EntryBatch(encode_entries(entries), weight))

    def advance(self, size: int) -> None:
        self._advanced += size
        if self._advanced >= _STEP:
            self.send(_BytesRead(self._advanced))
            self._advanced = 0


def why_ended(code: int | None) -> Lazy:
    """Return what to say of a process that ended by itself; ``code`` is negative for a signal."""
    if code == -signal.SIGKILL:
        return Lazy("the process that read it was killed, as happens when memory runs out")
    if code is not None and code < 0:
        told = signal.strsignal(-code) or f"signal {-code}"
        return Lazy("the process that read it was ended ({signal})", signal=told)
    return Lazy("the process that read it has ended (exit code {code})", code=code)

"""Reads layers in processes of their own: threads of Python take turns, processes need not.

The processes are forked when the pool is made, so that they know every layer without being told;
what they find comes back as an index (``indexfile``), which is cheaper to send than objects.
"""

from __future__ import annotations

import signal
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Self

from inspector.entrycolumns import decode_entries, encode_entries
from inspector.scan import LayerScan, scan_layer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from inspector.formats import LayerSource
    from inspector.limits import Limits
    from inspector.scan import Watch
    from inspector.tarstream import Entry

# Progress is told in steps of so many bytes: each is a message between processes.
_STEP = 4 << 20


class _Advanced(NamedTuple):
    """What a process says while it reads: how many bytes it came on."""

    size: int


class ScanPool:
    """Processes that scan ``sources``. Made before the first thread; ``close`` ends them.

    ``keeps`` says that someone wants the entries as bytes, too; ``beside`` that there are more
    processors than processes.
    """

    def __init__(
        self,
        sources: Sequence[LayerSource],
        limits: Limits,
        processes: int,
        *,
        keeps: bool = False,
        beside: bool = False,
    ) -> None:
        from multiprocessing import get_context

        fork = get_context("fork")
        self._keeps = keeps
        self._numbers = {id(source): number for number, source in enumerate(sources)}
        self._pairs = [fork.Pipe() for _ in range(processes)]
        self._processes: list[BaseProcess] = []
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        for number in range(processes):
            given = (number, self._pairs, sources, limits, beside)
            process = fork.Process(target=_serve, args=given, daemon=True)
            process.start()
            self._processes.append(process)
        for ours, theirs in self._pairs:
            theirs.close()
            self._idle.put(ours)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def scan(self, source: LayerSource, limits: Limits, watch: Watch | None) -> LayerScan:
        """Do what ``scan_layer`` does, elsewhere; waits for a process that is idle.

        A layer whose process came to an end is read again here. Raises CancelledError where the
        watch does.
        """
        connection = self._idle.get()
        try:
            scan = self._ask(connection, self._numbers[id(source)], watch)
        except (EOFError, OSError):
            scan = None
        finally:
            self._idle.put(connection)
        return scan if scan is not None else scan_layer(source, limits, watch)

    def _ask(self, connection: Connection, number: int, watch: Watch | None) -> LayerScan:
        """Ask for a layer, and make its entries while others are still read."""
        connection.send(number)
        entries: list[Entry] = []
        pieces: list[bytes] = []
        while True:
            message: _Advanced | bytes | LayerScan = connection.recv()
            if isinstance(message, bytes):
                entries += decode_entries(message)
                if self._keeps:
                    pieces.append(message)
            elif isinstance(message, LayerScan):
                message.entries = entries
                message.pieces = pieces if self._keeps else None
                return message
            elif watch is not None:
                watch.advance(message.size)

    def close(self) -> None:
        """End the processes, also in the middle of a layer."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for ours, _ in self._pairs:
            ours.close()


def _serve(
    number: int,
    pairs: list[tuple[Connection, Connection]],
    sources: Sequence[LayerSource],
    limits: Limits,
    beside: bool,  # noqa: FBT001  a process is given its arguments in their order
) -> None:
    """Scan what is asked for, until no one can ask any more."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl+C reaches everyone in the terminal; the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = pairs[number][1]
    for ours, theirs in pairs:
        ours.close()
        if theirs is not connection:
            theirs.close()
    teller = _Teller(connection)
    try:
        while True:
            source = sources[connection.recv()]
            teller.send(scan_layer(source, limits, teller, teller.give, beside=beside))
    except (EOFError, OSError):
        return


class _Teller:
    """Tells the parent what was found, and every few megabytes how far that is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = Lock()  # bytes are read in one thread, entries made in another
        self._advanced = 0

    def send(self, message: _Advanced | bytes | LayerScan) -> None:
        with self._lock:
            self._connection.send(message)

    def give(self, entries: list[Entry]) -> None:
        self.send(encode_entries(entries))

    def advance(self, size: int) -> None:
        self._advanced += size
        if self._advanced >= _STEP:
            self.send(_Advanced(self._advanced))
            self._advanced = 0

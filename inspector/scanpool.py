"""Reads layers in processes of their own: threads of Python take turns, processes need not.

The processes are forked when the pool is made, so that they know every layer without being told;
what they find comes back as an index (``indexfile``), which is cheaper to send than objects.
"""

from __future__ import annotations

import signal
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, Self

from inspector.indexfile import from_columns, to_columns
from inspector.scan import scan_layer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from inspector.errors import LayerscopeError
    from inspector.formats import LayerSource
    from inspector.limits import Limits
    from inspector.scan import LayerScan, LayerState, Watch

# Progress is told in steps of so many bytes: each is a message between processes.
_STEP = 4 << 20


class _Found(NamedTuple):
    """What a process says at the end of a layer; before, it says how many bytes it came on."""

    columns: bytes
    state: LayerState
    error: LayerscopeError | None


class ScanPool:
    """Processes that scan ``sources``. Made before the first thread; ``close`` ends them."""

    def __init__(self, sources: Sequence[LayerSource], limits: Limits, processes: int) -> None:
        from multiprocessing import get_context

        fork = get_context("fork")
        self._numbers = {id(source): number for number, source in enumerate(sources)}
        self._pairs = [fork.Pipe() for _ in range(processes)]
        self._processes: list[BaseProcess] = []
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        for number in range(processes):
            given = (number, self._pairs, sources, limits)
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

    @staticmethod
    def _ask(connection: Connection, number: int, watch: Watch | None) -> LayerScan | None:
        connection.send(number)
        while True:
            message: _Found | int = connection.recv()
            if not isinstance(message, int):
                break
            if watch is not None:
                watch.advance(message)
        scan = from_columns(message.columns)
        if scan is not None:
            scan.state, scan.error = message.state, message.error
        return scan

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
    try:
        while True:
            source = sources[connection.recv()]
            scan = scan_layer(source, limits, _Reporter(connection))
            connection.send(_Found(to_columns(scan), scan.state, scan.error))
    except (EOFError, OSError):
        return


class _Reporter:
    """Tells the parent how far a scan is, every few megabytes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._advanced = 0

    def advance(self, size: int) -> None:
        self._advanced += size
        if self._advanced >= _STEP:
            self._connection.send(self._advanced)
            self._advanced = 0

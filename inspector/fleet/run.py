"""Distributes sources to processes, and tells them of each other's layers."""

from __future__ import annotations

from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, NamedTuple

from inspector.fleet.messages import Advanced, Done, Opened, Settled, Stopped, Wants
from inspector.fleet.progress import RunProgress, failed, work_of
from inspector.fleet.source import USUALLY, FleetSource, Unlisted
from inspector.fleet.turns import Turns
from inspector.fleet.worker import work_on_sources
from inspector.fleet.writing import WorkFolderError
from inspector.io.held import held
from inspector.reading.pool import why_ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

    from inspector.fleet.progress import Watcher
    from inspector.fleet.source import HowOpened
    from inspector.fleet.work_folder import WorkFolder

# Seconds for a process to end before it is ended.
_MERCY = 5.0


class _WorkerProcess(NamedTuple):
    process: ForkProcess
    connection: Connection


def run_sources(
    found: Sequence[FleetSource | Unlisted],
    work: WorkFolder,
    jobs: int,
    watcher: Watcher,
    opening: HowOpened = USUALLY,
) -> tuple[RunProgress, list[str]]:
    """Read all sources; return what came of them and the files of their rows, in their order.

    The program must not have threads: it is forked. Raises WorkFolderError where nothing can be
    written.
    """
    return _Run(found, work, watcher, opening).run(jobs)


class _Run:
    """A run: its processes, and which source each of them reads."""

    def __init__(
        self,
        found: Sequence[FleetSource | Unlisted],
        work: WorkFolder,
        watcher: Watcher,
        opening: HowOpened,
    ) -> None:
        self._found, self._work = found, work
        self._watcher, self._opening = watcher, opening
        self._reached = RunProgress(len(found), work=sum(map(work_of, found)))
        self._turns = Turns(work.has_layer)
        self._ahead: dict[int, int] = {}  # bytes that were read of sources that are not done
        self._rows: list[str | None] = [None] * len(found)
        self._next = iter(enumerate(found))
        self._processes: dict[int, _WorkerProcess] = {}  # by the number of the source that it reads
        self._idle: list[_WorkerProcess] = []

    def run(self, jobs: int) -> tuple[RunProgress, list[str]]:
        try:
            self._give_out(jobs)
            while self._processes:
                by_connection = {each.connection: n for n, each in self._processes.items()}
                ready = wait(list(by_connection), timeout=1.0)
                for number in [n for each, n in by_connection.items() if each in ready]:
                    self._receive(number)
                self._grant()
                self._give_out(jobs)
                self._reached.ahead = sum(
                    min(size, work_of(self._found[n])) for n, size in self._ahead.items()
                )
                self._watcher.reached(self._reached)
        finally:
            self._end()
        return self._reached, [each for each in self._rows if each is not None]

    def _give_out(self, jobs: int) -> None:
        """Give the next sources to idle processes."""
        while len(self._processes) < jobs:
            number, source = next(self._next, (-1, None))
            if source is None:
                return
            if isinstance(source, Unlisted):
                self._fail(number, source.reference, source.error.text)
                continue
            self._turns.begin(number)
            self._processes[number] = self._asked(source)

    def _asked(self, source: FleetSource) -> _WorkerProcess:
        """Return a process that was given a source."""
        while self._idle:
            idle = self._idle.pop()
            with suppress(OSError):
                idle.connection.send(source)
                return idle
            _end_process(idle)
        started = self._start()
        started.connection.send(source)
        return started

    def _start(self) -> _WorkerProcess:
        context = get_context("fork")
        ours, theirs = context.Pipe()
        # What a fork inherits and must let go, so that it notices when this process ends.
        inherited = [ours, *(each.connection for each in self._all())]
        process = context.Process(
            target=work_on_sources, args=(theirs, inherited, self._work, self._opening), daemon=True
        )
        with held():
            process.start()
        theirs.close()
        return _WorkerProcess(process, ours)

    def _all(self) -> Iterator[_WorkerProcess]:
        yield from self._processes.values()
        yield from self._idle

    def _receive(self, number: int) -> None:
        """Take what a process says of its source."""
        try:
            message = self._processes[number].connection.recv()
        except (EOFError, OSError):
            self._lost(number)
            return
        if isinstance(message, Advanced):
            self._reached.coming += message.size
            self._ahead[number] = self._ahead.get(number, 0) + message.size
        elif isinstance(message, Opened):
            self._turns.opened(number, message.claims)
        elif isinstance(message, Wants):
            self._turns.wants(number, message.claims)
        elif isinstance(message, Settled):
            self._turns.settled(number, message.claim)
        elif isinstance(message, Stopped):
            raise WorkFolderError(message.told, hint=message.hint)
        else:
            self._done(number, message)

    def _grant(self) -> None:
        for number, answer in self._turns.granted():
            with suppress(OSError):  # a process that is gone is noticed where it is heard
                self._processes[number].connection.send(answer)

    def _done(self, number: int, done: Done) -> None:
        self._turns.end(number)
        process = self._processes.pop(number)
        if done.is_last:
            _end_process(process)
        else:
            self._idle.append(process)
        self._count(number, done)

    def _count(self, number: int, done: Done) -> None:
        self._ahead.pop(number, None)
        self._rows[number] = done.rows
        self._reached.count(self._found[number], done)
        for told in done.told:
            self._watcher.complain(told)

    def _lost(self, number: int) -> None:
        """Note that a source's process came to an end by itself; the source is tried again later.

        That is, by the next run: what has killed one process may well kill all.
        """
        self._turns.end(number)
        process = self._processes.pop(number)
        process.process.join()
        process.connection.close()
        source = self._found[number]
        self._fail(number, source.reference, why_ended(process.process.exitcode))

    def _fail(self, number: int, reference: str, told: str) -> None:
        self._count(number, failed(self._work, number, reference, told))

    def _end(self) -> None:
        """End the processes, also in the middle of a layer."""
        processes = list(self._all())
        for each in processes:
            each.process.terminate()
        for each in processes:
            _end_process(each)


def _end_process(each: _WorkerProcess) -> None:
    each.connection.close()
    each.process.join(_MERCY)
    if each.process.exitcode is None:
        each.process.kill()
        each.process.join()

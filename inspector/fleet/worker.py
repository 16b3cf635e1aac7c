"""A process that reads sources, one at a time, as long as it is given some."""

from __future__ import annotations

import os
import resource
import signal
from typing import TYPE_CHECKING, Any

from inspector import garbage, language
from inspector.fleet.messages import (
    Advanced,
    Done,
    Granted,
    Opened,
    Settled,
    Stopped,
    Wants,
)
from inspector.fleet.reading import read_source
from inspector.fleet.writing import WorkFolderError
from inspector.io.held import let_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from inspector.fleet.source import FleetSource, HowOpened
    from inspector.fleet.work_folder import WorkFolder

# Progress is told in steps of so many bytes: each is a message between processes.
_STEP = 4 << 20
# Kilobytes: a process that an image made so large is replaced by a new one.
_LARGE = 512 << 10


class _WorkerEnded(BaseException):
    """The process that gives out sources wants this one to end, or is gone."""


def work_on_sources(
    connection: Connection,
    inherited: Iterable[Connection],
    work: WorkFolder,
    opening: HowOpened,
) -> None:
    """Read the sources that are given, until the parent is gone."""
    signal.signal(signal.SIGTERM, _end)
    # Ctrl+C reaches everyone in the terminal; the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    let_in()
    for other in inherited:
        other.close()
    language.choose(language.ENGLISH)
    garbage.disable()  # but between images
    _let_go_of_output()
    others = _Parent(connection)
    try:
        while (source := others.next_source()) is not None:
            try:
                done = read_source(source, work, opening, others)
            except WorkFolderError as error:
                others.send(Stopped(error.fact, error.hint or ""))
                return
            is_last = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _LARGE
            others.send(done._replace(is_last=is_last))
            if is_last:
                return
    except _WorkerEnded:
        return


def _let_go_of_output() -> None:
    """Say nothing, and keep no one waiting who reads what the parent said."""
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _end(signum: int, frame: object) -> None:
    del signum, frame
    raise _WorkerEnded


class _Parent:
    """The other end of the connection, and through it all who read other sources."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._advanced = 0

    def next_source(self) -> FleetSource | None:
        """Wait for a source; None: there are no more."""
        found: FleetSource | None = self._received()
        return found

    def send(self, message: Advanced | Done | Opened | Settled | Stopped | Wants) -> None:
        """Say something. Raises _WorkerEnded where no one is there any more."""
        try:
            self._connection.send(message)
        except OSError as error:
            raise _WorkerEnded from error

    def _received(self) -> Any:  # noqa: ANN401  whatever was sent
        try:
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise _WorkerEnded from error

    def opened(self, claims: tuple[str, ...]) -> None:
        """Say which layers are needed that no one has read yet."""
        self.send(Opened(claims))

    def wants(self, claims: tuple[str, ...]) -> Granted:
        """Ask for any of some layers; waits for the answer."""
        self.send(Wants(claims))
        granted: Granted = self._received()
        return granted

    def settled(self, claim: str) -> None:
        """Say that a layer was read."""
        self.send(Settled(claim))

    def advance(self, size: int, /) -> None:
        """Tell how far the reading is, in steps."""
        self._advanced += size
        if self._advanced >= _STEP:
            self.send(Advanced(self._advanced))
            self._advanced = 0

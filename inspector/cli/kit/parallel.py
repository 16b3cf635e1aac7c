"""Work for several things at once, each in a process of its own: its memory goes with it."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from inspector.cli.kit.streams import tell
from inspector.io.held import held, let_in
from inspector.language import Lazy
from inspector.reading.pool import why_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

T = TypeVar("T")


class _Returned(NamedTuple, Generic[T]):
    """What came back: the result, and what was said on stderr meanwhile."""

    result: T
    said: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What stands for a result where a process came to an end by itself; ``code`` as it ended."""

    code: int | None

    @property
    def told(self) -> Lazy:
        """What has happened and what to do."""
        told = why_ended(self.code)
        return Lazy("{fact}: {hint}", fact=told, hint=Lazy("audit it by itself"))


def in_processes(work: Callable[[int], T], count: int, most: int) -> Generator[T | Ended]:
    """Yield ``work(0)`` to ``work(count - 1)`` in this order, ``most`` of them at work at once.

    What the work says on stderr is said in the same order. The program must not have threads: it
    is forked. Ends the processes that are still at work where the caller stops asking.
    """
    running: dict[Connection, tuple[int, ForkProcess]] = {}
    done: dict[int, _Returned[T] | Ended] = {}
    started = 0
    try:
        for number in range(count):
            while number not in done:
                while started < count and len(running) < most:
                    connection, process = _start(work, started)
                    running[connection] = (started, process)
                    started += 1
                ready = wait(list(running))
                for connection in [each for each in running if each in ready]:
                    which, process = running.pop(connection)
                    received = _received(connection)
                    process.join()
                    done[which] = Ended(process.exitcode) if received is None else received
            found = done.pop(number)
            if isinstance(found, Ended):
                yield found
            else:
                tell(found.said)
                yield found.result
    finally:
        for _, process in running.values():
            process.terminate()
        for connection, (_, process) in running.items():
            process.join()
            connection.close()


@contextmanager
def beside(work: Callable[[], T], *, wanted: bool) -> Iterator[Callable[[], T]]:
    """Do work in a process of its own, meanwhile; what is given returns its result.

    Where that process is not wanted, or comes to an end by itself, the work is done by whoever
    asks. The program must not have threads: it is forked.
    """
    if not wanted:
        yield work
        return
    connection, process = _start(lambda _number: work(), 0)

    def result() -> T:
        received = _received(connection)
        return work() if received is None else received.result

    try:
        yield result
    finally:
        process.terminate()
        process.join()
        connection.close()


def _start(work: Callable[[int], T], number: int) -> tuple[Connection, ForkProcess]:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, ours, work, number))
    with held():
        process.start()
    theirs.close()
    return ours, process


def _run(theirs: Connection, ours: Connection, work: Callable[[int], T], number: int) -> None:
    """Do the work in the process that was made for it, and send what came of it."""
    ours.close()
    sys.stderr = io.StringIO()
    try:
        let_in()
        result = work(number)
        theirs.send(_Returned(result, sys.stderr.getvalue()))
    except BaseException:  # noqa: BLE001  signals too: the parent says what is to be said
        os._exit(1)


def _received(connection: Connection) -> _Returned[Any] | None:
    try:
        found: _Returned[Any] = connection.recv()
    except (EOFError, OSError):
        return None
    finally:
        connection.close()
    return found

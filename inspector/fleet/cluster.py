"""The same work on a Dask cluster: a task for each layer, and one for each source.

All that comes of a task is files in the work folder, which all workers see: each is written aside
and moved into its place, under what it is. So a task that is repeated because its worker was
killed finds what is done or does it again, and the next run continues one whose client was killed.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from inspector.errors import UnreadableError, reason
from inspector.fleet.messages import Done, Granted
from inspector.fleet.progress import RunProgress, failed, work_of
from inspector.fleet.reading import read_claimed, read_source, unread_claims
from inspector.fleet.source import USUALLY, FleetSource, Unlisted
from inspector.fleet.writing import WorkFolderError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from distributed import Client

    from inspector.fleet.progress import Watcher
    from inspector.fleet.source import HowOpened
    from inspector.fleet.work_folder import WorkFolder

    Task = tuple[Any, ...]  # a function, and what it is given

K = TypeVar("K")

# Tasks that the cluster knows at a time, and seconds to wait for it.
_MOST_TASKS = 2000
_PATIENCE = 5


def run_on_cluster(
    address: str,
    found: Sequence[FleetSource | Unlisted],
    work: WorkFolder,
    watcher: Watcher,
    opening: HowOpened = USUALLY,
) -> tuple[RunProgress, list[str]]:
    """Do what ``run_sources`` does, on the cluster whose scheduler has an address.

    Raises UnreadableError where there is none, WorkFolderError where nothing can be written.
    """
    from distributed import Client

    # The user need not be told that a worker is gone and its tasks are repeated.
    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(_look_for(address))
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        why = reason(error) or Lazy("something else listens there")
        told = Lazy("no Dask scheduler at {address}: {reason}", address=address, reason=why)
        raise UnreadableError(told) from error
    with client:
        return _ClusterRun(client, found, work, watcher, opening).run()


async def _look_for(address: str) -> None:
    """Raise OSError, ValueError where no scheduler answers; a client might wait for ever."""
    from distributed.comm.core import connect
    from distributed.security import Security

    how = Security().get_connection_args("client")
    found = await asyncio.wait_for(connect(address, timeout=_PATIENCE, **how), 2 * _PATIENCE)
    await found.close()


class _Alone:
    """For a task, which knows of no other."""

    def opened(self, claims: tuple[str, ...]) -> None:
        pass

    def wants(self, claims: tuple[str, ...]) -> Granted:
        """Let it read what no task of its own has read: the source has changed meanwhile."""
        return Granted(claims[0], is_known=False)

    def settled(self, claim: str) -> None:
        pass

    def advance(self, size: int, /) -> None:
        pass


class _ClusterRun:
    """A run: first what all sources need, then the layers, then the images."""

    def __init__(
        self,
        client: Client,
        found: Sequence[FleetSource | Unlisted],
        work: WorkFolder,
        watcher: Watcher,
        opening: HowOpened,
    ) -> None:
        self._client = client
        self._found = found
        self._work = work
        self._watcher = watcher
        self._given = (work, opening, _Alone())
        self._reached = RunProgress(len(found), work=sum(map(work_of, found)))

    def run(self) -> tuple[RunProgress, list[str]]:
        named = [(n, each) for n, each in enumerate(self._found) if isinstance(each, FleetSource)]
        self._read_layers(named)
        rows: dict[int, str | None] = {}
        tasks = ((number, (read_source, source, *self._given)) for number, source in named)
        for number, done in self._done(tasks):
            rows[number] = self._count(number, done)
        for number, each in enumerate(self._found):
            if isinstance(each, Unlisted):
                rows[number] = self._count(number, each.error)
        return self._reached, [each for _, each in sorted(rows.items()) if each is not None]

    def _read_layers(self, named: Iterable[tuple[int, FleetSource]]) -> None:
        """Have each layer read by one task: from the first source that has it."""
        claimants: dict[str, list[int]] = {}
        tasks = ((number, (unread_claims, source, *self._given)) for number, source in named)
        for number, claims in self._done(tasks):
            # What cannot be opened is told of when its rows are made.
            for claim in claims if isinstance(claims, tuple) else ():
                claimants.setdefault(claim, []).append(number)
        for numbers in claimants.values():
            numbers.sort()
        while claimants:
            turns = sorted((numbers.pop(0), claim) for claim, numbers in claimants.items())
            layers = ((claim, self._layer_task(number, claim)) for number, claim in turns)
            for _claim, size in self._done(layers):
                if isinstance(size, int):
                    self._reached.layers += 1
                    self._reached.bytes += size
            # Bytes that were something else than was claimed: the next source has its turn.
            claimants = {
                claim: numbers
                for claim, numbers in claimants.items()
                if numbers and not self._work.has_layer(claim)
            }

    def _layer_task(self, number: int, claim: str) -> Task:
        return (read_claimed, self._found[number], claim, *self._given)

    def _done(self, tasks: Iterator[tuple[K, Task]]) -> Iterator[tuple[K, Any]]:
        """Yield what comes of tasks, as it comes; an error that one ended with is its result.

        Raises WorkFolderError.
        """
        from distributed import as_completed

        waiting: dict[object, K] = {}
        completed = as_completed(loop=self._client.loop)

        def submit(some: Iterable[tuple[K, Task]]) -> None:
            for key, (function, *given) in some:
                future = self._client.submit(function, *given, pure=False)
                waiting[future.key] = key
                completed.add(future)

        submit(islice(tasks, _MOST_TASKS))
        for future in completed:
            error = future.exception()
            if isinstance(error, WorkFolderError):
                raise error
            yield waiting.pop(future.key), future.result() if error is None else error
            self._watcher.reached(self._reached)
            submit(islice(tasks, 1))

    def _count(self, number: int, done: Done | Exception) -> str | None:
        """Count a source; of one whose task ended with an error write the row that says so."""
        source = self._found[number]
        if isinstance(done, Exception):
            told = getattr(done, "text", None) or f"{type(done).__name__}: {done}"
            done = failed(self._work, number, source.reference, told)
        self._reached.count(source, done)
        for told in done.told:
            self._watcher.complain(told)
        return done.rows

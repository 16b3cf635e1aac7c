"""Work in the background: the one way of every part of the screen.

A job runs in a thread that no one has to wait for: closing what asked for it, or quitting, abandons
it. Of the jobs of one group the newest alone counts: it cancels the one before, and begins once
that has ended; one that was still waiting never begins.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from inspector.errors import LayerscopeError
from inspector.io.progress import CancelledError
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.widget import Widget
    from textual.worker import Worker

    _Task = Callable[[], None]

# Looking at so many paths takes about a frame; what is larger is a job.
FRAME = 5000
_TOLD_SECONDS = 0.1

P = ParamSpec("P")
T = TypeVar("T")


class Job:
    """What work knows of itself. ``is_cancelled``: nobody waits for it any more."""

    def __init__(self, owner: Widget) -> None:
        """Belong to a part of the screen."""
        self._owner = owner
        self.is_cancelled = False
        self.is_over = False

    def check(self) -> None:
        """Raise CancelledError where nobody waits any more."""
        if self.is_cancelled:
            raise CancelledError

    def tell(self, told: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Have the screen call ``told``, unless nobody waits by then. For the job's thread."""
        self._owner.call_later(self._deliver, partial(told, *args, **kwargs))

    def _deliver(self, told: _Task) -> None:
        if not self.is_cancelled:
            told()

    def finish(self, then: Callable[[T], object], result: T) -> None:
        """Hand over the result, as the last word."""
        self.is_over = True
        then(result)

    def fail(self, error: LayerscopeError) -> None:
        """Show why there is no result."""
        self.is_over = True
        self._owner.notify(printable(str(error)), severity="error", markup=False)


class JobProgress:
    """A Progress that has the screen call ``told`` with all bytes so far, ten times a second."""

    def __init__(self, job: Job, told: Callable[[int], object]) -> None:
        self._job = job
        self._told = told
        self._size = 0
        self._next = 0.0

    def advance(self, size: int, /) -> None:
        """Report so many further bytes. Raises CancelledError where nobody waits any more."""
        self._job.check()
        self._size += size
        if (now := monotonic()) >= self._next:
            self._next = now + _TOLD_SECONDS
            self._job.tell(self._told, self._size)


class Jobs:
    """The jobs of one part of the screen."""

    def __init__(self, owner: Widget) -> None:
        """Have none. All end with ``owner``."""
        self._owner = owner
        self._newest: dict[str, Job] = {}
        self._running: dict[str, Job] = {}
        self._waiting: dict[str, tuple[Job, _Task]] = {}

    def run(
        self, work: Callable[[Job], T], then: Callable[[T], object], *, group: str = ""
    ) -> None:
        """Do ``work`` in a thread, then call ``then`` with what it returned, on the screen.

        An error of this program is shown; another one ends the screen as a fault.
        """
        self.cancel(group)
        job = Job(self._owner)
        self._newest[group] = job
        task = partial(_do, job, work, then)
        if group in self._running:
            self._waiting[group] = (job, task)
        else:
            self._start(group, job, task)

    def cancel(self, group: str = "") -> None:
        """Want nothing of a group any more."""
        self._waiting.pop(group, None)
        if group in self._newest:
            self._newest.pop(group).is_cancelled = True

    def is_busy(self, group: str = "") -> bool:
        """Whether a result is awaited."""
        job = self._newest.get(group)
        return job is not None and not job.is_over

    def _start(self, group: str, job: Job, task: _Task) -> None:
        self._running[group] = job

        async def watched() -> None:
            await self._watched(group, job, task)

        _worker: Worker[None] = self._owner.run_worker(watched, group=group)

    async def _watched(self, group: str, job: Job, task: _Task) -> None:
        """Wait for a thread; raise what it raised."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        Thread(target=_run, args=(task, loop, ended), name=f"job {group}", daemon=True).start()
        try:
            await ended
        except asyncio.CancelledError:  # the owner is gone
            job.is_cancelled = True
            self._waiting.clear()
            raise
        finally:
            del self._running[group]
            if group in self._waiting:
                self._start(group, *self._waiting.pop(group))


def _do(job: Job, work: Callable[[Job], T], then: Callable[[T], object]) -> None:
    """Do the work of a job, in its thread."""
    try:
        job.check()
        result = work(job)
    except CancelledError:
        return
    except LayerscopeError as error:
        job.tell(job.fail, error)
    except Exception:
        # Nobody waits for it: what it works on may have been closed.
        if not job.is_cancelled:
            raise
    else:
        job.tell(job.finish, then, result)


def _run(task: _Task, loop: asyncio.AbstractEventLoop, ended: asyncio.Future[None]) -> None:
    error: BaseException | None = None
    try:
        task()
    except BaseException as fault:  # noqa: BLE001 - raised again by the one that waits
        error = fault
    with suppress(RuntimeError):  # the screen is gone, and its loop with it
        loop.call_soon_threadsafe(_end, ended, error)


def _end(ended: asyncio.Future[None], error: BaseException | None) -> None:
    if ended.done():
        return
    if error is None:
        ended.set_result(None)
    else:
        ended.set_exception(error)

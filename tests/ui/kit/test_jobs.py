"""Work in the background: the newest counts, one at a time, what fails is shown."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import WorkerFailed

from inspector.errors import DamageError
from inspector.ui.kit.jobs import Job, Jobs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot


class Owner(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="owner")


@asynccontextmanager
async def jobs() -> AsyncIterator[tuple[Jobs, Pilot[None]]]:
    app = Owner()
    async with app.run_test() as pilot:
        yield Jobs(app.query_one(Static)), pilot


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - a thread sets it
            await asyncio.sleep(0.002)


async def test_the_result_comes_back_to_the_screen_behind_what_was_told_before() -> None:
    got: list[str] = []

    def work(job: Job) -> str:
        job.tell(got.append, "half")
        return "whole"

    async with jobs() as (found, _):
        found.run(work, got.append)
        assert found.is_busy()
        await until(lambda: not found.is_busy())
    assert got == ["half", "whole"]


async def test_of_a_group_the_newest_alone_counts_and_one_runs_at_a_time() -> None:
    begun: list[int] = []
    got: list[int] = []
    most, running = 0, 0
    go_on = Event()

    def work_of(number: int) -> Callable[[Job], int]:
        def work(_: Job) -> int:
            nonlocal most, running
            running += 1
            most = max(most, running)
            begun.append(number)
            go_on.wait(10)
            running -= 1
            return number

        return work

    async with jobs() as (found, _):
        for number in range(5):
            found.run(work_of(number), got.append, group="rows")
            await until(lambda: bool(begun))
        go_on.set()
        await until(lambda: not found.is_busy("rows"))
    assert (begun, got, most) == ([0, 4], [4], 1)


async def test_groups_do_not_wait_for_each_other() -> None:
    got: list[str] = []
    go_on = Event()

    async with jobs() as (found, _):
        found.run(lambda _: go_on.wait(10), lambda _: got.append("slow"), group="slow")
        found.run(lambda _: None, lambda _: got.append("fast"), group="fast")
        await until(lambda: got == ["fast"])
        go_on.set()
        await until(lambda: got == ["fast", "slow"])


async def test_what_is_cancelled_says_nothing_even_if_it_was_ready() -> None:
    got: list[str] = []
    told, go_on = Event(), Event()

    def work(job: Job) -> str:
        told.set()
        go_on.wait(10)
        assert job.is_cancelled
        job.check()
        return "never"

    async with jobs() as (found, pilot):
        found.run(work, got.append)
        await until(told.is_set)
        found.cancel()
        assert not found.is_busy()
        go_on.set()
        found.run(lambda _: "next", got.append)
        await until(lambda: got == ["next"])
        await pilot.pause()
    assert got == ["next"]


async def test_an_error_that_is_ours_is_shown_and_the_screen_goes_on() -> None:
    def work(_: Job) -> None:
        raise DamageError("layer 1 \x1b[31m is damaged")

    async with jobs() as (found, pilot):
        found.run(work, lambda _: None)
        await until(lambda: not found.is_busy())
        await pilot.pause()
        (shown,) = [each.message for each in pilot.app._notifications]
        assert shown.isprintable()
        assert "is damaged" in shown
        assert pilot.app.is_running


async def test_a_fault_of_the_program_ends_the_screen() -> None:
    def work(_: Job) -> None:
        raise ValueError("broken")

    async def run() -> None:
        async with jobs() as (found, _):
            found.run(work, lambda _: None)
            await until(lambda: not found._running)

    with pytest.raises(WorkerFailed):
        await run()


async def test_leaving_waits_for_no_thread() -> None:
    began, go_on = Event(), Event()

    def work(_: Job) -> None:
        began.set()
        go_on.wait(60)

    try:
        async with asyncio.timeout(5), jobs() as (found, _):
            found.run(work, lambda _: None)
            await until(began.is_set)
    finally:
        go_on.set()

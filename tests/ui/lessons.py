"""A lesson open on the screen, played without waiting."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from inspector.lessons.catalogue import lessons
from inspector.lessons.run import LessonRun
from inspector.ui.lesson.pace import Pace
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.lesson_guide import LessonGuide, lesson_image
from tests.ui.headless import draw_by_hand
from tests.ui.stage import NARROW, NOW, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from textual.pilot import Pilot

    from inspector.lessons.model import Lesson
    from inspector.ui.lesson.course import Course

AT_ONCE = Pace(0, 0, 0)


class Solved(dict[str, int]):
    """The lessons that were solved, with how many commands."""

    def solved(self) -> Solved:
        return self

    def note(self, lesson: Lesson, commands: int) -> None:
        self[lesson.id] = commands


class LessonStage(Stage):
    """A running application with a lesson."""

    def __init__(self, guide: LessonGuide, app: LayerscopeApp, pilot: Pilot[int]) -> None:
        super().__init__(app, pilot)
        self.course: Course = guide.course
        self.solved: Solved = guide._records  # type: ignore[assignment]

    @property
    def run(self) -> LessonRun:
        return self.course.run

    @property
    def met(self) -> list[bool]:
        """Which conditions are met, in their order."""
        return [each.is_met for each in self.run.conditions]

    async def begun(self) -> None:
        """Wait until the lesson has begun."""
        while self.course.session is None:
            await self.pilot.pause(0.01)
            self.course.look()
        await self.settle()

    async def play(self, lesson: Lesson) -> list[bool]:
        """Have a solution played, which begins its lesson; return what was met at the beginning."""
        self.course.run = LessonRun(lesson, self.course._language)
        playing = asyncio.create_task(self.course.play())
        await asyncio.sleep(0)  # the lesson before is left
        while self.course.session is None and not playing.done():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        met = self.met
        await playing
        return met

    async def type(self, text: str) -> None:
        """Type a text and Enter."""
        await self.press(*text, "enter")

    async def press(self, *keys: str) -> None:
        await super().press(*keys)
        self.course.look()
        await self.settle()


@asynccontextmanager
async def learning(
    name: str,
    size: tuple[int, int] = NARROW,
    *,
    language: str = "en",
    pace: Pace = AT_ONCE,
    every: Sequence[Lesson] = (),
) -> AsyncIterator[LessonStage]:
    """Open a lesson of those there are, or of ``every``, and wait until it has begun."""
    found, solved = every or lessons(), Solved()
    lesson = next(each for each in found if each.id == name)
    app = LayerscopeApp(lesson_image(lesson, verifies=False), now=NOW)
    guide = LessonGuide(app, found, lesson, language, solved, pace=pace, verifies=False)
    app.lesson_guide = guide
    draw_by_hand(app)
    async with app.run_test(size=size) as pilot:
        stage = LessonStage(guide, app, pilot)
        await stage.settle()
        await stage.begun()
        yield stage

"""The lesson that is tried: begun, watched, played, and followed by the next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from rich.cells import cell_len

from inspector.lessons.errors import LessonError
from inspector.lessons.goal import goal_stack, prepare
from inspector.lessons.run import LessonRun
from inspector.ui.lesson.pace import READING
from inspector.ui.lesson.state import lesson_state_of
from inspector.ui.session.container import Container

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.screen import Screen

    from inspector.lessons.model import Lesson, SolutionStep
    from inspector.ui.lesson.pace import Pace
    from inspector.ui.lesson.state import Main
    from inspector.ui.session.session import Session

_LOOK_SECONDS = 0.02  # between looks at an image that is being read


class Host(Protocol):
    """The application around a lesson."""

    @property
    def looked_at(self) -> Main:
        """The main screen."""

    @property
    def screens(self) -> Sequence[Screen[object]]:
        """All screens that are open."""

    @property
    def is_held(self) -> bool:
        """Whether something works that keys wait for: no file system may be asked then."""

    async def open_image(self, lesson: Lesson) -> None:
        """Show a lesson's image as if the program had just started; keys wait until ``begun``."""

    def begun(self) -> None:
        """Have keys act again."""

    async def press(self, key: str) -> None:
        """Press a key, and wait until it has had its effect."""

    async def wait_until_idle(self) -> None:
        """Wait until all that was asked for is done."""

    def show_lesson(self) -> None:
        """Show anew what has become of the lesson."""

    def was_solved(self, lesson: Lesson) -> bool:
        """Whether a lesson was solved before."""

    def note_solved(self, lesson: Lesson, commands: int) -> None:
        """Remember that a lesson was solved, with so many commands."""

    def warn(self, text: str) -> None:
        """Say what is wrong."""


class Course:
    """One lesson at a time.

    Attributes:
        run: The try at it.
        was_solved: Whether it was solved before this try.
        is_folded: Whether the panel is a line alone.
        is_playing: Whether the solution is played.
        says: What is said meanwhile.
        read: The text that its panels show, and how many lines of it were read on: each screen
            has a panel of its own.

    """

    def __init__(
        self,
        host: Host,
        lessons: Sequence[Lesson],
        lesson: Lesson,
        language: str,
        pace: Pace = READING,
    ) -> None:
        self._host = host
        self._language = language
        self._pace = pace
        self._session: Session | None = None  # that the lesson has begun with
        self._left: Session | None = None  # that of the try before, shown until the next is opened
        self._seen = 0  # commands that were counted
        self.lessons = lessons
        self.is_folded = False
        self.is_playing = False
        self.says = ""
        self.read = ("", 0)
        self.run = LessonRun(lesson, language)
        self.was_solved = host.was_solved(lesson)

    @property
    def lesson(self) -> Lesson:
        return self.run.lesson

    @property
    def session(self) -> Session | None:
        """The image, once the lesson has begun."""
        return self._session

    @property
    def following(self) -> Lesson | None:
        """The next lesson, None after the last."""
        at = [each.id for each in self.lessons].index(self.lesson.id)
        return next(iter(self.lessons[at + 1 :]), None)

    def offers(self, name: str) -> bool:
        """Whether a key of the lesson, by what it does, has something to do now."""
        run = self.run
        if name == "hint":
            return not run.is_solved and run.next_hint is not None
        if name == "next":
            return self.following is not None and run.is_solved
        return name != "goal" or self.lesson.goal is not None

    # -- its course

    async def start(self, lesson: Lesson) -> None:
        """Begin a lesson; where it is the one that was tried, anew."""
        if lesson == self.lesson:
            self.run.reset()
        else:
            self.run = LessonRun(lesson, self._language)
        self._session, self._left = None, self._host.looked_at.session
        self.was_solved = self._host.was_solved(lesson)
        self._host.show_lesson()
        await self._host.open_image(lesson)

    def look(self) -> None:
        """See what the learner has done by now."""
        session = self._host.looked_at.session
        is_new = session is not self._session and session is not self._left
        if session is not None and is_new and session.usage is not None:
            self._begin(session)
        if self._session is None or session is not self._session or self._host.is_held:
            return
        self._count(session.container)
        was_solved = self.run.counts
        self.run.show(lesson_state_of(self._host.looked_at, session, self._host.screens))
        if self.run.counts and not was_solved:
            self._host.note_solved(self.lesson, self.run.commands)
        self._host.show_lesson()

    def _begin(self, session: Session) -> None:
        container = Container(
            session.image,
            session.tree,
            session.contents,
            lambda: int(session.now.timestamp()),
            self.lesson.volumes,
        )
        try:
            prepare(self.lesson, container.shell)
            container.start_here()
            self.run.goal = goal_stack(self.lesson, session.image, session.tree, session.contents)
        except LessonError as error:
            self._host.warn(str(error))
        session.container, self._session, self._seen = container, session, 0
        self._host.begun()

    def _count(self, container: Container | None) -> None:
        tried = container.tried if container is not None else []
        for each in tried[self._seen :]:
            self.run.ran(has_failed=each.has_failed)
        self._seen = len(tried)
        self.run.commands = container.commands if container is not None else 0

    # -- the solution

    async def play(self) -> None:
        """Begin anew, and do what the solution says, key by key, as a hand would."""
        self.is_playing = True
        try:
            await self.start(self.lesson)
            self.run.is_shown = True
            while self._session is None:
                self.look()
                await asyncio.sleep(_LOOK_SECONDS)
            await self._host.wait_until_idle()
            for action in self.lesson.solution:
                await self._do(action)
        finally:
            self.is_playing, self.says = False, ""
            self._host.show_lesson()

    async def _do(self, action: SolutionStep) -> None:
        self.says = action.said(self._language)
        self._host.show_lesson()
        await asyncio.sleep(self._pace.sentence(cell_len(self.says)))
        for key, seconds in _keys(action, self._pace):
            await asyncio.sleep(seconds)
            await self._host.press(key)
        await asyncio.sleep(self._pace.key)


def _keys(action: SolutionStep, pace: Pace) -> Iterator[tuple[str, float]]:
    """Yield the keys of a step, each with the seconds before it."""
    for key in action.keys:
        yield key, pace.key
    text = action.run if action.run is not None else action.type
    if text is not None:
        for letter in text:
            yield letter, pace.letter
        yield "enter", pace.key

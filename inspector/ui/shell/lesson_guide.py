"""A lesson over the screens of an application: its panel on each, its keys, its solution played."""

from __future__ import annotations

import asyncio
import unicodedata
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from textual.binding import BindingsMap
from textual.events import Key
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.screen import ModalScreen

from inspector.language import _
from inspector.lessons.catalogue import image_path
from inspector.text import printable
from inspector.ui.kit.pane import PanePlace, reveal
from inspector.ui.lesson.course import Course
from inspector.ui.lesson.goal import GoalScreen
from inspector.ui.lesson.listing import LessonList, LessonRows
from inspector.ui.lesson.pace import READING
from inspector.ui.lesson.panel import LessonPanel, bindings
from inspector.ui.session.selection import Selection
from inspector.ui.shell.image_job import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.worker import Worker

    from inspector.lessons.model import Lesson
    from inspector.ui.keys.app import KeyedApp
    from inspector.ui.lesson.pace import Pace
    from inspector.ui.shell.main_screen import MainScreen

_LOOK_SECONDS = 0.2  # between looks at what no key has done
_POLL_SECONDS = 0.005
_PATIENCE = 1.0
_CHECKS = "verify"  # the group of the job that waits until no one uses the screen
_OWN = "lesson"  # and of what plays a solution
_LOW_ROWS = 16


class Records(Protocol):
    """Which lessons were solved."""

    def solved(self) -> Collection[str]:
        """Return the names of those that were."""

    def note(self, lesson: Lesson, commands: int) -> None:
        """Remember that one was, with so many commands."""


class LessonGuide:
    """Lays a lesson over every screen of an application but dialogs, and does what its keys ask."""

    def __init__(
        self,
        app: KeyedApp,
        lessons: Sequence[Lesson],
        lesson: Lesson,
        language: str,
        records: Records,
        *,
        pace: Pace = READING,
        verifies: bool = True,
    ) -> None:
        self._app = app
        self._main: MainScreen | None = None
        self._records = records
        self._language = language
        self._verifies = verifies
        self._playing: Worker[None] | None = None
        self.course = Course(self, lessons, lesson, language, pace)

    def begin(self, main: MainScreen) -> None:
        """Lay the lesson over each screen that comes."""
        app, self._main = self._app, main
        self.course.is_folded = app.size.height < _LOW_ROWS
        app._bindings = BindingsMap.merge([app._bindings, BindingsMap(bindings())])  # noqa: SLF001
        app.queue.swallows, app.queue.watch = self._stop, self.course.look
        app.screen_change_signal.subscribe(app, self._screen_changed)
        app.call_later(self._screen_changed, main)
        app.set_interval(_LOOK_SECONDS, self.course.look)

    def _screen_changed(self, screen: Screen[object]) -> None:
        if isinstance(screen, ModalScreen):
            return
        panel = next((each for each in screen.children if isinstance(each, LessonPanel)), None)
        if panel is not None:
            panel.resume()
        else:
            screen.mount(LessonPanel(self.course))

    @property
    def _panels(self) -> list[LessonPanel]:
        """Those of the screens that are seen, or may be again."""
        found = (each for screen in self._app.screen_stack for each in screen.children)
        return [each for each in found if isinstance(each, LessonPanel) and each.children]

    @property
    def _panel(self) -> LessonPanel | None:
        """That of the screen on top."""
        return next((each for each in self._panels if each.screen is self._app.screen), None)

    # -- the solution

    def _stop(self) -> bool:
        """Have what the user presses stop the solution that is played, and do nothing else."""
        playing, self._playing = self._playing, None
        if playing is None or playing.is_finished:
            return False
        playing.cancel()
        return True

    async def press(self, key: str) -> None:
        """Press a key as a hand would, and wait until nothing works on it any more."""
        await self._app.queue.press((_event(key),))
        await self.wait_until_idle()
        self.course.look()

    async def wait_until_idle(self) -> None:
        """Wait until no key waits and nothing works any more."""
        app, is_done = self._app, False
        while not is_done:
            while not self._is_idle:  # noqa: ASYNC110 - threads do not tell
                await asyncio.sleep(_POLL_SECONDS)
            # What a key asks for may go from a screen to the application, and open another one;
            # or to another list, which asks in its turn.
            for part in (self.looked_at, app, self.looked_at, app, app.screen):
                await _handled(part)
            is_done = not any(each.message_queue_size for each in self._parts) and self._is_idle

    @property
    def _parts(self) -> Iterator[MessagePump]:
        """The application, and all that is on its screens."""
        yield self._app
        for screen in self._app.screen_stack:
            yield from screen.walk_children(with_self=True)

    @property
    def _is_idle(self) -> bool:
        awaited = (each for each in self._app.workers if each.group not in {_CHECKS, _OWN})
        return self._app.queue.is_idle and all(each.is_finished for each in awaited)

    # -- what the course asks for

    @property
    def looked_at(self) -> MainScreen:
        """The main screen."""
        if self._main is None:
            raise RuntimeError("the lesson has not begun")
        return self._main

    @property
    def screens(self) -> Sequence[Screen[object]]:
        """All screens that are open."""
        return self._app.screen_stack

    @property
    def is_held(self) -> bool:
        """Whether something works that keys wait for, or the program ends."""
        return self._app.queue.is_held or not self._app.is_running

    async def open_image(self, lesson: Lesson) -> None:
        """Show a lesson's image as if the program had just started; keys wait until ``begun``."""
        app, main = self._app, self.looked_at
        await app.hold_keys()
        while app.screen is not main:
            app.pop_screen()
        main.selection = replace(Selection(), sort=main.selection.sort)
        reveal(main.panes.tabs[0])
        main.go_into(next(pane for pane in main.panes if pane.PLACE is PanePlace.LEFT))
        main.image_loading.open(lesson_image(lesson, verifies=self._verifies))

    def begun(self) -> None:
        """Have keys act again."""
        self._app.release_keys()

    def show_lesson(self) -> None:
        """Show anew what has become of the lesson."""
        if (panel := self._panel) is not None:
            panel.show()

    def was_solved(self, lesson: Lesson) -> bool:
        """Whether a lesson was solved before."""
        return lesson.id in self._records.solved()

    def note_solved(self, lesson: Lesson, commands: int) -> None:
        """Remember that a lesson was solved."""
        self._records.note(lesson, commands)

    def warn(self, text: str) -> None:
        """Say what is wrong."""
        self._app.notify(printable(text), severity="error", markup=False)

    # -- what keys do

    async def act(self, name: str) -> None:
        """Do what a key of the lesson is for."""
        course = self.course
        actions: Mapping[str, Callable[[], object]] = {
            "fold": self._fold,
            "more": self._show_more,
            "hint": course.run.hint,
            "goal": self._show_goal,
            "list": self._list_lessons,
            "solution": self._play,
        }
        if isinstance(self._app.screen, ModalScreen):
            return
        if name in actions:
            # What they show would not be seen.
            if course.is_folded and name in {"hint", "more"}:
                self._fold()
            actions[name]()
            self.show_lesson()
        elif name == "reset":
            await course.start(course.lesson)
        elif course.following is not None:
            await course.start(course.following)

    def _fold(self) -> None:
        self.course.is_folded = not self.course.is_folded
        for panel in self._panels:
            panel.fit()

    def _show_more(self) -> None:
        if (panel := self._panel) is not None:
            panel.more()

    def _show_goal(self) -> None:
        app, course = self._app, self.course
        if isinstance(app.screen, GoalScreen):
            app.pop_screen()
        elif course.lesson.goal is None:
            app.notify(_("This lesson asks for no writable layer: there is no goal to show."))
        elif course.session is not None:
            app.push_screen(GoalScreen(course.run, course.session))

    def _list_lessons(self) -> None:
        app, lessons = self._app, self.course.lessons
        if isinstance(app.screen, LessonList):
            app.pop_screen()
            return
        rows = LessonRows(lessons, self._records.solved(), self._language)
        at = [each.id for each in lessons].index(self.course.lesson.id)
        app.push_screen(LessonList(rows, at), self._begin_chosen)

    async def _begin_chosen(self, name: str | None) -> None:
        chosen = next((each for each in self.course.lessons if each.id == name), None)
        if chosen is not None:
            await self.course.start(chosen)

    def _play(self) -> None:
        self._playing = self._app.run_worker(self.course.play(), group=_OWN)


def lesson_image(lesson: Lesson, *, verifies: bool = True) -> Wanted:
    """Return what is to be opened for a lesson."""
    return Wanted(str(image_path(lesson)), lesson.tag, verifies=verifies)


async def _handled(part: MessagePump) -> None:
    """Wait until a part of the screen has handled what it was told by now."""
    handled = asyncio.Event()
    part.call_later(handled.set)
    with suppress(TimeoutError):  # it may be closing
        await asyncio.wait_for(handled.wait(), _PATIENCE)


def _event(name: str) -> Key:
    """Return a key press by the name that Textual has for the key, or by its character."""
    if len(name) == 1:
        return Key(name if name.isalnum() else _character_to_key(name), name)
    try:
        return Key(name, unicodedata.lookup(_get_unicode_name_from_key(name)))
    except KeyError:
        return Key(name, None)

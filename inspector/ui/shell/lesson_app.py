"""The application with a lesson over its screens."""

from __future__ import annotations

import asyncio
import unicodedata
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from textual.events import Key, Paste
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.screen import ModalScreen

from inspector.lessons.catalogue import image_path
from inspector.text import printable
from inspector.ui.keys.queue import KeyBurst, KeyDone
from inspector.ui.kit.pane import Place, reveal
from inspector.ui.lesson.course import Course
from inspector.ui.lesson.goal import GoalScreen
from inspector.ui.lesson.keys import LessonKeys
from inspector.ui.lesson.listing import LessonList, LessonRows
from inspector.ui.lesson.pace import READING
from inspector.ui.lesson.panel import LessonPanel
from inspector.ui.session.selection import Selection
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.loader import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from textual.events import Event
    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.worker import Worker

    from inspector.lessons.model import Lesson
    from inspector.ui.keys.actions import Keymap
    from inspector.ui.lesson.pace import Pace
    from inspector.ui.session.settings import Memory
    from inspector.ui.shell.main_screen import MainScreen

_LOOK_SECONDS = 0.2  # between looks at what no key has done
_REST_SECONDS = 0.005
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


class LessonApp(LessonKeys, LayerscopeApp):
    """Shows the image of a lesson, and the lesson over every screen but dialogs."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        lesson: Lesson,
        language: str,
        records: Records,
        *,
        pace: Pace = READING,
        verifies: bool = True,
        now: datetime | None = None,
        memory: Memory | None = None,
        keymap: Keymap | None = None,
    ) -> None:
        self._verifies = verifies
        super().__init__(self._wanted(lesson), now=now, memory=memory, keymap=keymap)
        self._records = records
        self._language = language
        self._playing: Worker[None] | None = None
        self.course = Course(self, lessons, lesson, language, pace)

    def _wanted(self, lesson: Lesson) -> Wanted:
        return Wanted(str(image_path(lesson)), verifies=self._verifies)

    def on_mount(self) -> None:
        """Lay the lesson over each screen that comes."""
        self.course.is_folded = self.size.height < _LOW_ROWS
        self.screen_change_signal.subscribe(self, self._screen_changed)
        self.call_later(self._screen_changed, self._main)
        self.set_interval(_LOOK_SECONDS, self.course.look)

    def _screen_changed(self, screen: Screen[object]) -> None:
        if isinstance(screen, ModalScreen):
            return
        if screen.query(LessonPanel):
            self.show_lesson()
        else:
            screen.mount(LessonPanel(self.course))

    def on_resize(self) -> None:
        """Have the lesson fit, once the new size is known."""
        self.call_later(self._fit)

    def _fit(self) -> None:
        for panel in self._panels:
            panel.fit()

    @property
    def _panels(self) -> list[LessonPanel]:
        """Those that are laid out: of the screens that are seen, or may be again."""
        found = (panel for screen in self.screen_stack for panel in screen.query(LessonPanel))
        return [panel for panel in found if panel.is_mounted and panel.children]

    # -- keys

    async def on_event(self, event: Event) -> None:
        """Have any key stop the solution that is played; it does nothing else."""
        if isinstance(event, KeyBurst | Key | Paste) and not event.is_forwarded and self._stop():
            return
        await super().on_event(event)

    async def on_key_done(self, event: KeyDone) -> None:
        """Look at what a key has done before the next is dispatched."""
        del event
        self.course.look()

    def _stop(self) -> bool:
        playing, self._playing = self._playing, None
        if playing is None or playing.is_finished:
            return False
        playing.cancel()
        return True

    async def press(self, key: str) -> None:
        """Press a key as a hand would, and wait until nothing works on it any more."""
        await self._queue.take((_event(key),))
        await self.rest()
        self.course.look()

    async def rest(self) -> None:
        """Wait until no key waits and nothing works any more."""
        is_done = False
        while not is_done:
            while not self._rests:  # noqa: ASYNC110 - threads do not tell
                await asyncio.sleep(_REST_SECONDS)
            # What a key asks for may go from a screen to the application, and open another one.
            for part in (self._main, self, self._main, self, self.screen):
                await _handled(part)
            is_done = self._rests

    @property
    def _rests(self) -> bool:
        awaited = (each for each in self.workers if each.group not in {_CHECKS, _OWN})
        return self._queue.is_at_rest and all(each.is_finished for each in awaited)

    # -- what the course asks for

    @property
    def looked_at(self) -> MainScreen:
        """The main screen."""
        return self._main

    @property
    def is_held(self) -> bool:
        """Whether something works that keys wait for, or the program ends."""
        return self._queue.is_held or not self.is_running

    async def open_image(self, lesson: Lesson) -> None:
        """Show a lesson's image as if the program had just started; keys wait until ``begun``."""
        await self.hold_keys()
        main = self._main
        while self.screen is not main:
            self.pop_screen()
        main.selection = replace(Selection(), sort=main.selection.sort)
        reveal(main.panes.tabs[0])
        main.go_into(next(pane for pane in main.panes if pane.PLACE is Place.LEFT))
        main.loader.open(self._wanted(lesson))

    def begun(self) -> None:
        """Have keys act again."""
        self.release_keys()

    def show_lesson(self) -> None:
        """Show anew what has become of the lesson."""
        for panel in self._panels:
            if panel.screen is self.screen:
                panel.show()

    def note_solved(self, lesson: Lesson, commands: int) -> None:
        """Remember that a lesson was solved."""
        self._records.note(lesson, commands)

    def warn(self, text: str) -> None:
        """Say what is wrong."""
        self.notify(printable(text), severity="error", markup=False)

    # -- what keys do

    async def action_lesson(self, name: str) -> None:
        """Do what a key of the lesson is for."""
        if isinstance(self.screen, ModalScreen):
            return
        actions: Mapping[str, Callable[[], object]] = {
            "fold": self._fold,
            "more": self._show_more,
            "hint": self._give_hint,
            "goal": self._show_goal,
            "list": self._list_lessons,
            "solution": self._play,
        }
        if name in actions:
            actions[name]()
            self.show_lesson()
        elif name == "reset":
            await self.course.start(self.course.lesson)
        elif self.course.following is not None:
            await self.course.start(self.course.following)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what a lesson has: of its keys, those that do something."""
        if action != "lesson":
            return super().check_action(action, parameters)
        course, (name,) = self.course, parameters
        if name == "goal":
            return course.lesson.goal is not None
        if name == "hint":
            return len(course.run.hints_given) < len(course.run.words.hints)
        if name == "next":
            return course.following is not None and (course.run.is_solved or self._is_known)
        return True

    @property
    def _is_known(self) -> bool:
        """Whether the lesson was solved before."""
        return self.course.lesson.id in self._records.solved()

    def _fold(self) -> None:
        self.course.is_folded = not self.course.is_folded
        self._fit()

    def _show_more(self) -> None:
        for panel in self._panels:
            if panel.screen is self.screen:
                panel.more()

    def _give_hint(self) -> None:
        self.course.run.hint()

    def _show_goal(self) -> None:
        if isinstance(self.screen, GoalScreen):
            self.pop_screen()
        elif self.course.session is not None:
            self.push_screen(GoalScreen(self.course.run, self.course.session))

    def _list_lessons(self) -> None:
        lessons, now = self.course.lessons, self.course.lesson
        if isinstance(self.screen, LessonList):
            self.pop_screen()
            return
        rows = LessonRows(lessons, self._records.solved(), self._language)
        at = [each.id for each in lessons].index(now.id)
        self.push_screen(LessonList(rows, at), self._begin_chosen)

    async def _begin_chosen(self, name: str | None) -> None:
        chosen = next((each for each in self.course.lessons if each.id == name), None)
        if chosen is not None:
            await self.course.start(chosen)

    def _play(self) -> None:
        self._playing = self.run_worker(self.course.play(), group=_OWN)


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

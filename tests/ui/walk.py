"""Cases that are walked through one application: each begins as if it had just been opened.

The screen is shown the same image once more, as it is shown another one. Where a case has left
something that is seen, the next has an application of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.ui.kit.filter_line import FilterLine
from inspector.ui.session.text_history import TextHistory
from inspector.ui.widgets.rows import Rows
from tests.cases import walked
from tests.ui.stage import Stage

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

Case = Callable[[Stage], Awaitable[None]]


class _Beginning:
    """How an application is once its image was opened."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        main = stage.main
        self._session, self._tab, self._focused = main.session, main.tabs.active, main.focused
        self._base = main.session.base if main.session is not None else None
        self._selection = replace(main.selection, step=None, node=None, wanted=None)
        self._settings = main.memory.settings
        self._seen = self._now

    @property
    def _now(self) -> tuple[object, ...]:
        main, app = self._stage.main, self._stage.app
        step = main.selection.step
        place = None if step is None else (step.layer, step.top, step.first)
        chosen = replace(main.selection, step=None), place
        return self._stage.text, chosen, main.focused, main.memory.settings, app.theme, app.size

    async def again(self) -> bool:
        """Return to it; say whether that is what is seen."""
        stage, main, session = self._stage, self._stage.main, self._session
        if session is None or main.session is not session:
            return False
        while len(stage.app.screen_stack) > 1:
            stage.app.pop_screen()
        await stage.pilot.pause()
        stage.app.clear_notifications()
        main.memory.settings = self._settings
        session.base = self._base
        main.tabs.active = self._tab
        main.set_focus(self._focused)
        for line in main.query(FilterLine):
            line.history = TextHistory()
        main.selection = self._selection
        main.choose()
        main.show_session(session)
        await stage.settle()
        if self._now != self._seen:
            for rows in main.query(Rows):
                rows.scroll_to(0, 0, animate=False)
                rows.vertical_scrollbar.position = 0
            await stage.settle()
        return self._now == self._seen


class Walk(list[Case]):
    """Cases of one image."""

    def __call__(self, case: Case) -> Case:
        """Add a case."""
        self.append(case)
        return case

    async def through(self, opened: Callable[[], AbstractAsyncContextManager[Stage]]) -> None:
        """Try all of them; each that fails is named."""
        left = self[::-1]
        with walked() as case:
            while left:
                async with opened() as stage:
                    beginning = _Beginning(stage)
                    is_there = True
                    while is_there and left:
                        now = left.pop()
                        with case(now.__name__):
                            await now(stage)
                        is_there = bool(left) and await beginning.again()

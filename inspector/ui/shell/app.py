"""The application: starts the load, owns theme and keymap, and knows the exit code."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.scrollbar import ScrollBar

from inspector.language import _
from inspector.text import printable
from inspector.ui.session import messages
from inspector.ui.session.settings import Memory
from inspector.ui.shell.app_keys import AppKeys
from inspector.ui.shell.features import opener_of
from inspector.ui.shell.main_screen import MainScreen
from inspector.ui.shell.pane_screen import PaneScreen
from inspector.ui.shell.presentation import turn_presentation
from inspector.ui.shell.terminal.colors import Palette256
from inspector.ui.shell.terminal.drawing import DrawingApp
from inspector.ui.shell.terminal.signals import EndingApp
from inspector.ui.shell.themes import fitting_theme
from inspector.ui.widgets.scroll_bar import ThinScrollBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.screen import Screen

    from inspector.ui.keys.actions import Action, Keymap
    from inspector.ui.shell.image_job import Wanted
    from inspector.ui.shell.lesson_guide import LessonGuide

# Without colours, Textual's own cursors cannot be seen. Its scrollbars are as loud as a cursor.
_STYLE = """
Widget {
    border-title-style: bold;
    scrollbar-size-vertical: 1;
    scrollbar-color: $foreground 30%;
    scrollbar-color-hover: $foreground 60%;
    scrollbar-color-active: $border;
    scrollbar-background: transparent;
    scrollbar-background-hover: transparent;
    scrollbar-background-active: transparent;
}
Input:nocolor > .input--cursor { text-style: reverse; }
Input:nocolor > .input--selection { text-style: underline; }
App.-presenting {
    & .wide-only, & Tabs, & PathLine, & KeyLine { display: none; }
}
"""

# Below so many rows, messages hide much: they are shown one at a time, and not for long.
_LOW_ROWS = 16
_LOW_SECONDS = 2.5


class LayerscopeApp(AppKeys, DrawingApp, EndingApp):
    """Shows one archive."""

    TITLE = "Layerscope"

    CSS = _STYLE

    lesson_guide: LessonGuide | None = None  # a lesson over the screens
    _remembers_theme = False  # whether a theme that is set is the user's choice

    def __init__(
        self,
        wanted: Wanted,
        *,
        now: datetime | None = None,
        memory: Memory | None = None,
        keymap: Keymap | None = None,
    ) -> None:
        super().__init__(_all_actions)
        ScrollBar.renderer = ThinScrollBar
        self.keys = keymap
        self.memory = memory or Memory()
        clock = partial(datetime.now, UTC) if now is None else lambda: now
        self._main = MainScreen(wanted, clock, self.memory)

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    def on_mount(self) -> None:
        """Set the theme, and start the load."""
        self.screen_change_signal.subscribe(self, lambda _: self.clear_notifications())
        theme = self.memory.settings.theme
        if theme in self.available_themes:
            self.theme = theme
        else:
            self.theme = fitting_theme(self.theme, os.environ, is_plain=_is_plain(self))
        self._remembers_theme = True
        self.take_keys()
        _complain_of_keys(self)
        if self.lesson_guide is not None:
            self.lesson_guide.begin(self._main)

    def notify(self, message: str, *, timeout: float | None = None, **others: Any) -> None:  # noqa: ANN401
        """Show a message for a moment: never twice, and on a low screen one at a time."""
        if self.size.height < _LOW_ROWS:
            self.clear_notifications()
            timeout = _LOW_SECONDS
        elif [each.message for each in self._notifications][-1:] == [message]:
            return
        super().notify(message, timeout=timeout, **others)

    def clear_notifications(self) -> None:
        """Take all messages away, also where Textual would leave them below another screen."""
        super().clear_notifications()
        for screen in self.screen_stack:
            screen.query("ToastRack").set(display=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is done to each line that is drawn."""
        return _filters(self, super().get_line_filters())

    def watch_theme(self, theme: str) -> None:
        """Remember the theme that the user chose."""
        if self._remembers_theme:
            self.memory.change(theme=theme)

    def action_help(self) -> None:
        """Show the help of what has the focus, and of all else."""
        from inspector.ui.shell.help import help_text
        from inspector.ui.shell.help_dialog import HelpDialog

        self.push_screen(HelpDialog(help_text(self, self.screen)))

    def action_command_palette(self) -> None:
        """Open the palette of commands, unless it is open."""
        from inspector.ui.shell.commands import commands_of
        from inspector.ui.shell.palette.screen import Palette

        if not isinstance(below := self.screen, Palette):
            run = partial(_run_chosen, self, below, self._main)
            self.push_screen(Palette(commands_of(self, below), below), run)

    def action_change_theme(self) -> None:
        """Preview themes; set the one that is chosen, or else the current one again."""
        from inspector.ui.shell.theme_dialog import ThemeDialog

        current, self._remembers_theme = self.theme, False

        def keep(chosen: str | None) -> None:
            self._remembers_theme = True
            self.theme = chosen or current
            if chosen is not None:
                self.memory.change(theme=chosen)

        self.push_screen(ThemeDialog(sorted(self.available_themes), current), keep)

    def action_present(self) -> None:
        """Show less, and larger, or all again."""
        turn_presentation(self, self._main)

    async def action_lesson(self, name: str) -> None:
        """Do what a key of the lesson is for."""
        if self.lesson_guide is not None:
            await self.lesson_guide.act(name)

    @on(messages.Opening)
    def _open(self, event: messages.Opening) -> None:
        # One of its kind that is open gives way.
        if type(self.screen) is type(opened := opener_of(type(event))(event)):
            self.pop_screen()
        self.push_screen(opened, self._answer)

    @on(messages.Request)
    def _pass_on(self, event: messages.Request) -> None:
        """Pass on to the panes what a screen over them asks for while it stays open."""
        _panes(self).post_message(event)

    def _answer(self, asked: object) -> None:
        """Pass on to the panes what a screen over them was closed with."""
        if isinstance(asked, Message):
            _panes(self).post_message(asked)

    async def action_quit(self) -> None:
        """Leave at once."""
        self.exit(self.exit_code)

    @property
    def exit_code(self) -> int:
        """What the command returns: whether all that was read could be."""
        return int(self._main.image_loading.exit_code)

    def complaints(self) -> list[str]:
        """Return a line for all that could not be read or done, for after the screen is gone."""
        return [
            *(self.keys.complaints if self.keys else ()),
            *self._main.image_loading.complaints(),
        ]


def _panes(app: LayerscopeApp) -> PaneScreen:
    """Return the panes on top: those of the image, or of two."""
    return next(each for each in reversed(app.screen_stack) if isinstance(each, PaneScreen))


def _filters(app: LayerscopeApp, usual: Sequence[LineFilter]) -> Sequence[LineFilter]:
    """Return the filters of lines that fit the terminal; without colours, none is left.

    Textual would draw in shades of grey, and black on black in a theme of the terminal's own.
    """
    if app.no_color:
        return [*(each for each in usual if not isinstance(each, Monochrome)), NoColor()]
    if app.console.color_system == "256" and not app.is_headless:
        return [*usual, Palette256()]
    return usual


def _run_chosen(
    app: LayerscopeApp,
    below: Screen[Any],
    main: MainScreen,
    chosen: Callable[[], object] | None,
) -> None:
    """Run what was chosen in the palette."""
    if chosen is not None:
        app.call_later(chosen)
    # What it asks for goes from the screen below over the application to the main screen.
    app.call_later(below.call_later, app.call_later, main.call_later, app.release_keys)


def _complain_of_keys(app: LayerscopeApp) -> None:
    """Say the first that is wrong with the user's keys: all of it is said at the end."""
    if app.keys is not None and (complaints := app.keys.complaints):
        app.notify(_first_of(complaints), title=_("Keys"), severity="warning", markup=False)


def _is_plain(app: LayerscopeApp) -> bool:
    """Whether the terminal has at most sixteen colours, or its user wants none."""
    has_few = app.console.color_system in {None, "standard"} and not app.is_headless
    return has_few or app.no_color


def _first_of(complaints: Sequence[str]) -> str:
    first, more = printable(complaints[0]), len(complaints) - 1
    if not more:
        return first
    return _("{complaint} (+{more:,} more, printed on exit)").format(complaint=first, more=more)


def _all_actions() -> Mapping[str, Action]:
    # They are those of all parts of the screen: the first frame does not wait for them.
    from inspector.ui.shell.keymap.table import all_actions

    return all_actions()

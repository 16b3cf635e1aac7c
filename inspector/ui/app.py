"""The application: starts the load, owns theme and keymap, and knows the exit code."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from inspector.errors import ExitCode
from inspector.formats.source import STDIN
from inspector.formats.stream import take_keyboard
from inspector.text import printable
from inspector.ui.loading import Wanted, find_image
from inspector.ui.screens.main import MainScreen
from inspector.ui.settings import Memory, settings_path
from inspector.ui.terminal import drawn_on_terminal
from inspector.ui.themes import fitting_theme

if TYPE_CHECKING:
    from textual.screen import Screen

    from inspector.cache import LayerCache


class LayerscopeApp(App[int]):
    """Shows one archive."""

    TITLE = "Layerscope"

    _is_dressed = False  # whether the theme is the user's own choice from now on

    def __init__(
        self, wanted: Wanted, *, now: datetime | None = None, memory: Memory | None = None
    ) -> None:
        super().__init__()
        self._wanted = wanted
        self.memory = memory or Memory()
        self._main = MainScreen(wanted, now or datetime.now(UTC), self.memory)

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    def on_mount(self) -> None:
        """Put on the theme, and start the load."""
        theme = self.memory.settings.theme
        if theme in self.available_themes:
            self.theme = theme
        else:
            self.theme = fitting_theme(self.theme, os.environ, is_plain=self._is_plain)
        self._is_dressed = True
        load = partial(find_image, self._main.post_message, self._wanted)
        self._main.run_worker(load, group="load", exclusive=True, thread=True)

    def watch_theme(self, theme: str) -> None:
        """Remember the theme that the user chose."""
        if self._is_dressed:
            self.memory.change(theme=theme)

    async def action_quit(self) -> None:
        """Leave at once."""
        self.exit(self.exit_code)

    @property
    def _is_plain(self) -> bool:
        """Whether the terminal has at most sixteen colours, or its user wants none."""
        has_few = self.console.color_system in {None, "standard"} and not self.is_headless
        return has_few or self.no_color

    @property
    def exit_code(self) -> int:
        """What the command returns: whether all that was read could be."""
        failure, session = self._main.failure, self._main.session
        if failure is not None:
            return int(failure.exit_code)
        is_partial = session is not None and (session.troubles or session.image.archive.damage)
        return int(ExitCode.PARTIAL if is_partial else ExitCode.OK)

    def complaints(self) -> list[str]:
        """Return a line for all that could not be read, for after the screen is gone."""
        failure, session = self._main.failure, self._main.session
        if failure is not None:
            return [str(failure)]
        if session is None:
            return []
        reference, damage = self._wanted.reference, session.image.archive.damage
        found = session.troubles.items()
        lines = [f"{reference}: layer {layer}: {error}" for layer, error in found]
        if damage is not None and not lines:
            lines.append(f"{reference}: the archive is damaged: {damage}")
        return lines


def run_screen(
    reference: str, name: str | None, platform: str | None, cache: LayerCache | None = None
) -> int:
    """Show an image until the user leaves; return the exit code.

    Raises UsageError where the archive comes on stdin and there is no terminal for the keys.
    """
    stdin = take_keyboard() if reference == STDIN else 0
    wanted = Wanted(reference, name, platform, cache, stdin, verifies=True)
    app = LayerscopeApp(wanted, memory=Memory(settings_path()))
    with drawn_on_terminal():
        code = app.run()
    for line in app.complaints():
        text = "\n".join(printable(part) for part in line.split("\n"))
        sys.stderr.write(f"layerscope: {text}\n")
    return app.exit_code if code is None else code

"""The application: starts the load, owns theme and keymap, and knows the exit code."""

from __future__ import annotations

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
from inspector.ui.terminal import drawn_on_terminal

if TYPE_CHECKING:
    from textual.screen import Screen

    from inspector.cache import LayerCache


class LayerscopeApp(App[int]):
    """Shows one archive."""

    TITLE = "Layerscope"

    def __init__(self, wanted: Wanted, *, now: datetime | None = None) -> None:
        super().__init__()
        self._wanted = wanted
        self._main = MainScreen(wanted, now or datetime.now(UTC))

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    def on_mount(self) -> None:
        """Start the load."""
        load = partial(find_image, self._main.post_message, self._wanted)
        self._main.run_worker(load, group="load", exclusive=True, thread=True)

    async def action_quit(self) -> None:
        """Leave at once."""
        self.exit(self.exit_code)

    @property
    def exit_code(self) -> int:
        """What the command returns: whether all that was read could be."""
        failure, session = self._main.failure, self._main.session
        if failure is not None:
            return int(failure.exit_code)
        is_partial = session is not None and (session.image.errors or session.image.archive.damage)
        return int(ExitCode.PARTIAL if is_partial else ExitCode.OK)

    def complaints(self) -> list[str]:
        """Return a line for all that could not be read, for after the screen is gone."""
        failure, session = self._main.failure, self._main.session
        if failure is not None:
            return [str(failure)]
        if session is None:
            return []
        reference, image = self._wanted.reference, session.image
        damage = image.archive.damage
        lines = [f"{reference}: layer {each.index}: {error}" for each, error in image.errors]
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
    app = LayerscopeApp(Wanted(reference, name, platform, cache, stdin, verifies=True))
    with drawn_on_terminal():
        code = app.run()
    for line in app.complaints():
        text = "\n".join(printable(part) for part in line.split("\n"))
        sys.stderr.write(f"layerscope: {text}\n")
    return app.exit_code if code is None else code

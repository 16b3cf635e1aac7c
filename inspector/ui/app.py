"""The application: starts the load, owns theme and keymap, and knows the exit code."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from inspector.errors import ExitCode
from inspector.text import printable
from inspector.ui.loading import find_image
from inspector.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from textual.screen import Screen


class LayerscopeApp(App[int]):
    """Shows one archive."""

    TITLE = "Layerscope"

    def __init__(
        self,
        reference: str,
        name: str | None = None,
        platform: str | None = None,
        *,
        now: datetime | None = None,
    ) -> None:
        super().__init__()
        self._asked = (reference, name, platform)
        self._main = MainScreen(reference, now or datetime.now(UTC))

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    def on_mount(self) -> None:
        """Start the load."""
        load = partial(find_image, self._main.post_message, *self._asked)
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
        partial_read = session is not None and session.image.errors
        return int(ExitCode.PARTIAL if partial_read else ExitCode.OK)

    def complaints(self) -> list[str]:
        """Return a line for all that could not be read, for after the screen is gone."""
        failure, session = self._main.failure, self._main.session
        if failure is not None:
            return [str(failure)]
        errors = session.image.errors if session is not None else []
        return [f"{self._asked[0]}: layer {layer.index}: {error}" for layer, error in errors]


def run_screen(reference: str, name: str | None, platform: str | None) -> int:
    """Show an image until the user leaves; return the exit code."""
    app = LayerscopeApp(reference, name, platform)
    code = app.run()
    for line in app.complaints():
        text = "\n".join(printable(part) for part in line.split("\n"))
        sys.stderr.write(f"layerscope: {text}\n")
    return app.exit_code if code is None else code

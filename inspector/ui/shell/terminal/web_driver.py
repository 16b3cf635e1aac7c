"""Textual's driver for browsers, which here ends with its server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from textual.drivers.web_driver import WebDriver

if TYPE_CHECKING:

    class _WebDriverApp(Protocol):
        def hang_up(self) -> None: ...


class BrowserDriver(WebDriver):
    """Ends the screen with its server, however that ended: Textual's waits for ever."""

    def run_input_thread(self) -> None:
        """Read keys until there are no more."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            cast("_WebDriverApp", self._app).hang_up()

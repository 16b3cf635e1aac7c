"""Does what takes some frames once the cursor stops: not for each row that is passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer
    from textual.widget import Widget

SHORT = 0.05  # seconds: laying text out anew takes a frame


class Debounce:
    """Calls ``then`` some seconds after the last ``begin``; ``SHORT`` unless others are given."""

    def __init__(
        self, owner: Widget, then: Callable[[], object], seconds: float | None = None
    ) -> None:
        self._owner = owner
        self._then = then
        self._seconds = seconds
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Wait from now on."""
        self.stop()
        seconds = SHORT if self._seconds is None else self._seconds
        self._timer = self._owner.set_timer(seconds, self._then)

    def stop(self) -> None:
        """Wait no longer."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

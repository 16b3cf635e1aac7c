"""How far something is, on a terminal's stderr, for people who wait."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from inspector.cli.kit.streams import tell

if TYPE_CHECKING:
    from collections.abc import Callable

# Shown after this many seconds, this often.
_PATIENCE = 1.0
_INTERVAL = 0.2


class ProgressLine:
    """A line that is written over again, where stderr is a terminal (``is_wanted``)."""

    def __init__(self) -> None:
        self.is_wanted = sys.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._width = 0

    def show(self, told: Callable[[], str]) -> None:
        """Write what is ``told``, unless it is too early."""
        now = time.monotonic()
        if not self.is_wanted or now < self._next:
            return
        self._next = now + _INTERVAL
        self._write(told())

    def end(self) -> None:
        """Wipe the line."""
        if self._width:
            self._write("")
            tell("\r")

    def _write(self, line: str) -> None:
        from inspector.exports.layout.cells import display_width  # most commands show no line

        width = display_width(line)
        tell("\r" + line + " " * (self._width - width))
        self._width = width

"""Tells on a terminal how much of an archive has come that must be copied before it is read."""

from __future__ import annotations

import sys
import time

from inspector.cli.streams import tell
from inspector.text import human_size, printable

# As for layers: for people who wait, after this many seconds, this often.
_PATIENCE = 1.0
_INTERVAL = 0.2


class Receiving:
    """A Progress for ``open_archive`` that writes to stderr, where that is a terminal."""

    def __init__(self, reference: str) -> None:
        self._name = "standard input" if reference == "-" else printable(reference)
        self._read = 0
        self._next = time.monotonic() + _PATIENCE
        self._width = 0
        self._is_wanted = sys.stderr.isatty()

    def advance(self, size: int, /) -> None:
        """Hear of more bytes."""
        self._read += size
        now = time.monotonic()
        if not self._is_wanted or now < self._next:
            return
        self._next = now + _INTERVAL
        told = human_size(self._read) if self._read else "waiting"
        self._show(f"reading {self._name}  {told}")

    def end(self) -> None:
        """Wipe the line."""
        if self._width:
            self._show("")
            tell("\r")

    def _show(self, line: str) -> None:
        tell("\r" + line.ljust(self._width))
        self._width = len(line)

"""Tells on a terminal how much of an archive has come that must be copied before it is read."""

from __future__ import annotations

from inspector.cli.kit.progress import ProgressLine
from inspector.language import _
from inspector.text import human_size, printable


class Receiving:
    """A Progress for ``open_archive`` that writes to stderr, where that is a terminal."""

    def __init__(self, reference: str) -> None:
        self._name = _("standard input") if reference == "-" else printable(reference)
        self._read = 0
        self._line = ProgressLine()

    def advance(self, size: int, /) -> None:
        """Report more bytes."""
        self._read += size
        self._line.show(self._told)

    def end(self) -> None:
        """Wipe the line."""
        self._line.end()

    def _told(self) -> str:
        told = human_size(self._read) if self._read else _("waiting")
        return _("reading {name}  {told}").format(name=self._name, told=told)

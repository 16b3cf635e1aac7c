"""Searches the bytes of a hex dump, without reading more of the file than it must."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspector.language import _
from inspector.text import encode
from inspector.ui.viewer.hex_lines import WIDTH, find_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.ui.kit.jobs import Job, Jobs
    from inspector.ui.viewer.hex_lines import HexLines
    from inspector.ui.viewer.load import Stored
    from inspector.ui.widgets.text_lines import TextLines


class ByteSearch:
    """Goes from place to place; what was searched for is kept when the dump is shown again."""

    def __init__(self, jobs: Jobs, lines: TextLines, told: Callable[[], object]) -> None:
        """Have found nothing. ``told`` is called when there is another ``result``."""
        self._jobs = jobs
        self._lines = lines
        self._told = told
        self._wanted = b""
        self._shown: tuple[HexLines, Stored] | None = None
        self.result = ""

    def show(self, source: HexLines, stored: Stored) -> None:
        """Search this dump of a file from now on."""
        self._shown, self.result = (source, stored), ""

    def start(self, wanted: str) -> None:
        self._wanted = encode(wanted)
        self._search(self._lines.lines_seen.start * WIDTH, 1)

    def go(self, by: int) -> None:
        if self._wanted and self._shown is not None:
            self._search(self._shown[0].found.start + (by > 0), by)

    def _search(self, start: int, step: int) -> None:
        if self._shown is None:
            return
        source, stored = self._shown
        wanted, self.result = self._wanted, _("searching…")

        def search(job: Job) -> int | None:
            def read(offset: int, size: int) -> bytes:
                job.check()
                return stored.read(offset, size)

            return find_bytes(read, stored.entry.size, wanted, start, step)

        self._jobs.run(search, partial(self._found, source, len(wanted)), group="search")
        self._told()

    def _found(self, source: HexLines, size: int, place: int | None) -> None:
        if source is not self._lines.source:
            return
        source.found = range(0) if place is None else range(place, place + size)
        if place is not None:
            self._lines.bring(place // WIDTH)
        self._lines.redraw()
        self.result = _("not found")
        if place is not None and source.found:
            self.result = _("found at {offset}").format(offset=f"{place:#x}")
        self._told()

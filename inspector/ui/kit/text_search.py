"""Finds text in lines: small letters match both, a capital only itself."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Protocol

from inspector.language import _
from inspector.ui.widgets.text_lines import LONGEST_MATCH, Match

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.ui.kit.jobs import Job, Jobs
    from inspector.ui.widgets.line_source import LineSource
    from inspector.ui.widgets.text_lines import TextLines

# More than anyone goes through with a key.
MOST_MATCHES = 10_000


def find_matches(
    source: LineSource, wanted: str, is_cancelled: Callable[[], bool] = lambda: False
) -> list[Match]:
    """Return the places of a text, at most MOST_MATCHES, in order. For a thread."""
    if not wanted or len(wanted) > LONGEST_MATCH:
        return []
    flags = re.IGNORECASE if wanted == wanted.lower() else re.NOFLAG
    pattern = re.compile(re.escape(wanted), flags)
    found: list[Match] = []
    for line in range(len(source)):
        if is_cancelled():
            break
        for each in pattern.finditer(source.text(line)):
            found.append(Match(line, *each.span()))
            if len(found) == MOST_MATCHES:
                return found
    return found


class ViewSearch(Protocol):
    """Searches what a view shows; ``result`` says which match is shown, "" before any search."""

    result: str

    def start(self, wanted: str) -> None:
        """Search from the first line that is seen on."""

    def go(self, by: int) -> None:
        """Go to the match after (1) or before (-1)."""


class TextSearch:
    """Searches the lines of a view."""

    def __init__(self, jobs: Jobs, lines: TextLines, told: Callable[[], object]) -> None:
        """Have found nothing. ``told`` is called when there is another ``result``."""
        self._jobs = jobs
        self._lines = lines
        self._told = told
        self._wanted = ""
        self._matches: list[Match] = []
        self._at = 0
        self.result = ""

    def start(self, wanted: str) -> None:
        source, self._wanted = self._lines.source, wanted
        self._matches, self.result = [], _("searching…") if wanted else ""

        def search(job: Job) -> list[Match]:
            return find_matches(source, wanted, lambda: job.is_cancelled)

        self._jobs.run(search, partial(self._found, source), group="search")
        self._told()

    def repeat(self) -> None:
        """Search again, as the same text is laid out in other lines."""
        if self._wanted:
            self.start(self._wanted)

    def _found(self, source: LineSource, matches: list[Match]) -> None:
        if source is not self._lines.source:
            return
        self._matches = matches
        self._lines.show_matches(matches)
        self.result = _("not found") if self._wanted else ""
        first = self._lines.lines_seen.start
        self._show(next((at for at, each in enumerate(matches) if each.line >= first), 0))

    def go(self, by: int) -> None:
        if self._matches:
            self._show((self._at + by) % len(self._matches))

    def _show(self, at: int) -> None:
        self._at, count = at, len(self._matches)
        if count:
            self._lines.go_to_match(at)
            total = f"{count:,}{'+' if count == MOST_MATCHES else ''}"
            self.result = _("match {number} of {count}").format(number=f"{at + 1:,}", count=total)
        self._told()

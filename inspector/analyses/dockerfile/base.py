"""Where the base image ends: a guess, since a history does not mark it.

In this order:

1. buildah notes ``FROM name`` on the first row it adds (``FROM <id>`` on those that follow).
2. An image mostly ends with CMD or ENTRYPOINT: the last such row that has build steps after it,
   and rather one that an hour or more parts from the next row. Rows that follow it and build
   nothing (EXPOSE, LABEL …) are the base's up to the longest pause.
3. Another builder wrote the rows that follow.
4. The longest pause between two rows, of an hour or more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.model import Boundary, Reason
from inspector.analyses.history import parse_time
from inspector.analyses.history_text import Form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PAUSE = 3600  # seconds; the steps of one build mostly follow one another faster
_NAMED = re.compile(r"FROM (\S+)")
_ID = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}|sha256:[0-9a-f]{64}")
_YEAR_2000 = 946_684_800  # earlier times are reproducible builds' placeholders
_LABEL = "org.opencontainers.image.base.name"


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells of a row's place in the builds that made the image."""

    form: Form
    word: str
    has_layer: bool
    created: str | None
    comment: str

    @property
    def is_step(self) -> bool:
        """Whether it builds: docker counts a command that changed no file as an empty layer."""
        return self.has_layer or self.word in {"RUN", "ADD", "COPY"}


def guess_boundary(signs: Sequence[Sign], labels: Mapping[str, str]) -> Boundary | None:
    """Return where the base image may end; None where nothing hints at one."""
    times = _times(signs)
    last_step = max((at for at, sign in enumerate(signs) if sign.is_step), default=0)
    named = _named(signs)
    if named is not None and not _is_squashed(signs, named.row):
        return named
    switch = _switch(signs, last_step)
    at = _command(signs, times, switch or 0, last_step)
    reason = Reason.COMMAND
    if at is None and switch is not None:
        at, reason = switch, Reason.BUILDER
    if at is None:
        at, reason = _pause(signs, times, last_step), Reason.TIME
    if named is not None:
        return Boundary(named.row if at is None else at, Reason.NAMED, named.name)
    return None if at is None else Boundary(at, reason, labels.get(_LABEL))


def _times(signs: Sequence[Sign]) -> list[int | None]:
    found = [parse_time(sign.created) if sign.created else None for sign in signs]
    return [time if time is not None and time > _YEAR_2000 else None for time in found]


def _named(signs: Sequence[Sign]) -> Boundary | None:
    for at in range(len(signs) - 1, 0, -1):
        match = _NAMED.fullmatch(signs[at].comment)
        if match is not None and not _ID.fullmatch(match[1]):
            return Boundary(at, Reason.NAMED, match[1])
    return None


def _is_squashed(signs: Sequence[Sign], row: int) -> bool:
    """Whether the build was one layer, which its last row owns: the name stands there, too."""
    return row == len(signs) - 1 and not signs[row - 1].has_layer


def _switch(signs: Sequence[Sign], last: int) -> int | None:
    found = None
    before: Form | None = None
    for at, sign in enumerate(signs[: last + 1]):
        if sign.form in {Form.SHELL, Form.BUILDKIT}:
            if before is not None and sign.form is not before:
                found = at
            before = sign.form
    return found


def _command(
    signs: Sequence[Sign], times: Sequence[int | None], first: int, last: int
) -> int | None:
    """Return the row after the command that ends the base, and after what belongs to it."""
    found: list[int] = []
    command: int | None = None  # the last one since the last step
    for at, sign in enumerate(signs[: last + 1]):
        if sign.is_step and command is not None:
            found.append(_end_of_metadata(times, command + 1, at))
            command = None
        if sign.word in {"CMD", "ENTRYPOINT"} and at + 1 >= first:
            command = at
    parted = [at for at in found if _gap(times, at) >= _PAUSE]
    return max(parted or found, default=None)


def _end_of_metadata(times: Sequence[int | None], first: int, last: int) -> int:
    """Return the row behind the longest pause, the first where there is none."""
    longest = max(range(first, last + 1), key=lambda end: (_gap(times, end), -end))
    return longest if _gap(times, longest) >= _PAUSE else first


def _gap(times: Sequence[int | None], at: int) -> int:
    """Return the seconds between a row and the one before; 0 where one has no time."""
    if not 0 < at < len(times):
        return 0
    before, after = times[at - 1], times[at]
    return 0 if before is None or after is None else after - before


def _pause(signs: Sequence[Sign], times: Sequence[int | None], last: int) -> int | None:
    first = next((at for at, sign in enumerate(signs) if sign.is_step), last)
    found = max(range(first + 1, last + 1), key=lambda at: _gap(times, at), default=None)
    return found if found is not None and _gap(times, found) >= _PAUSE else None

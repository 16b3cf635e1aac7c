"""Where a history looks as if a base image ended: a guess, which takes more than one sign.

One sign alone misleads: a Dockerfile may have a CMD in its middle, a cached step may be days older
than the next, and an image may begin with a whole root of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image.model import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.base_image.rows import SeenRow

_PAUSE = 3600  # seconds; the steps of one build mostly follow one another faster
_ENOUGH = 2

Guess = tuple[int, tuple[Sign, ...]]  # how many of the oldest rows, and the signs of it


def guessed_rows(rows: Sequence[SeenRow], most: int | None = None) -> Guess | None:
    """Return how many of the oldest rows are the base image's, and why; None where little says so.

    ``most``: more rows cannot be. Of several places the last counts, which is that of the direct
    base image.
    """
    found = None
    signs = _Signs(rows)
    for first, last in _gaps(rows):
        place = signs.best(first, last)
        if len(place[1]) >= _ENOUGH and (most is None or place[0] <= most):
            found = place
    return found


def rows_of_layers(rows: Sequence[SeenRow], layers: int, known: int | None = None) -> Guess:
    """Return how many of the oldest rows a base image of so many layers has, and signs of it.

    Rows without a layer that follow its last one may be its own, or the first of what was built
    on it. ``known``: how many it has, where that fits.
    """
    if not layers:
        return 0, ()
    owners = [at for at, row in enumerate(rows) if row.has_layer]
    if len(owners) < layers:
        return len(rows), ()
    first = owners[layers - 1] + 1
    last = owners[layers] if layers < len(owners) else len(rows)
    if known is not None and first <= known <= last:
        return known, ()
    return _Signs(rows).best(first, last)


def _gaps(rows: Sequence[SeenRow]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of places between two steps where a layer lies below.

    A base image brings layers, and something was built on it.
    """
    before: int | None = None
    has_layer = False
    for at, row in enumerate(rows):
        if not row.is_step:
            continue
        if before is not None and has_layer:
            yield before + 1, at
        before = at
        has_layer = has_layer or row.has_layer


class _Signs:
    """The signs at each place of a history, which is that before a row."""

    def __init__(self, rows: Sequence[SeenRow]) -> None:
        self._rows = rows
        # Of the rows before each place: whether all are a distribution's, the last tool.
        self._are_root = [True]
        self._tools: list[str | None] = [None]
        for row in rows:
            self._are_root.append(self._are_root[-1] and (row.is_root or not row.is_step))
            self._tools.append(row.tool or self._tools[-1])

    def best(self, first: int, last: int) -> Guess:
        """Return the place with the most signs, of several the one behind the last command."""
        commands = [at for at in range(first, last) if self._rows[at].is_command]
        best: Guess = (first, ())
        for at in range(first, last + 1):
            signs = tuple(self._at(at, commands[0] if commands else last))
            is_better = len(signs) > len(best[1])
            if is_better or (len(signs) == len(best[1]) and at - 1 in commands[-1:]):
                best = (at, signs)
        return best

    def _at(self, at: int, command: int) -> Iterator[Sign]:
        """Yield the signs at a place; ``command``: the first CMD or ENTRYPOINT since a step."""
        if at > command:
            yield Sign.COMMAND
        if at < len(self._rows):
            if self._is_of_two_times(at):
                yield Sign.TIME
            tool, before = self._rows[at].tool, self._tools[at]
            if tool is not None and before is not None and tool != before:
                yield Sign.BUILDER
        if self._are_root[at]:
            yield Sign.ROOT

    def _is_of_two_times(self, at: int) -> bool:
        if at == 0:
            return False
        before, after = self._rows[at - 1], self._rows[at]
        if before.time is not None and after.time is not None:
            return abs(after.time - before.time) >= _PAUSE
        return (before.has_placeholder and after.time is not None) or (
            before.time is not None and after.has_placeholder
        )

"""Which of two rows belong together, the same whichever of both comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.line_diff import Pair, compare

if TYPE_CHECKING:
    from collections.abc import Sequence


def aligned(
    old: Sequence[str], new: Sequence[str], old_kinds: Sequence[str], new_kinds: Sequence[str]
) -> list[Pair]:
    """Return all rows of both in their order, by their numbers.

    First those that are equal belong together, then between them those of one kind.
    """
    found: list[Pair] = []
    olds: list[int] = []
    news: list[int] = []

    def close() -> None:
        for one, other in _pairs(
            [old_kinds[each] for each in olds], [new_kinds[each] for each in news]
        ):
            before = None if one is None else olds[one]
            found.append(Pair(before, None if other is None else news[other]))
        olds.clear()
        news.clear()

    for pair in _pairs(old, new):
        if pair.is_same:
            close()
            found.append(pair)
        elif pair.old is not None:
            olds.append(pair.old)
        elif pair.new is not None:
            news.append(pair.new)
    close()
    return found


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the shortest way from one to the other: of several the same in both directions."""
    if list(old) <= list(new):
        return _removals_first(compare(old, new)[0])
    swapped = compare(new, old)[0]
    return _removals_first([Pair(pair.new, pair.old) for pair in swapped])


def _removals_first(pairs: list[Pair]) -> list[Pair]:
    """Return pairs where, between rows of both, what only the old list has comes first."""
    found: list[Pair] = []
    waiting: list[Pair] = []
    for pair in pairs:
        if pair.is_same:
            found += [*waiting, pair]
            waiting = []
        elif pair.old is None:
            waiting.append(pair)
        else:
            found.append(pair)
    return found + waiting

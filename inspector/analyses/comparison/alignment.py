"""Which of two rows belong together, the same whichever of both comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.line_diff import Pair, compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def aligned(
    old: Sequence[str], new: Sequence[str], old_kinds: Sequence[str], new_kinds: Sequence[str]
) -> list[Pair]:
    """Return all rows of both in their order, by their numbers.

    First those that are equal belong together, then between them those of one kind.
    """
    found: list[Pair] = []
    gap: list[Pair] = []
    for pair in [*_pairs(old, new), None]:
        if pair is not None and not pair.is_same:
            gap.append(pair)
            continue
        found += _of_kind(gap, old_kinds, new_kinds)
        gap = []
        if pair is not None:
            found.append(pair)
    return found


def _of_kind(
    gap: Sequence[Pair], old_kinds: Sequence[str], new_kinds: Sequence[str]
) -> Iterator[Pair]:
    """Yield the rows of a gap, those of one kind together."""
    olds = [pair.old for pair in gap if pair.old is not None]
    news = [pair.new for pair in gap if pair.new is not None]
    for one, other in _pairs([old_kinds[at] for at in olds], [new_kinds[at] for at in news]):
        before = None if one is None else olds[one]
        yield Pair(before, None if other is None else news[other])


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

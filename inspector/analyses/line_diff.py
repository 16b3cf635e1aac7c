"""The shortest way from one list of lines to another, within a bound.

Myers, "An O(ND) Difference Algorithm and Its Variations" (Algorithmica 1, 1986), greedy variant.
Time and memory grow with the square of the number of differing lines, whatever the lines hold,
so that number is bounded; the standard library's difflib has no such bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# A million steps and a few megabytes at most: less than a second.
_MOST_DIFFERENCES = 1000


class Pair(NamedTuple):
    """Indexes of a line in the old and in the new list; None where it is not in one of them."""

    old: int | None
    new: int | None

    @property
    def is_same(self) -> bool:
        """Whether the line is in both."""
        return self.old is not None and self.new is not None


def compare(
    old: Sequence[str], new: Sequence[str], most: int = _MOST_DIFFERENCES
) -> tuple[list[Pair], bool]:
    """Return all lines of both in order, and whether that is the shortest way.

    Where more than ``most`` lines differ, all between the common beginning and the common end
    counts as replaced.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    ends = len(old) - tail, len(new) - tail
    middle = _walk(_numbered(old[head : ends[0]], new[head : ends[1]]), most)
    pairs = [Pair(index, index) for index in range(head)]
    if middle is None:
        pairs += [Pair(index, None) for index in range(head, ends[0])]
        pairs += [Pair(None, index) for index in range(head, ends[1])]
    else:
        pairs += [_moved(pair, head) for pair in middle]
    pairs += [Pair(ends[0] + index, ends[1] + index) for index in range(tail)]
    return pairs, middle is not None


def hunks(pairs: Sequence[Pair], context: int) -> list[range]:
    """Return the parts of ``pairs`` that hold differences, with so many same lines around them."""
    found: list[range] = []
    for at, pair in enumerate(pairs):
        if pair.is_same:
            continue
        start, stop = max(0, at - context), min(len(pairs), at + context + 1)
        if found and start <= found[-1].stop:
            found[-1] = range(found[-1].start, stop)
        else:
            found.append(range(start, stop))
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _numbered(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return a number for each line, so that comparing two is comparing numbers."""
    numbers: dict[str, int] = {}
    return (
        [numbers.setdefault(line, len(numbers)) for line in old],
        [numbers.setdefault(line, len(numbers)) for line in new],
    )


def _moved(pair: Pair, by: int) -> Pair:
    return Pair(
        None if pair.old is None else pair.old + by, None if pair.new is None else pair.new + by
    )


def _walk(lines: tuple[list[int], list[int]], most: int) -> list[Pair] | None:
    """Return the shortest way, None where it takes more than ``most`` removals and additions."""
    old, new = lines
    reach = min(len(old) + len(new), most)
    # furthest[k]: how far in ``old`` a way gets on the diagonal k = old - new.
    furthest = [0] * (2 * reach + 3)
    trace: list[list[int]] = []
    for steps in range(reach + 1):
        trace.append(furthest[reach - steps + 1 : reach + steps + 2])
        for diagonal in range(-steps, steps + 1, 2):
            middle = reach + 1 + diagonal
            if diagonal == -steps or (
                diagonal != steps and furthest[middle - 1] < furthest[middle + 1]
            ):
                at = furthest[middle + 1]
            else:
                at = furthest[middle - 1] + 1
            other = at - diagonal
            while at < len(old) and other < len(new) and old[at] == new[other]:
                at += 1
                other += 1
            furthest[middle] = at
            if at >= len(old) and other >= len(new):
                return _traced(trace, len(old), len(new))
    return None


def _traced(trace: list[list[int]], old: int, new: int) -> list[Pair]:
    """Walk back from the end; ``trace[d]`` is the state before step d, diagonals -d to d."""
    pairs: list[Pair] = []
    for steps in range(len(trace) - 1, 0, -1):
        before = trace[steps]
        diagonal = old - new
        middle = steps + diagonal
        down = diagonal == -steps or (diagonal != steps and before[middle - 1] < before[middle + 1])
        came = diagonal + 1 if down else diagonal - 1
        start = before[steps + came]
        while old > start + (not down) and new > start - came + down:
            old, new = old - 1, new - 1
            pairs.append(Pair(old, new))
        if down:
            new -= 1
            pairs.append(Pair(None, new))
        else:
            old -= 1
            pairs.append(Pair(old, None))
    while old and new:
        old, new = old - 1, new - 1
        pairs.append(Pair(old, new))
    return pairs[::-1]

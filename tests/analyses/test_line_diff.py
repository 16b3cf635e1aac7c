"""From one list of lines to another: nothing lost, nothing invented, no way longer than needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.line_diff import Pair, compare, hunks

LINES = st.lists(st.sampled_from("abcd"), max_size=25)


def rebuilt(old: list[str], new: list[str], pairs: list[Pair]) -> tuple[list[str], list[str]]:
    assert all(old[p.old] == new[p.new] for p in pairs if p.old is not None and p.new is not None)
    olds = [p.old for p in pairs if p.old is not None]
    news = [p.new for p in pairs if p.new is not None]
    assert olds == list(range(len(old)))
    assert news == list(range(len(new)))
    return [old[at] for at in olds], [new[at] for at in news]


def common_length(old: list[str], new: list[str]) -> int:
    """Return the length of the longest common subsequence, the slow way."""
    row = [0] * (len(new) + 1)
    for one in old:
        above = row
        row = [0]
        for at, other in enumerate(new):
            row.append(above[at] + 1 if one == other else max(above[at + 1], row[at]))
    return row[-1]


@given(LINES, LINES)
def test_both_sides_can_be_read_off_and_no_way_is_shorter(old: list[str], new: list[str]) -> None:
    pairs, is_shortest = compare(old, new)
    assert rebuilt(old, new, pairs) == (old, new)
    assert is_shortest
    assert sum(pair.is_same for pair in pairs) == common_length(old, new)


@given(LINES, LINES, st.integers(0, 6))
def test_beyond_the_bound_all_between_counts_as_replaced(
    old: list[str], new: list[str], most: int
) -> None:
    pairs, is_shortest = compare(old, new, most)
    assert rebuilt(old, new, pairs) == (old, new)
    changed = sum(not pair.is_same for pair in compare(old, new)[0])
    assert is_shortest == (changed <= most)


def test_a_rewritten_file_of_many_lines_ends_soon() -> None:
    old = [f"old {number % 7}" for number in range(50_000)]
    new = [f"new {number % 7}" for number in range(50_000)]
    pairs, is_shortest = compare(["same", *old], ["same", *new])
    assert not is_shortest
    assert len(pairs) == 100_001


def test_hunks_keep_lines_around_and_join_where_they_meet() -> None:
    old = [str(number) for number in range(30)]
    new = ["x" if number in {5, 9, 25} else str(number) for number in range(30)]
    pairs, _ = compare(old, new)
    parts = hunks(pairs, 3)
    shown = [[pairs[at].old for at in part if pairs[at].old is not None] for part in parts]
    assert shown == [list(range(2, 13)), list(range(22, 29))]
    assert hunks([pair for pair in pairs if pair.is_same], 3) == []

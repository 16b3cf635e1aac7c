"""The order of paths in a folder."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.tarstream import Kind
from inspector.tree import Node, Version
from inspector.ui.files.order import Order, in_runs
from inspector.ui.session.figures import Figures
from inspector.ui.session.selection import Sort
from tests.entries import entry_at


def files(**sizes: int) -> list[tuple[Node, Version | None]]:
    root = Node("", None)
    return [
        (root.make_child(name), Version(0, entry_at(name, Kind.FILE, 0o644, 0, 0, size, 0, 0), 0))
        for name, size in sizes.items()
    ]


def ordered(sort: Sort, **sizes: int) -> list[str]:
    return [node.name for node in Order(sort, Figures(0, None, None), None).sorted(files(**sizes))]


@given(st.lists(st.integers(0, 5), max_size=200), st.integers(1, 20))
def test_short_strokes_sort_as_one_long_one(figures: list[int], run: int) -> None:
    keys = [(figure, 0, b"", place) for place, figure in enumerate(figures)]
    assert in_runs(keys, run) == sorted(keys)


def test_names_are_sorted_by_their_bytes() -> None:
    assert ordered(Sort.NAME, **{"ä": 1, "b": 2, "Z": 3, "\udce4": 4}) == ["Z", "b", "ä", "\udce4"]


def test_folders_of_unknown_size_wait_in_the_order_of_names() -> None:
    assert ordered(Sort.SIZE, small=1, large=9) == ["large", "small"]
    assert ordered(Sort.SIZE, a=1, b=9) == ["a", "b"]
    assert Order(Sort.SIZE, Figures(0, None, None), None).is_provisional
    assert not Order(Sort.NAME, Figures(0, None, None), None).is_provisional


def test_names_whose_bytes_are_the_same_can_be_sorted() -> None:
    # A lone surrogate, and the three bytes that stand for it elsewhere.
    same = {"\ud800": 1, "\udced\udca0\udc80": 1}
    assert sorted(ordered(Sort.NAME, **same)) == sorted(same)


def test_the_key_turns_through_every_order() -> None:
    sort, seen = Sort.SIZE, []
    for _ in Sort:
        seen.append(sort)
        sort = sort.next
    assert sort is Sort.SIZE
    assert set(seen) == set(Sort)

"""Treemaps: areas in proportion, every cell used once."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.widgets.treemap import NO_REMAINDER, Remainder, treemap

SIZES = st.lists(st.integers(0, 10**9), max_size=40)
GRID = st.tuples(st.integers(1, 120), st.integers(1, 40))
LEAST = st.tuples(st.integers(1, 9), st.integers(1, 3))
OTHERS = st.one_of(
    st.just(NO_REMAINDER), st.builds(Remainder, st.integers(1, 10**6), st.integers(1, 10**9))
)


@given(SIZES, GRID, LEAST, OTHERS)
def test_every_cell_belongs_to_one_box(
    sizes: list[int], grid: tuple[int, int], least: tuple[int, int], others: Remainder
) -> None:
    boxes = treemap(list(enumerate(sizes)), *grid, least=least, others=others)
    cells = Counter(
        (x, y)
        for box in boxes
        for x in range(box.x, box.x + box.width)
        for y in range(box.y, box.y + box.height)
    )
    if any(sizes) or others.size:
        assert set(cells) == {(x, y) for x in range(grid[0]) for y in range(grid[1])}
    assert set(cells.values()) <= {1}


@given(SIZES, GRID, LEAST, OTHERS)
def test_no_byte_and_no_item_is_lost(
    sizes: list[int], grid: tuple[int, int], least: tuple[int, int], others: Remainder
) -> None:
    boxes = treemap(list(enumerate(sizes)), *grid, least=least, others=others)
    assert sum(box.size for box in boxes) == sum(sizes) + others.size
    assert sum(box.count for box in boxes) == sum(size > 0 for size in sizes) + others.count
    shown = [box.item for box in boxes if box.item is not None]
    assert len(shown) == len(set(shown))
    assert all(box.size == sizes[box.item] for box in boxes if box.item is not None)


@given(SIZES, GRID, LEAST, OTHERS)
def test_no_box_is_too_small_and_the_rest_is_one_box_the_last(
    sizes: list[int], grid: tuple[int, int], least: tuple[int, int], others: Remainder
) -> None:
    boxes = treemap(list(enumerate(sizes)), *grid, least=least, others=others)
    for box in boxes:
        assert box.width >= min(least[0], grid[0])
        assert box.height >= min(least[1], grid[1])
    assert all(box.item is not None for box in boxes[:-1])


def test_areas_are_in_proportion() -> None:
    boxes = treemap([("a", 600), ("b", 300), ("c", 100)], 60, 20)
    areas = {box.item: box.width * box.height / 1200 for box in boxes}
    assert abs(areas["a"] - 0.6) < 0.05
    assert abs(areas["b"] - 0.3) < 0.05
    assert abs(areas["c"] - 0.1) < 0.05


def test_what_is_too_small_is_together() -> None:
    boxes = treemap([("large", 100), *((str(n), 1) for n in range(50))], 30, 10, least=(10, 1))
    assert [box.item for box in boxes] == ["large", None]
    assert (boxes[1].count, boxes[1].size) == (50, 50)


def test_a_rest_that_is_large_has_a_large_box() -> None:
    boxes = treemap([("a", 100)], 40, 10, others=Remainder(90_000, 900))
    assert [box.item for box in boxes] == ["a", None]
    assert boxes[1].width * boxes[1].height == pytest.approx(360, rel=0.1)


def test_one_item_that_is_small_keeps_its_own_box() -> None:
    boxes = treemap([("a", 10**6), ("b", 1)], 40, 10, least=(8, 1))
    assert [box.item for box in boxes] == ["a", "b"]

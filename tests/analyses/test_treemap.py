"""Treemaps: areas in proportion, every cell used once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.treemap import treemap

SIZES = st.lists(st.integers(0, 10**9), max_size=40)
GRID = st.tuples(st.integers(1, 120), st.integers(1, 40))


@given(SIZES, GRID)
def test_every_cell_belongs_to_one_box(sizes: list[int], grid: tuple[int, int]) -> None:
    boxes = treemap(list(enumerate(sizes)), *grid)
    cells = Counter(
        (x, y)
        for box in boxes
        for x in range(box.x, box.x + box.width)
        for y in range(box.y, box.y + box.height)
    )
    if any(sizes):
        assert set(cells) == {(x, y) for x in range(grid[0]) for y in range(grid[1])}
    assert set(cells.values()) <= {1}


@given(SIZES, GRID)
def test_no_byte_is_lost(sizes: list[int], grid: tuple[int, int]) -> None:
    boxes = treemap(list(enumerate(sizes)), *grid)
    assert sum(box.size for box in boxes) == sum(sizes)
    assert all(box.width > 0 and box.height > 0 for box in boxes)


def test_areas_are_in_proportion() -> None:
    boxes = treemap([("a", 600), ("b", 300), ("c", 100)], 60, 20)
    areas = {box.item: box.width * box.height / 1200 for box in boxes}
    assert abs(areas["a"] - 0.6) < 0.05
    assert abs(areas["b"] - 0.3) < 0.05
    assert abs(areas["c"] - 0.1) < 0.05


def test_what_is_too_small_is_together() -> None:
    boxes = treemap([(str(n), 1) for n in range(50)], 3, 2)
    assert sum(box.size for box in boxes if box.item is None) > 0

"""From every box to every other by arrows alone, and back the way one came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from inspector.ui.widgets.box_layout import BoxPosition, at, middle, moved, plan
from tests.ui.widgets.levels import GRIDS, level, levels

if TYPE_CHECKING:
    from inspector.ui.widgets.box_layout import BoxLevel

WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1))


@given(levels(inner=False), GRIDS)
def test_every_box_is_reached_from_every_other(level: BoxLevel, grid: tuple[int, int]) -> None:
    tiles = plan(level, *grid)
    for start in range(len(tiles)):
        places, reached = [middle(tiles, start)], {start}
        while places:
            place = places.pop()
            for way in WAYS:
                there = moved(tiles, place, *way)
                if there.number not in reached:
                    reached.add(there.number)
                    places.append(there)
        assert reached == set(range(len(tiles)))


@given(levels(inner=False), GRIDS)
def test_going_on_and_back_leads_to_the_same_box(level: BoxLevel, grid: tuple[int, int]) -> None:
    tiles = plan(level, *grid)
    for number in range(len(tiles)):
        for right, down in WAYS:
            place = middle(tiles, number)
            there = moved(tiles, place, right, down)
            if there != place:
                assert moved(tiles, there, -right, -down).number == number


@given(levels(inner=False), GRIDS)
def test_a_move_goes_to_the_side_that_was_asked_for(level: BoxLevel, grid: tuple[int, int]) -> None:
    tiles = plan(level, *grid)
    for number, tile in enumerate(tiles):
        place = middle(tiles, number)
        right, down = moved(tiles, place, 1, 0), moved(tiles, place, 0, 1)
        assert right == place or tiles[right.number].left == tile.right
        assert down == place or tiles[down.number].top == tile.bottom
        assert right != place or tile.right == grid[0] - 1
        assert down != place or tile.bottom == grid[1] - 1


def test_one_stays_on_the_line_one_came_on() -> None:
    tiles = plan(level(400, 200, 100, 50, 50), 81, 21)
    below = middle(tiles, 2)
    there = moved(tiles, below, -1, 0)
    assert there.number != below.number
    assert there.y == below.y
    assert at(tiles, there.x, there.y) == there.number


def test_beyond_the_picture_is_nothing() -> None:
    tiles = plan(level(1), 20, 5)
    assert moved(tiles, BoxPosition(0, 5, 2), 1, 0) == BoxPosition(0, 5, 2)
    assert at(tiles, 19, 2) is None
    assert at((), 0, 0) is None

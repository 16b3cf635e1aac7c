"""Goes from box to box: to the one that lies beyond a side, along the line one came on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.widgets.box_plan import Tile


class Place(NamedTuple):
    """A box by its number, and the cell in it from which the next move goes on.

    Going to one side and back leads to the same box, as the other coordinate is kept.
    """

    number: int
    x: int
    y: int


def middle(tiles: Sequence[Tile], number: int) -> Place:
    """Return a box with the cell in its middle."""
    tile = tiles[number]
    return Place(number, (tile.left + tile.right) // 2, (tile.top + tile.bottom) // 2)


def moved(tiles: Sequence[Tile], place: Place, right: int, down: int) -> Place:
    """Return the box beyond the right side (``right`` is 1), the left one (-1), and so on.

    At the edge of the picture, the same place.
    """
    tile = tiles[place.number]
    x, y = place.x, place.y
    if right:
        x = tile.right if right > 0 else tile.left - 1
    else:
        y = tile.bottom if down > 0 else tile.top - 1
    found = at(tiles, x, y)
    if found is None:
        return place
    there = middle(tiles, found)
    return Place(found, there.x if right else x, y if right else there.y)


def at(tiles: Sequence[Tile], x: int, y: int) -> int | None:
    """Return the number of the box that a cell belongs to, None outside of the picture."""
    return next((number for number, tile in enumerate(tiles) if tile.holds(x, y)), None)

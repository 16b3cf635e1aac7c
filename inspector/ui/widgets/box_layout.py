"""Where the boxes of a picture stand: one for each thing, and within it what lies in it.

A box is bounded by lines, which it shares with its neighbours; its label stands on the upper one.
So a box of one line is its label, and no line of the screen is lost.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from inspector.text import percent
from inspector.ui.widgets.treemap import NO_REMAINDER, Remainder, treemap

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# A box holds the beginning of a name, a size or a count, with a blank on each side.
_LEAST = (11, 1)
# In a box of so many cells there is room for boxes.
_ROOMY = (14, 2)


class OthersKey(Enum):
    """The key of the box that stands for all that is too small for one of its own."""

    OTHERS = "others"


OTHERS = OthersKey.OTHERS


class Item(msgspec.Struct, frozen=True):
    """One thing.

    Attributes:
        key: What it is; no other of its level has the same.
        name: Its label: may hold anything that an image holds, the picture makes it printable.
        size: Its bytes, more than none.
        mark: A letter in front of the name, "" for none.
        tone: A component class of the picture, such as ``boxes--removed``, "" for none.
        is_folder: Whether one can go into it.
        keeps_end: Whether a name that does not fit loses its beginning.
        within: What lies in it, drawn inside its box where there is room.

    """

    key: Hashable
    name: str
    size: int
    mark: str = ""
    tone: str = ""
    is_folder: bool = False
    keeps_end: bool = False
    within: BoxLevel | None = None


class BoxLevel(msgspec.Struct, frozen=True):
    """Things side by side, the largest first; ``others`` are smaller than all of them."""

    items: tuple[Item, ...] = ()
    others: Remainder = NO_REMAINDER

    @property
    def size(self) -> int:
        """The bytes of all of them."""
        return sum(item.size for item in self.items) + self.others.size


class Tile(msgspec.Struct, frozen=True):
    """A box: the cells of its four lines. ``item`` None stands for ``count`` that are too small."""

    item: Item | None
    size: int
    count: int
    left: int
    top: int
    right: int
    bottom: int
    share: str = ""  # of the whole picture
    within: tuple[Tile, ...] = ()

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell is in it, the lines on its left and above it included."""
        return self.left <= x < self.right and self.top <= y < self.bottom


def plan(level: BoxLevel, width: int, height: int) -> tuple[Tile, ...]:
    """Return the boxes of a picture of so many cells, lines included; the largest first."""
    tiles = _tiles(level, 0, 0, width - 1, height - 1)
    return tuple(replace(tile, within=_within(tile)) for tile in tiles)


def _within(tile: Tile) -> tuple[Tile, ...]:
    """Return the boxes in a box: below its label, their outer lines being its own."""
    level = tile.item.within if tile.item is not None else None
    width, height = tile.right - tile.left, tile.bottom - tile.top
    if level is None or width < _ROOMY[0] or height < _ROOMY[1]:
        return ()
    tiles = _tiles(level, tile.left, tile.top + 1, width, height - 1)
    return tiles if any(each.item is not None for each in tiles) else ()


def _tiles(level: BoxLevel, x: int, y: int, width: int, height: int) -> tuple[Tile, ...]:
    items = [(item, item.size) for item in level.items]
    boxes = treemap(items, width, height, least=_LEAST, others=level.others)
    return tuple(
        Tile(
            box.item,
            box.size,
            box.count,
            x + box.x,
            y + box.y,
            x + box.x + box.width,
            y + box.y + box.height,
            percent(box.size, level.size),
        )
        for box in boxes
    )


class BoxPosition(NamedTuple):
    """A box by its number, and the cell in it from which the next move goes on.

    Going to one side and back leads to the same box, as the other coordinate is kept.
    """

    number: int
    x: int
    y: int


def middle(tiles: Sequence[Tile], number: int) -> BoxPosition:
    """Return a box with the cell in its middle."""
    tile = tiles[number]
    return BoxPosition(number, (tile.left + tile.right) // 2, (tile.top + tile.bottom) // 2)


def moved(tiles: Sequence[Tile], place: BoxPosition, right: int, down: int) -> BoxPosition:
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
    return BoxPosition(found, there.x if right else x, y if right else there.y)


def at(tiles: Sequence[Tile], x: int, y: int) -> int | None:
    """Return the number of the box that a cell belongs to, None outside of the picture."""
    return next((number for number, tile in enumerate(tiles) if tile.holds(x, y)), None)

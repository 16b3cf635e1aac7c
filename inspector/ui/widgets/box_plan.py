"""Where the boxes of a picture stand: one for each thing, and within it what lies in it.

A box is bounded by lines, which it shares with its neighbours; its label stands on the upper one.
So a box of one line is its label, and no line of the screen is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.analyses.treemap import treemap
from inspector.text import percent

if TYPE_CHECKING:
    from inspector.ui.widgets.box_source import Item, Level

# A box holds the beginning of a name, a size or a count, with a blank on each side.
_LEAST = (11, 1)
# In a box of so many cells there is room for boxes.
_ROOMY = (14, 2)


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


def plan(level: Level, width: int, height: int) -> tuple[Tile, ...]:
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


def _tiles(level: Level, x: int, y: int, width: int, height: int) -> tuple[Tile, ...]:
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

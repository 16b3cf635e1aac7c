"""A treemap on a grid of cells: areas in proportion, shapes that labels fit into.

After Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000), with rectangles rounded to whole
cells, and not squares for an ideal: names are lines of text, so a box is better wide than high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
# How many cells wide the best box is for each of its lines. A cell of a terminal is about twice as
# high as it is wide: two would be squares.
_SHAPE = 4.0


class Remainder(msgspec.Struct, frozen=True):
    """So many items, and their size together."""

    count: int = 0
    size: int = 0


NO_REMAINDER = Remainder()


class Box(msgspec.Struct, Generic[T], frozen=True):
    """A rectangle of whole cells; ``item`` None stands for ``count`` items that are too small."""

    item: T | None
    size: int
    x: int
    y: int
    width: int
    height: int
    count: int = 1


class _Lot(msgspec.Struct, Generic[T], frozen=True):
    item: T | None
    size: int
    count: int


def treemap(
    items: Sequence[tuple[T, int]],
    width: int,
    height: int,
    *,
    least: tuple[int, int] = (1, 1),
    others: Remainder = NO_REMAINDER,
) -> list[Box[T]]:
    """Lay items of positive size out on ``width`` by ``height`` cells, the largest first.

    Boxes do not overlap and leave no cell free. None is smaller than ``least`` (width, height),
    unless the grid is. What is too small for that is one box together, the last, with ``others``:
    items that are not listed as they are smaller than all of these.
    """
    if width < 1 or height < 1:
        return []
    lots = _lots(items, width * height, least[0] * least[1], others)
    boxes: list[Box[T]] = []
    x, y = 0, 0
    while lots:
        across = width >= height * _SHAPE
        breadth, length = (width, height) if across else (height, width)
        least_breadth, least_length = least if across else (least[1], least[0])
        room = max(1, length // least_length)
        count = min(room, _strip_length(lots, width, height, across=across))
        if count == len(lots) or breadth < 2 * least_breadth:
            strip, lots, thick = _gathered(lots, room), [], breadth
        else:
            strip, lots = lots[:count], lots[count:]
            thick = round(breadth * _size(strip) / (_size(strip) + _size(lots)))
            thick = max(least_breadth, min(thick, breadth - least_breadth))
        for lot, start, end in _divided(strip, length, least_length):
            place = (x, y + start, thick, end - start)
            if not across:
                place = (x + start, y, end - start, thick)
            boxes.append(Box(lot.item, lot.size, *place, lot.count))
        if across:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
    return boxes


def _lots(
    items: Sequence[tuple[T, int]], cells: int, least_cells: int, others: Remainder
) -> list[_Lot[T]]:
    """Return the items that deserve a box, the largest first, then one lot for all others."""
    lots = [_Lot(item, size, 1) for item, size in items if size > 0]
    lots.sort(key=lambda lot: -lot.size)
    total = _size(lots) + others.size
    kept = sum(lot.size * cells >= least_cells * total for lot in lots)
    if not others.count:
        # One that is left over needs a box in any case: its own.
        kept = len(lots) if kept >= len(lots) - 1 else kept
    small = lots[kept:]
    count, size = len(small) + others.count, _size(small) + others.size
    return [*lots[:kept], *([_Lot(None, size, count)] if size else [])]


def _size(lots: Sequence[_Lot[T]]) -> int:
    return sum(lot.size for lot in lots)


def _gathered(lots: list[_Lot[T]], room: int) -> list[_Lot[T]]:
    """Return no more lots than there is room for: the last stands for all that found none."""
    if len(lots) <= room:
        return lots
    small = lots[room - 1 :]
    return [*lots[: room - 1], _Lot(None, _size(small), sum(lot.count for lot in small))]


def _strip_length(lots: Sequence[_Lot[T]], width: int, height: int, *, across: bool) -> int:
    """Return how many of the first lots share the next strip: until shapes get worse."""
    area = width * height * _SHAPE / _size(lots)
    side = height * _SHAPE if across else float(width)
    best, count, strip = float("inf"), 0, 0.0
    largest, smallest = 0.0, float("inf")
    for lot in lots:
        cells = area * lot.size
        strip += cells
        largest, smallest = max(largest, cells), min(smallest, cells)
        worst = max(side * side * largest / strip**2, strip**2 / (side * side * smallest))
        if worst > best:
            break
        best, count = worst, count + 1
    return max(1, count)


def _divided(
    lots: Sequence[_Lot[T]], length: int, least: int
) -> Iterator[tuple[_Lot[T], int, int]]:
    """Divide one strip along its length: each lot with where it starts and ends."""
    total, at, done = _size(lots), 0, 0
    for number, lot in enumerate(lots):
        left = len(lots) - number - 1
        done += lot.size
        end = length
        if left:
            end = max(at + least, min(round(length * done / total), length - least * left))
        yield lot, at, end
        at = end

"""A treemap on a grid of cells: areas in proportion, as square as the cells allow.

After Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000), with rectangles rounded to whole
cells; a cell of a terminal is about twice as high as it is wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
_CELL_HEIGHT = 2.0  # of a cell, in widths of a cell


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """A rectangle of whole cells; ``item`` None stands for all that was too small for a cell."""

    item: T | None
    size: int
    x: int
    y: int
    width: int
    height: int


def treemap(items: Sequence[tuple[T, int]], width: int, height: int) -> list[Box[T]]:
    """Lay items of positive size out on ``width`` by ``height`` cells, the largest first.

    Boxes do not overlap and leave no cell free; what would get no cell is one box together.
    """
    rest = sorted(((item, size) for item, size in items if size > 0), key=lambda pair: -pair[1])
    boxes: list[Box[T]] = []
    x, y = 0, 0
    while rest and width > 0 and height > 0:
        total = sum(size for _, size in rest)
        across = width >= height * _CELL_HEIGHT
        breadth, length = (width, height) if across else (height, width)
        count = _strip_length(rest, total, width, height, across=across)
        strip = sum(size for _, size in rest[:count])
        thick = (
            breadth
            if count == len(rest)
            else max(1, min(breadth - 1, round(breadth * strip / total)))
        )
        if breadth <= 1 and count < len(rest):
            count, thick = len(rest), breadth
            strip = total
        boxes += _fill(rest[:count], strip, (x, y, thick, length), across=across)
        rest = rest[count:]
        if across:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
    return boxes


def _strip_length(
    rest: Sequence[tuple[T, int]], total: int, width: int, height: int, *, across: bool
) -> int:
    """Return how many of the largest items share the next strip: until shapes get worse."""
    area = width * height * _CELL_HEIGHT
    side = height * _CELL_HEIGHT if across else float(width)
    best, count, strip = float("inf"), 0, 0.0
    largest = area * rest[0][1] / total
    for _, size in rest:
        cells = area * size / total
        strip += cells
        worst = max(side * side * largest / strip**2, strip**2 / (side * side * cells))
        if worst > best:
            break
        best, count = worst, count + 1
    return max(1, count)


def _fill(
    items: Sequence[tuple[T, int]], total: int, place: tuple[int, int, int, int], *, across: bool
) -> list[Box[T]]:
    """Divide one strip along its length; the cells that rounding leaves go to the larger ones."""
    x, y, thick, length = place
    boxes: list[Box[T]] = []
    at, done = 0, 0
    for number, (item, size) in enumerate(items):
        done += size
        end = length if number == len(items) - 1 else round(length * done / total)
        share = max(1, end - at)
        left = len(items) - number - 1
        if at + share >= length and left:
            boxes.append(
                _box(None, total - done + size, (x, y, thick), (at, length), across=across)
            )
            return boxes
        boxes.append(_box(item, size, (x, y, thick), (at, at + share), across=across))
        at += share
    return boxes


def _box(
    item: T | None,
    size: int,
    place: tuple[int, int, int],
    span: tuple[int, int],
    *,
    across: bool,
) -> Box[T]:
    x, y, thick = place
    start, end = span
    if across:
        return Box(item, size, x, y + start, thick, end - start)
    return Box(item, size, x + start, y, end - start, thick)

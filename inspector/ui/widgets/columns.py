"""Columns of a list, and how they share a width: fixed ones, flexible ones, and some dropped.

Where there is no room, columns go in the order of their ``drop`` numbers (1 first), those of one
number together, and come back in the reverse order. What then still does not fit is narrowed from
the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Column:
    """One column: all widths in cells.

    Attributes:
        title: Shown in the header line; a list whose titles are all empty has no header.
        width: Fixed width, or 0 for a flexible column, which takes what the others leave.
        least: A flexible column's minimum; below it, other columns drop.
        share: A flexible column's part of the room left over, against other flexible columns.
        right: Aligned to the right (sizes, counts).
        drop: 0 never drops; 1 drops first, then 2, and so on; columns of one number go together.
        gap: Blank cells before it, unless it comes first.
        is_foreign: Whether the title is another program's, and the same in each language.

    """

    title: str = ""
    width: int = 0
    least: int = 8
    share: int = 1
    right: bool = False
    drop: int = 0
    gap: int = 1
    is_foreign: bool = False

    @property
    def floor(self) -> int:
        """The cells it needs at least."""
        return self.width or self.least


class Slot(NamedTuple):
    """A column that is shown: its place among the source's columns, and its cells."""

    column: int
    gap: int
    width: int
    right: bool


def lay_out(columns: Sequence[Column], width: int) -> tuple[Slot, ...]:
    """Return the columns that fit into ``width`` cells, each with its own width."""
    kept = _kept(columns, width)
    gaps = _gaps(columns, kept)
    widths = _widths([columns[index] for index in kept], width - sum(gaps))
    slots: list[Slot] = []
    room = width
    for index, gap, wanted in zip(kept, gaps, widths, strict=True):
        cells = min(wanted, room - gap)
        if cells < 1:
            break
        slots.append(Slot(index, gap, cells, columns[index].right))
        room -= gap + cells
    return tuple(slots)


def _kept(columns: Sequence[Column], width: int) -> list[int]:
    kept = list(range(len(columns)))
    for number in sorted({column.drop for column in columns if column.drop}):
        if _needed(columns, kept) <= width:
            break
        kept = [index for index in kept if columns[index].drop != number]
    return kept


def _needed(columns: Sequence[Column], kept: list[int]) -> int:
    return sum(columns[index].floor for index in kept) + sum(_gaps(columns, kept))


def _gaps(columns: Sequence[Column], kept: list[int]) -> list[int]:
    return [columns[index].gap if place else 0 for place, index in enumerate(kept)]


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    spare = max(0, room - sum(column.floor for column in columns))
    shares = sum(column.share for column in columns if not column.width)
    widths: list[int] = []
    for column in columns:
        if column.width:
            widths.append(column.width)
            continue
        # Dividing what is left by the shares that are left gives every cell away.
        extra = spare * column.share // shares
        widths.append(column.least + extra)
        spare -= extra
        shares -= column.share
    return widths

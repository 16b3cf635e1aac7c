"""Which part of which line each row of the screen shows: wrapped at a width, or only when endless.

A line may be megabytes long: a row never holds more than a bounded part of one, so that drawing it
takes the same time whatever the file.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from .escapes import TAB, cells_of, is_plain, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Characters of a row that is not wrapped.
LONGEST = 4096


class RowPart(NamedTuple):
    """A row's part of a line: ``text[start:stop]``; a later part begins behind 0."""

    line: int
    start: int
    stop: int | None


class Layout:
    """The rows of some lines. ``widest`` is the widest row in cells, 0 where rows are wrapped."""

    def __init__(self, lines: array[int], starts: array[int], count: int, widest: int) -> None:
        self._lines = lines
        self._starts = starts
        self._count = count
        self.widest = widest

    def __len__(self) -> int:
        return self._count

    def part(self, row: int) -> RowPart:
        """Return what a row shows."""
        if row >= len(self._lines):
            return RowPart(row, 0, None)
        line, start = self._lines[row], self._starts[row]
        follows = row + 1 < len(self._lines) and self._lines[row + 1] == line
        return RowPart(line, start, self._starts[row + 1] if follows else None)

    def row_of(self, line: int, at: int = 0) -> int:
        """Return the row that shows a place in a line."""
        if not self._lines:
            return line
        first = bisect_left(self._lines, line)
        end = bisect_right(self._lines, line, first)
        return max(first, bisect_right(self._starts, at, first, end) - 1)


def one_row_each(count: int, widest: int = 0) -> Layout:
    """Return a layout of ``count`` lines that are known to be short."""
    return Layout(array("L"), array("L"), count, widest)


def lay_out(count: int, text: Callable[[int], str], width: int | None) -> Layout:
    """Lay out ``count`` lines, wrapped at ``width`` cells, or (None) only where they are endless.

    Looks at every line: for a thread where there are many.
    """
    lines, starts = array("L"), array("L")
    widest = 0
    for line in range(count):
        found = text(line)
        begins = _breaks(found, width) if len(found) > (width or LONGEST) // 8 else (0,)
        for start in begins:
            lines.append(line)
            starts.append(start)
        if width is None:
            widest = max(widest, _cells(found[:LONGEST]))
    return Layout(lines, starts, len(lines), widest)


def _cells(text: str) -> int:
    return len(text) if is_plain(text) else sum(map(cells_of, show(text)))


def _breaks(text: str, width: int | None) -> Iterator[int]:
    if width is None:
        yield from range(0, max(1, len(text)), LONGEST)
    elif is_plain(text):
        yield from range(0, max(1, len(text)), width)
    else:
        yield from _breaks_by_cells(text, width)


def _breaks_by_cells(text: str, width: int) -> Iterator[int]:
    yield 0
    start = column = 0
    for at, char in enumerate(text):
        cells = TAB - column % TAB if char == "\t" else cells_of(char)
        # Marks that take no cell could go on without end, too.
        if at > start and (column + cells > width or at - start >= LONGEST):
            yield at
            start, column = at, 0
            cells = TAB if char == "\t" else cells
        column += cells

"""Draws boxes with lines and text: rows of cells, each with the name of its style.

Boxes are bounded by solid lines, what lies in them is parted by dotted ones, and the chosen box has
heavy lines: nothing is told by a colour alone.
"""

from __future__ import annotations

from itertools import groupby, product
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.style import Style

from inspector.language import _
from inspector.text import human_size, printable
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.fitting import ELLIPSIS, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.ui.widgets.box_layout import Item, Tile

PLAIN, LINE, INNER_LINE = "boxes--box", "boxes--line", "boxes--inner-line"
CHOSEN, CHOSEN_LINE = "boxes--cursor", "boxes--chosen-line"
# Behind a tone: that of a label on a line, of a box within another one or of a box itself.
ON_LINE, ON_OUTER_LINE = "-on-line", "-on-outer-line"
_NO_STYLE = Style.null()
# As in a list: a run of marks that take no cell must not be looked at without end.
_CHARACTERS_PER_CELL = 8
# So many cells of a name are left where it gives way to the size.
_LEAST_NAME = 12
_UP, _RIGHT, _DOWN, _LEFT = 8, 4, 2, 1
_INNER_ROW, _INNER_COLUMN = "╌", "┊"
# By the weights of the lines that go up, right, down and left: none, light or heavy.
_CROSSINGS = " ╴╸╷┐┑╻┒┓╶─╾┌┬┭┎┰┱╺╼━┍┮┯┏┲┳╵┘┙│┤┥╽┧┪└┴┵├┼┽┟╁╅┕┶┷┝┾┿┢╆╈╹┚┛╿┦┩┃┨┫┖┸┹┞╀╃┠╂╉┗┺┻┡╄╇┣╊╋"


def _crossing(light: int, heavy: int) -> str:
    """Return the character of the lines that leave a cell; a heavy one covers a light one."""
    place = 0
    for side in (_UP, _RIGHT, _DOWN, _LEFT):
        place = place * 3 + (2 if heavy & side else 1 if light & side else 0)
    return _CROSSINGS[place]


_LINES = {pair: _crossing(*pair) for pair in product(range(16), repeat=2)}


class CellRun(NamedTuple):
    """Cells side by side with one style: a component class of the picture."""

    text: str
    tone: str


class Drawing:
    """A picture, drawn once; which box is chosen is added to a row when that is asked for."""

    def __init__(self, tiles: Sequence[Tile], width: int, height: int) -> None:
        """Draw all boxes into ``width`` by ``height`` cells."""
        self._lines = [bytearray(width) for _ in range(height)]
        self._texts = [[" "] * width for _ in range(height)]
        self._tones = [[LINE] * width for _ in range(height)]
        self._labels: list[dict[int, int]] = [{} for _ in range(height)]
        for tile in tiles:
            for y in range(tile.top, tile.bottom + 1):
                _add_frame(self._lines[y], tile, y)
        for texts, lines in zip(self._texts, self._lines, strict=True):
            texts[:] = [_LINES[sides, 0] for sides in lines]
        for tile in tiles:
            self._fill(tile)

    def row(self, y: int, chosen: Tile | None) -> Iterator[CellRun]:
        """Yield one row of the picture."""
        texts, tones = self._texts[y], self._tones[y]
        if chosen is not None and chosen.top <= y <= chosen.bottom:
            texts, tones = texts.copy(), tones.copy()
            self._choose(chosen, y, texts, tones)
        at = 0
        for tone, cells in groupby(tones):
            end = at + sum(1 for _ in cells)
            yield CellRun("".join(texts[at:end]), tone)
            at = end

    def _choose(self, tile: Tile, y: int, texts: list[str], tones: list[str]) -> None:
        """Draw the lines of the chosen box into a row; labels stay, its own is marked."""
        heavy = bytearray(len(texts))
        _add_frame(heavy, tile, y)
        for x in range(tile.left, tile.right + 1):
            if heavy[x]:
                texts[x] = texts[x] if self._is_label(x, y) else _LINES[self._lines[y][x], heavy[x]]
                tones[x] = tones[x] if self._is_label(x, y) else CHOSEN_LINE
        if y == tile.top:
            start = tile.left + 1
            end = self._labels[y].get(start, start)
            tones[start:end] = [CHOSEN] * (end - start)

    def _is_label(self, x: int, y: int) -> bool:
        return any(start <= x < end for start, end in self._labels[y].items())

    def _fill(self, tile: Tile) -> None:
        """Draw what is within the lines of a box, and its label upon them."""
        for y in range(tile.top + 1, tile.bottom):
            self._colour(tile, y)
        self._write(tile, ON_OUTER_LINE)
        for inner in tile.within:
            self._part(inner, tile)

    def _part(self, inner: Tile, outer: Tile) -> None:
        """Draw a box within a box: dotted lines where it has neighbours, and its label."""
        has_line = inner.top > outer.top + 1
        if has_line:
            cells = inner.right - inner.left - 1
            self._texts[inner.top][inner.left + 1 : inner.right] = [_INNER_ROW] * cells
            self._tones[inner.top][inner.left + 1 : inner.right] = [INNER_LINE] * cells
        for y in range(inner.top, inner.bottom):
            if inner.left > outer.left:
                self._texts[y][inner.left], self._tones[y][inner.left] = _INNER_COLUMN, INNER_LINE
            if y > inner.top or not has_line:
                self._colour(inner, y)
        self._write(inner, ON_LINE if has_line else "")

    def _colour(self, tile: Tile, y: int) -> None:
        cells = tile.right - tile.left - 1
        self._tones[y][tile.left + 1 : tile.right] = [_tone(tile)] * cells

    def _write(self, tile: Tile, place: str) -> None:
        """Write the label of a box; where that has no room for the size, below it."""
        room = tile.right - tile.left - 1
        text, is_sized = label(tile, room)
        self._put(text, tile, tile.top, place)
        if not is_sized and not tile.within and tile.bottom - tile.top > 1:
            self._put(f" {human_size(tile.size)} ", tile, tile.top + 1)

    def _put(self, text: str, tile: Tile, y: int, place: str = "") -> None:
        """Write text that is no wider than a box. Cells are counted, characters are not."""
        start, cells = tile.left + 1, cell_len(text)
        if 0 < cells < tile.right - tile.left:
            self._texts[y][start : start + cells] = [text, *[""] * (cells - 1)]
            self._tones[y][start : start + cells] = [_tone(tile) + place] * cells
            self._labels[y][start] = start + cells


def _tone(tile: Tile) -> str:
    return (tile.item.tone if tile.item is not None else "") or PLAIN


def _add_frame(row: bytearray, tile: Tile, y: int) -> None:
    """Add the lines of a box to the cells of one row."""
    if y in {tile.top, tile.bottom}:
        for x in range(tile.left, tile.right + 1):
            row[x] |= (_LEFT if x > tile.left else 0) | (_RIGHT if x < tile.right else 0)
    for x in (tile.left, tile.right):
        row[x] |= (_UP if y > tile.top else 0) | (_DOWN if y < tile.bottom else 0)


def label(tile: Tile, room: int) -> tuple[str, bool]:
    """Return printable text of at most ``room`` cells, and whether the size is in it.

    A blank on each side keeps it off the lines: without room for these there is no label.
    """
    size = f"  {human_size(tile.size)}"
    share = f"  {tile.share}" if tile.share else ""
    for end, is_sized in ((size + share, True), (size, True), ("", False)):
        name = _whole(_name(tile), room - len(end) - 2)
        if name is not None:
            return f" {name}{end} ", is_sized
        if end == size and room - len(end) - 2 >= _LEAST_NAME:
            return f" {_shortened(tile, room - len(end) - 2)}{end} ", True
    name = _shortened(tile, room - 2)
    return (f" {name} " if name else ""), False


def _name(tile: Tile) -> str:
    if tile.item is None:
        return _("+{count:,} more").format(count=tile.count)
    return _marked(tile.item)


def _marked(item: Item) -> str:
    return f"{item.mark} {item.name}" if item.mark else item.name


def _whole(text: str, room: int) -> str | None:
    """Return text made printable, None where it does not fit."""
    if len(text) > room * _CHARACTERS_PER_CELL:
        return None
    shown = printable(text)
    return shown if cell_len(shown) <= room else None


def _shortened(tile: Tile, room: int) -> str:
    item = tile.item
    if item is None:
        # A number that is cut is another number.
        return _whole(f"+{tile.count:,}", room) or ELLIPSIS[: max(room, 0)]
    if item.keeps_end:
        mark = f"{item.mark} " if item.mark else ""
        return mark + keep_end(item.name, room - len(mark))
    return "".join(part.text for part in fit([(_marked(item), _NO_STYLE)], room, _NO_STYLE)).rstrip(
        " "
    )

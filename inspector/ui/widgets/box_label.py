"""The label of a box: letter, name, size and share, as much of it as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style

from inspector.text import human_size, printable
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.fitting import ELLIPSIS, fit

if TYPE_CHECKING:
    from inspector.ui.widgets.box_plan import Tile
    from inspector.ui.widgets.box_source import Item

_PLAIN = Style.null()
# As in a list: a run of marks that take no cell must not be looked at without end.
_CHARACTERS_PER_CELL = 8
# So many cells of a name are left where it gives way to the size.
_LEAST_NAME = 12


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
    return f"+{tile.count:,} more" if tile.item is None else _marked(tile.item)


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
    return "".join(part.text for part in fit([(_marked(item), _PLAIN)], room, _PLAIN)).rstrip(" ")

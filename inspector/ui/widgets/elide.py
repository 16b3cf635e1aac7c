"""Paths that do not fit keep their end: the name says more than the folders around it."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from inspector.text import printable

_ELLIPSIS = "…"
# As in a list: a run of marks that take no cell must not be looked at without end.
_CHARACTERS_PER_CELL = 8


def keep_end(text: str, width: int) -> str:
    """Return text made printable in at most ``width`` cells, ``…`` first where it was cut."""
    budget = max(width, 1) * _CHARACTERS_PER_CELL
    shown = printable(text[-budget:])
    if len(text) <= budget and cell_len(shown) <= width:
        return shown
    if width < 1:
        return ""
    room = width - len(_ELLIPSIS)
    kept = shown[::-1]
    # Cut from the far end, character by character, so that a wide one is never halved.
    kept = set_cell_size(kept, room).rstrip(" ") if cell_len(kept) > room else kept
    return _ELLIPSIS + kept[::-1]

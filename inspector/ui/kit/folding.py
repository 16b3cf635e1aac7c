"""What keys do to rows that open and close, of which some lead to a path."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from inspector.ui.widgets.rows import Rows


@runtime_checkable
class FoldingRows(Protocol):
    """Rows of which some open and close."""

    def turn(self, index: int, *, unfold: bool | None = None) -> int:
        """Open or close the group of a row; return where the group stands."""
        ...

    def place_at(self, index: int) -> tuple[str, int] | None:
        """Return the path of a row and a layer that has it, None for a group's own row."""
        ...


def turn(event: Rows.Asked) -> None:
    """Open or close what a row belongs to, as the key says."""
    if isinstance(event.source, FoldingRows):
        wanted = {Rows.Fold: False, Rows.Unfold: True}.get(type(event))
        _turn(event, event.source, unfold=wanted)


def open_row(event: Rows.Chosen) -> tuple[str, int] | None:
    """Return the path that a row leads to and its layer; a group's own row opens or closes."""
    if not isinstance(event.source, FoldingRows):
        return None
    place = event.source.place_at(event.row)
    if place is None:
        _turn(event, event.source)
    return place


def _turn(event: Rows.Asked, source: FoldingRows, *, unfold: bool | None = None) -> None:
    row = source.turn(event.row, unfold=unfold)
    event.rows.set_source(event.source, cursor=row)

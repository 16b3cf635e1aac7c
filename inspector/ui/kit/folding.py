"""A list whose rows open and close, of which some lead to a path."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import on

from inspector.ui.kit.pane import Pane
from inspector.ui.session import messages
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


class FoldingPane(Pane):
    """A pane with a list of ``FoldingRows``."""

    @on(Rows.Toggle)
    @on(Rows.Fold)
    @on(Rows.Unfold)
    def _turned(self, event: Rows.Asked) -> None:
        """Open or close what a row belongs to, as the key says."""
        event.stop()
        if isinstance(event.source, FoldingRows):
            wanted = {Rows.Fold: False, Rows.Unfold: True}.get(type(event))
            _turn(event, event.source, unfold=wanted)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        """Go to the path of a row; a group's own row opens or closes."""
        event.stop()
        if not isinstance(event.source, FoldingRows):
            return
        place = event.source.place_at(event.row)
        if place is None:
            _turn(event, event.source)
        else:
            self.post_message(messages.PathAsked(*place))


def _turn(event: Rows.Asked, source: FoldingRows, *, unfold: bool | None = None) -> None:
    row = source.turn(event.row, unfold=unfold)
    event.rows.set_source(event.source, cursor=row)

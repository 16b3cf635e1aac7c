"""An application that writes to the terminal what has changed on it, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual._compositor import CompositorUpdate
from textual.app import App

from inspector.ui.shell.terminal.shown_cells import ChangedCells, ShownCells

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen


class DrawingApp(App[int]):
    """Knows what the terminal shows."""

    _shown: ShownCells | None = None

    def forget_shown(self) -> None:
        """Write all cells with the next frame: something else may have written to the terminal."""
        self._shown = None

    on_resize = forget_shown  # a terminal may have wrapped or cleared lines

    def action_redraw(self) -> None:
        """Draw everything anew."""
        self._shown = None
        self.refresh()

    def _display(
        self, screen: Screen[Any], renderable: RenderableType | CompositorUpdate | None
    ) -> None:
        if isinstance(renderable, CompositorUpdate):
            self._shown = self._shown or ShownCells()
            renderable = ChangedCells(renderable, self._shown)
        super()._display(screen, cast("RenderableType", renderable))

"""Less on the screen, and larger, for those who read from far away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.widgets.rows import SPACED, Rows

if TYPE_CHECKING:
    from textual.app import App

    from inspector.ui.shell.main_screen import MainScreen


def turn_presentation(app: App[Any], main: MainScreen) -> None:
    """Show the layers and the files alone, with larger spacing, or all again. Not remembered."""
    app.toggle_class(SPACED)
    for screen in app.screen_stack:
        for rows in screen.query(Rows):
            rows.space_out()
    main.present(is_wanted=app.has_class(SPACED))

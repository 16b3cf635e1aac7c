"""Less on the screen, and larger, for those who read from far away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.kit.pane import reveal
from inspector.ui.shell.splitter import PaneSizes
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
    _make_room(main, is_wanted=app.has_class(SPACED))


def _make_room(main: MainScreen, *, is_wanted: bool) -> None:
    """Give the layers and the files all the room, or what they had."""
    files = main.panes.named("files")
    if is_wanted and main.active_pane is not files:
        reveal(files)
    main.query_one(PaneSizes).on_resize()
    if is_wanted and not (main.focused and main.find_widget(main.focused).visible_region):
        main.go_into(files)

"""The line on top of what lies over the whole screen."""

from __future__ import annotations

from inspector.ui.widgets.path_text import PathText


class TitleLine(PathText):
    """What is shown."""

    LEAST = 20
    DEFAULT_CSS = """
    TitleLine { background: $panel; color: $foreground; text-style: bold; }
    """

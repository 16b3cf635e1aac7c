"""The palette of commands, with the keys that work in it below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette

from inspector.ui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Palette(CommandPalette):
    """Textual's, whose own line of keys is that of the screen below."""

    HELP = """\
## Palette

All that can be done here, by its name: what keys do, layers, themes. What is used most comes first.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "Close", id="palette.close", tooltip="Close the palette"),
    ]

    def __init__(self) -> None:
        hint = "Type what to do; ↑↓ move, Enter does it"
        super().__init__(id="--command-palette", placeholder=hint)

    def compose(self) -> ComposeResult:
        """Lay out the palette, and the keys."""
        yield from super().compose()
        yield KeyLine()

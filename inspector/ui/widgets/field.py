"""A line to type in, which tells truly which keys are text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from inspector.language import _

if TYPE_CHECKING:
    from textual.events import Paste

_UNICODE_NAMES = {name: unicode for unicode, name in KEY_NAME_REPLACEMENTS.items()}


class TextField(Input):
    """Textual's, which takes ``slash`` for a key of the screen: Unicode calls it otherwise."""

    # Textual's lays out the whole screen with each letter: a longer text only scrolls in the line.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is text."""
        name = _UNICODE_NAMES.get(key, key)
        return super().check_consume_key(key, character or key_to_character(name))

    def action_copy(self) -> None:
        """Copy the selected text, and select it no longer, so that the key is free again."""
        super().action_copy()
        self.selection = Selection.cursor(self.cursor_position)
        self.notify(_("Copied"))

    def _on_paste(self, event: Paste) -> None:
        """Take what can be seen of the first line: Textual's takes nothing where a part cannot."""
        event.prevent_default()
        event.stop()
        line = next(iter(event.text.splitlines()), "")
        text = "".join(filter(str.isprintable, line))
        self.replace(text, *self.selection)

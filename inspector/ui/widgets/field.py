"""A line to type in, which tells truly which keys are text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Paste
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.events import Key

_UNICODE_NAMES = {name: unicode for unicode, name in KEY_NAME_REPLACEMENTS.items()}


class Field(Input):
    """Textual's, which takes ``slash`` for a key of the screen: Unicode calls it otherwise."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is text."""
        name = _UNICODE_NAMES.get(key, key)
        return super().check_consume_key(key, character or key_to_character(name))

    def _on_paste(self, event: Paste) -> None:
        """Take what can be seen of the first line: Textual's takes nothing where a part cannot."""
        event.prevent_default()
        event.stop()
        text = "".join(filter(str.isprintable, event.text.partition("\n")[0]))
        self.replace(text, *self.selection)

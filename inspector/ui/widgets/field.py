"""A line to type in, which tells truly which keys are text in it."""

from __future__ import annotations

from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.widgets import Input

_UNICODE_NAMES = {name: unicode for unicode, name in KEY_NAME_REPLACEMENTS.items()}


class Field(Input):
    """Textual's, which takes ``slash`` for a key of the screen: Unicode calls it otherwise."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is text."""
        name = _UNICODE_NAMES.get(key, key)
        return super().check_consume_key(key, character or key_to_character(name))

"""Keys in sentences: what a key is called there, and help texts that name actions.

A help text says ```{main.filter}` filters``; whoever shows it fills in the key that the user has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.keys import format_key

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE = re.compile(r"\{([a-z_]+\.[a-z0-9_]+)\}")
_WORDS = {
    "escape": "Escape", "enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "Backspace",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
    "pageup": "PageUp", "pagedown": "PageDown", "delete": "Delete", "insert": "Insert",
}  # fmt: skip


def key_word(key: str) -> str:
    """Return what a sentence calls a key, which has Textual's name."""
    *modifiers, base = key.split("+")
    return "+".join((*map(str.capitalize, modifiers), _WORDS.get(base) or format_key(base)))


def filled(text: str, word_of: Callable[[str], str]) -> str:
    """Return a help text with a key in place of each action's name."""
    return PLACE.sub(lambda place: word_of(place[1]), text)

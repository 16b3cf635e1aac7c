"""Keys that move, in lists, pictures and texts: everyone tries them unasked."""

from __future__ import annotations

from textual.binding import Binding

_KEYS = {
    "up": "up,k", "down": "down,j", "left": "left,h", "right": "right,l",
    "page_up": "pageup", "page_down": "pagedown", "first": "home,g", "last": "end,G",
}  # fmt: skip


def motion_keys(group: str, **moves: tuple[str, str]) -> list[Binding]:
    """Return keys that stand in the help, but not in the line of keys.

    ``moves`` are an action and what the help says of it, by the name that a keymap has for it.
    """
    return [hidden_key(f"{group}.{name}", _KEYS[name], *move) for name, move in moves.items()]


def hidden_key(name: str, keys: str, action: str, tooltip: str) -> Binding:
    """Return keys that the line of keys does not show, by the name that a keymap has for them."""
    return Binding(keys, action, tooltip, id=name, tooltip=tooltip, show=False)

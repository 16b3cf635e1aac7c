"""Whole sets of keys to begin with, by the name that a keymap file gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The keys of dive 0.13 for what it can do, beside ours, which move where dive has their key.
_DIVE: Mapping[str, tuple[str, ...]] = {
    "main.all": ("A", "ctrl+a"),
    "main.changes": ("C", "ctrl+l"),
    "app.redraw": ("ctrl+r",),
    "main.filter": ("slash", "ctrl+f"),
    "main.sort": ("s", "ctrl+o"),
    "rows.page_up": ("pageup", "u"),
    "rows.page_down": ("pagedown", "d"),
    "lines.page_up": ("pageup", "u"),
    "lines.page_down": ("pagedown", "space", "d"),
    "path.difference": ("D",),
    "viewer.difference": ("D",),
    "life.difference": ("D",),
    "path.extract": ("x", "ctrl+e"),
    "lines.extract": ("x", "ctrl+e"),
}

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"default": {}, "dive": _DIVE}

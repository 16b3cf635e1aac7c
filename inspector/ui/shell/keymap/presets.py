"""Whole sets of keys to begin with, by the name that a keymap file gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The keys of dive 0.13 for what it can do, beside ours, which move where dive has their key.
# Where a key stands twice, the inner part has it: in the list of layers, Ctrl+A compares all up to
# the cursor, elsewhere it hides added files, as in dive; Ctrl+P wraps a text, elsewhere it is ours.
_DIVE: Mapping[str, tuple[str, ...]] = {
    "layers.aggregate": ("V", "ctrl+a"),
    "layers.single": ("S", "ctrl+l"),
    "main.changes": ("C", "ctrl+l"),
    "main.added": ("A", "ctrl+a"),
    "main.removed": ("R", "ctrl+r"),
    # To most terminals the same as Enter, which opens: M is always there.
    "main.modified": ("M", "ctrl+m"),
    "main.unmodified": ("U", "ctrl+u"),
    "main.fold_all": ("Z", "ctrl+space"),
    "main.attributes": ("O", "ctrl+b"),
    "main.filter": ("slash", "ctrl+f", "ctrl+slash"),
    "main.sort": ("s", "ctrl+o"),
    "rows.page_up": ("pageup", "u"),
    "rows.page_down": ("pagedown", "d"),
    "lines.page_up": ("pageup", "u"),
    "lines.page_down": ("pagedown", "space", "d"),
    "lines.wrap": ("w", "ctrl+p"),
    "path.difference": ("D",),
    "main.compare": ("ctrl+d",),
    "viewer.difference": ("D",),
    "life.difference": ("D",),
    "path.extract": ("x", "ctrl+e"),
    "lines.extract": ("x", "ctrl+e"),
    "app.palette": ("colon", "ctrl+p"),
    "app.redraw": ("f5",),
}

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"default": {}, "dive": _DIVE}

"""What the screen remembers from one time to the next, in a small file of the user's.

Whatever in it does not fit (damage, another version's fields, a value out of bounds) is answered
with the default; where it cannot be written, nothing is remembered, and nobody is told.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

import msgspec

from inspector.basememory import BaseMemory
from inspector.statefile import AnyPath, read_state, state_path, write_state

_NAME = "settings.json"


# The least and the most of each size that can be changed.
LIMITS = {"left_percent": (15, 80), "top_rows": (4, 60), "layers_percent": (15, 85)}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered.

    Attributes:
        theme: The name of a theme; none: what suits the terminal.
        sort: The order of the file tree, by its name there.
        newest_first: Whether the list of layers begins with the top layer.
        shows_empty_steps: Whether steps that made no layer are listed between the layers.
        left_percent: The width of the left panes in percent of a wide screen.
        top_rows: The height of the list of layers in rows where the panes are stacked.
        layers_percent: The height of the list of layers in percent of the left panes.
        is_wrapped: Whether the viewer wraps long lines.
        is_side_by_side: Whether a difference is shown side by side.

    """

    theme: Annotated[str, msgspec.Meta(max_length=100)] = ""
    sort: Annotated[str, msgspec.Meta(max_length=100)] = ""
    newest_first: bool = False
    shows_empty_steps: bool = True
    left_percent: int = 50
    top_rows: int = 9
    layers_percent: int = 60
    is_wrapped: bool = False
    is_side_by_side: bool = False

    def resized(self, **sizes: int) -> Settings:
        """Return the same with other sizes: what is below or above a limit is that limit."""
        fitting = {
            name: max(least, min(sizes.get(name, getattr(self, name)), most))
            for name, (least, most) in LIMITS.items()
        }
        return msgspec.structs.replace(self, **fitting)


class Memory:
    """The settings and where they are kept; without a path they are forgotten.

    ``bases`` are the base images that the user has set.
    """

    def __init__(self, path: AnyPath | None = None, bases: BaseMemory | None = None) -> None:
        """Read the file, if there is one."""
        self._path = path
        self.bases = bases or BaseMemory()
        self.settings = read_settings(path) if path is not None else Settings()

    def change(self, **fields: str | int | bool) -> None:
        """Remember other values: fields of ``Settings`` by their names."""
        changed = msgspec.structs.replace(self.settings, **fields)
        if changed == self.settings:
            return
        self.settings = changed
        if self._path is None:
            return
        # Another screen may have remembered something else meanwhile.
        written = msgspec.structs.replace(read_settings(self._path), **fields)
        write_state(self._path, written)


def settings_path() -> str | None:
    """Return where the user's settings lie, None where no home is known."""
    return state_path(_NAME)


def read_settings(path: AnyPath) -> Settings:
    """Return what a file remembers, the default for each value that it does not or that is odd."""
    return _fitting(read_state(path))


def _fitting(found: dict[str, Any]) -> Settings:
    settings = Settings()
    for field in msgspec.structs.fields(Settings):
        if field.name in found:
            with suppress(msgspec.ValidationError):
                value = msgspec.convert(found[field.name], field.type)
                settings = msgspec.structs.replace(settings, **{field.name: value})
    return settings.resized()

"""What keys do, and the keys that the user gave to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

# What terminals send for a key beside its own name, as a byte that has another one.
_BYTES = {"ctrl+space": "ctrl+@", "ctrl+slash": "ctrl+underscore"}


@dataclass(frozen=True, slots=True)
class Action:
    """What keys do: one binding, by the name that a keymap has for it.

    ``tooltip`` and ``description`` are English, ``words`` and ``label`` what is shown of them: what
    the help says, in which ``{label}`` is the other, and what the line of keys calls it.
    """

    id: str
    keys: tuple[str, ...]
    call: str
    tooltip: str
    is_shown: bool
    description: str

    @property
    def words(self) -> str:
        return _(self.tooltip).replace("{label}", self.label)

    @property
    def label(self) -> str:
        return _(self.description)


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys by the names of actions, and what of the file could not be followed."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()


def sent(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys with what a terminal may send in their place."""
    others = (_BYTES[key] for key in keys if key in _BYTES)
    return (*keys, *others)

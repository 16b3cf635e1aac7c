"""What a picture of boxes shows: things with a size, the largest of them, and how many more."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.treemap import NO_REST, Rest

if TYPE_CHECKING:
    from collections.abc import Hashable


class RestKey(Enum):
    """The key of the box that stands for all that is too small for one of its own."""

    REST = "rest"


REST = RestKey.REST


class Item(msgspec.Struct, frozen=True):
    """One thing.

    Attributes:
        key: What it is; no other of its level has the same.
        name: Its label: may hold anything that an image holds, the picture makes it printable.
        size: Its bytes, more than none.
        mark: A letter in front of the name, "" for none.
        tone: A component class of the picture, such as ``boxes--removed``, "" for none.
        is_folder: Whether one can go into it.
        keeps_end: Whether a name that does not fit loses its beginning.
        within: What lies in it, drawn inside its box where there is room.

    """

    key: Hashable
    name: str
    size: int
    mark: str = ""
    tone: str = ""
    is_folder: bool = False
    keeps_end: bool = False
    within: Level | None = None


class Level(msgspec.Struct, frozen=True):
    """Things side by side, the largest first; ``others`` are smaller than all of them."""

    items: tuple[Item, ...] = ()
    others: Rest = NO_REST

    @property
    def size(self) -> int:
        """The bytes of all of them."""
        return sum(item.size for item in self.items) + self.others.size

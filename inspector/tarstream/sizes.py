"""How large a layer is, as docker counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.tarstream.entry import FILE_KINDS, Kind
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.tarstream.entry import Entry


def layer_size(entries: Iterable[Entry]) -> int:
    """Return docker history's SIZE of a layer from its tar alone, before anything is merged.

    Right unless a tar names a path twice or links to a lower layer: ``usage`` knows those.
    """
    total = 0
    for entry in entries:
        if entry.kind in FILE_KINDS:
            total += entry.size
        elif entry.kind is Kind.SYMLINK:
            total += len(encode(entry.link))
    return total

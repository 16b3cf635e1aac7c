"""Who looks at contents while they pass: the bytes of a compressed layer pass only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from inspector.tarstream.entry import Entry


class Watch(Protocol):
    """Is shown the contents that it wants."""

    def wants(self, folder: str, name: str, size: int, /) -> int:
        """Return how many bytes of a file of ``size`` are to be shown: all held in memory."""
        ...

    def see(self, entry: Entry, data: bytes, /) -> None:
        """Look at a content, or its beginning."""
        ...

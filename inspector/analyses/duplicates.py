"""Equal contents under different paths of the final image."""

from __future__ import annotations

import msgspec


class Duplicate(msgspec.Struct, frozen=True):
    """One content that several files have; ``bytes`` is what one copy stores."""

    sha256: str
    bytes: int
    paths: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many files have the content."""
        return len(self.paths)

    @property
    def saved_bytes(self) -> int:
        """What is stored besides one copy."""
        return (self.count - 1) * self.bytes


class Duplicates(msgspec.Struct, frozen=True):
    """What is there several times, most to save first; ``unread`` files could not be compared."""

    rows: tuple[Duplicate, ...]
    unread: int = 0

    @property
    def bytes(self) -> int:
        """What one copy of each would save."""
        return sum(row.saved_bytes for row in self.rows)

"""Equal contents under different paths of the final image."""

from __future__ import annotations

import msgspec


class Duplicate(msgspec.Struct, frozen=True):
    """Files of the same content; ``bytes`` are those of one, ``paths`` are sorted."""

    sha256: str
    bytes: int
    paths: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.paths)

    @property
    def saved_bytes(self) -> int:
        """What could be saved by storing one alone."""
        return (self.count - 1) * self.bytes

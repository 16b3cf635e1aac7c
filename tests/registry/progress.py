"""Those who wait for a registry: one adds up, one has had enough."""

from __future__ import annotations

from inspector.io.progress import CancelledError


class Told:
    """Adds up what it is told."""

    def __init__(self) -> None:
        self.bytes = 0
        self.calls = 0

    def advance(self, size: int, /) -> None:
        self.bytes += size
        self.calls += 1


class Ending(Told):
    """Ends what it is told of, after so many calls."""

    def __init__(self, calls: int = 1) -> None:
        super().__init__()
        self._most = calls

    def advance(self, size: int, /) -> None:
        super().advance(size)
        if self.calls >= self._most:
            raise CancelledError

"""What one input may cost, asserted by counts: clocks differ from machine to machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType


class BoundError(Exception):
    """An input costs more than its length explains."""


def hold(count: int, most: int, what: str) -> None:
    """Raise BoundError where there is more of something than there may be."""
    if count > most:
        raise BoundError(f"{count:,} {what}, at most {most:,} expected")


class Source:
    """Bytes in order, at most ``step`` at a time; raises BoundError for those who take too many."""

    def __init__(self, data: bytes, step: int = 1 << 20) -> None:
        self._data = data
        self._step = step
        self._at = 0
        self._reads = 0

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""
        self._count()
        part = self._data[self._at : self._at + min(size, self._step)]
        self._at += len(part)
        return part

    def _count(self) -> None:
        self._reads += 1
        hold(self._reads, 16 + 4 * len(self._data) // min(self._step, 512), "reads")


class SkippingSource(Source):
    """The same where bytes can be passed over."""

    def skip(self, size: int, /) -> int:
        """Pass over bytes; return how many there were."""
        self._count()
        size = min(size, len(self._data) - self._at)
        self._at += size
        return size


class Steps:
    """Counts calls of functions; raises BoundError in the one that is too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.count = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _see(self, _frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            self.count += 1
            if self.count > self._most:
                sys.setprofile(None)
                hold(self.count, self._most, "steps")

"""An input as a sequence of choices, so that few bytes make a whole archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Taker:
    """Takes choices from an input's bytes, in order; behind its end all are nought."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        """Whether any bytes are left."""
        return self._at < len(self._data)

    def below(self, end: int) -> int:
        """Return a number below ``end``, which is at most 256."""
        self._at += 1
        return self._data[self._at - 1] % end if self._at <= len(self._data) else 0

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of several."""
        return choices[self.below(len(choices))]

    def some(self) -> bytes:
        """Return at most 255 bytes."""
        size = self.below(256)
        self._at += size
        return self._data[self._at - size : self._at]

    def rest(self) -> bytes:
        """Return all that is left."""
        found = self._data[self._at :]
        self._at = len(self._data)
        return found

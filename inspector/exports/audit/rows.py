"""Long lists of a report, of which no element is there before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class LazyRows(Sequence[T]):
    """A list whose elements are made when they are asked for.

    All of them at once may take more memory than the tree that the report is about.
    """

    def __init__(self, make: Callable[[Any], T], values: Sequence[Any]) -> None:
        self._make = make
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._values)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> LazyRows[T]: ...
    def __getitem__(self, at: int | slice) -> T | LazyRows[T]:
        found = self._values[at]
        return LazyRows(self._make, found) if isinstance(at, slice) else self._make(found)

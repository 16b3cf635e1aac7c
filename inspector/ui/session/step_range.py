"""Which steps are looked at as one: a range with two ends, of which the chosen step is one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepRange:
    """A range of steps by the place of its other end; without an ``anchor`` there is none.

    ``is_aggregate``: the chosen step goes below the anchor alone, and takes no step from there
    along.
    """

    anchor: int | None = None
    is_aggregate: bool = False

    def __bool__(self) -> bool:
        return self.anchor is not None

    def places(self, chosen: int) -> range:
        """Return the places of the range with the chosen step at one of them."""
        if self.anchor is None:
            return range(0)
        end = chosen if self.is_aggregate and chosen < self.anchor else self.anchor
        return range(min(end, chosen), max(end, chosen) + 1)


NO_RANGE = StepRange()

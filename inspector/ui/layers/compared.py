"""Which steps are looked at as one: a range with two ends, of which the cursor is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.ui.session.history_steps import between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.session.history_steps import Step


@dataclass(frozen=True, slots=True)
class StepRange:
    """A range of steps by the places of its ends; without an ``anchor`` there is none.

    ``is_aggregate``: the cursor goes below the anchor alone, and takes no step from there along.
    """

    anchor: int | None = None
    is_aggregate: bool = False

    def __bool__(self) -> bool:
        return self.anchor is not None

    def _far_end(self, at: int) -> int | None:
        is_below = self.anchor is not None and at < self.anchor
        return at if self.is_aggregate and is_below else self.anchor

    def places(self, at: int) -> range:
        """Return the places of the range with the cursor at one of them."""
        end = self._far_end(at)
        return range(0) if end is None else range(min(end, at), max(end, at) + 1)

    def step(self, steps: Sequence[Step], at: int) -> Step:
        """Return the step under the cursor, with the others of the range."""
        end = self._far_end(at)
        return steps[at] if end is None else between(steps, end, at)


def above_first(steps: Sequence[Step], at: int) -> StepRange:
    """Return all layers above the first, whichever the cursor is on."""
    layers = [place for place, step in enumerate(steps) if step.layer is not None]
    return StepRange((layers[1:2] or layers[:1] or [at])[0], is_aggregate=True)

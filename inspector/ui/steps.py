"""The steps that made an image: its layers, and the history rows between that own none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.instruction import instruction

if TYPE_CHECKING:
    from inspector.image import Image
    from inspector.spec import HistoryEntry

_NO_HISTORY = "(no history row says what made this layer)"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``layer`` is None where it made none; ``top`` is the last layer there was then."""

    layer: int | None
    top: int
    entry: HistoryEntry | None

    @property
    def instruction(self) -> str:
        """The command as its Dockerfile instruction, as the image writes it: not printable yet."""
        if self.entry is None:
            return _NO_HISTORY
        return instruction(self.entry.created_by or "") or self.entry.comment or "(no command)"

    @property
    def is_lost(self) -> bool:
        """Whether the history says that the step made a layer, and the image has none for it."""
        return self.layer is None and self.entry is not None and not self.entry.empty_layer


def steps_of(image: Image) -> list[Step]:
    """Return all steps, oldest first; layers that no history row owns come last."""
    steps: list[Step] = []
    top = -1
    for entry, layer in image.history:
        top = layer if layer is not None else top
        steps.append(Step(layer, top, entry))
    owned = top + 1
    steps += [Step(index, index, None) for index in range(owned, len(image.layers))]
    return steps

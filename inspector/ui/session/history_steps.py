"""The steps that made an image: its layers, and the history rows between that own none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.instruction import Instructions
from inspector.language import _
from inspector.ui.session.step_range import NO_RANGE, StepRange

if TYPE_CHECKING:
    from inspector.reading.image import Image
    from inspector.spec import HistoryEntry

_WITHOUT_CONFIG = Instructions()


class Span(NamedTuple):
    """Layers ``first`` to ``last``, looked at as one."""

    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return _("layer {layer}").format(layer=self.first)
        return _("layers {first}..{last}").format(first=self.first, last=self.last)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``layer`` is None where it made none; ``top`` is the last layer there was then.

    ``first`` is set where a range of layers is compared that ends with ``layer``.

    ``place`` is its number among all steps, oldest first; ``step_range`` says which others it was
    chosen with.
    """

    layer: int | None
    top: int
    entry: HistoryEntry | None
    first: int | None = None
    instructions: Instructions = _WITHOUT_CONFIG
    place: int = 0
    step_range: StepRange = NO_RANGE

    @property
    def places(self) -> range:
        """The places of the steps that are looked at as one, none without a range."""
        return self.step_range.places(self.place)

    @property
    def span(self) -> Span | None:
        """The layers whose changes are shown, None where the step made no layer."""
        if self.layer is None:
            return None
        return Span(self.layer if self.first is None else self.first, self.layer)

    @property
    def below(self) -> int:
        """The layer that the changes are compared with, -1 below the first."""
        return (self.top if self.first is None else self.first) - 1

    @property
    def instruction(self) -> str:
        """What made it: the command as its Dockerfile instruction, not printable yet."""
        return self.instructions.name(self.entry)

    @property
    def is_lost(self) -> bool:
        """Whether the history says that the step made a layer, and the image has none for it."""
        return self.layer is None and self.entry is not None and not self.entry.empty_layer


def steps_of(image: Image) -> list[Step]:
    """Return all steps, oldest first; layers that no history row owns come last."""
    steps: list[Step] = []
    instructions = Instructions(image.config)
    top = -1
    for entry, layer in image.history:
        top = layer if layer is not None else top
        steps.append(Step(layer, top, entry, instructions=instructions, place=len(steps)))
    for layer in range(top + 1, len(image.layers)):
        steps.append(Step(layer, layer, None, place=len(steps)))
    return steps

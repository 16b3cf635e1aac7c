"""Which step is chosen next, from what is asked for and the one that is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.ui.session.step_range import NO_RANGE, StepRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


def step_at(steps: Sequence[Step], place: int, step_range: StepRange = NO_RANGE) -> Step | None:
    """Return the step at a place with the others of a range; None where there is no such place.

    The layers of a range are compared as one. Where none of its steps made a layer, there is
    nothing to compare: the step alone.
    """
    if not 0 <= place < len(steps):
        return None
    step = replace(steps[place], step_range=step_range)
    found = [steps[each].layer for each in step.places if each < len(steps)]
    layers = [layer for layer in found if layer is not None]
    if not layers:
        return step
    return replace(step, layer=layers[-1], top=layers[-1], first=layers[0])


def step_of_layer(steps: Sequence[Step], layer: int, step_range: StepRange) -> Step | None:
    """Return the step that made a layer, with the others of a range."""
    place = next((each.place for each in steps if each.layer == layer), None)
    return None if place is None else step_at(steps, place, step_range)


def step_of_row(session: Session, row: int, step_range: StepRange) -> Step | None:
    """Return the step of a row of the history, with the others of a range.

    None where the list of layers leaves it out: there is nothing to go to.
    """
    entry = session.image.history[row][0]
    step = next((each for each in session.steps if each.entry is entry), None)
    if step is None or (step.layer is None and not session.memory.settings.shows_empty_steps):
        return None
    return step_at(session.steps, step.place, step_range)


def next_layer(steps: Sequence[Step], place: int, by: int) -> int | None:
    """Return the place of the next layer above (+1) or below (-1), past steps without one."""
    after = steps[place + 1 :] if by > 0 else reversed(steps[:place])
    return next((each.place for each in after if each.layer is not None), None)


def above_first(steps: Sequence[Step], place: int) -> StepRange:
    """Return all layers above the first, whichever step is chosen: the one at ``place``, say."""
    layers = [step.place for step in steps if step.layer is not None]
    return StepRange((layers[1:2] or layers[:1] or [place])[0], is_aggregate=True)

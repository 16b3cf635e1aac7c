"""Which step is chosen next, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.session.step_choice import (
    above_first,
    next_layer,
    step_at,
    step_of_layer,
    step_of_row,
)
from inspector.ui.session.step_range import NO_RANGE, StepRange
from tests.ui.images import small
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


def layers(step: Step | None) -> tuple[int, int] | None:
    """Return the layers that are compared as one."""
    return None if step is None or step.span is None else (step.span.first, step.span.last)


def test_a_range_compares_all_its_layers(tmp_path: Path) -> None:
    steps = session_of(small(tmp_path)).steps
    assert [step.layer for step in steps] == [0, None, 1, 2, None]
    assert [step.place for step in steps] == [0, 1, 2, 3, 4]
    assert step_at(steps, 3) == steps[3]
    for place, anchor, wanted in [
        (3, 0, (0, 2)), (0, 3, (0, 2)), (4, 2, (1, 2)), (4, 4, None), (1, 2, (1, 1)),
    ]:  # fmt: skip
        step = step_at(steps, place, StepRange(anchor))
        assert step is not None
        assert (step.place, layers(step)) == (place, wanted)
        assert [*step.places] == [*range(min(place, anchor), max(place, anchor) + 1)]


def test_of_an_aggregate_the_first_layer_is_alone(tmp_path: Path) -> None:
    steps = session_of(small(tmp_path)).steps
    above = above_first(steps, 3)
    assert [layers(step_at(steps, place, above)) for place in range(5)] == [
        (0, 0), None, (1, 1), (1, 2), (1, 2),
    ]  # fmt: skip


def test_a_place_that_is_not_there_is_nothing_to_choose(tmp_path: Path) -> None:
    steps = session_of(small(tmp_path)).steps
    assert step_at(steps, 5) is None
    assert step_at(steps, -1) is None
    assert step_at([], 0) is None
    assert step_of_layer(steps, 3, NO_RANGE) is None


def test_a_layer_is_the_other_end_of_a_range(tmp_path: Path) -> None:
    steps = session_of(small(tmp_path)).steps
    assert layers(step_of_layer(steps, 2, StepRange(0))) == (0, 2)
    assert layers(step_of_layer(steps, 2, NO_RANGE)) == (2, 2)


def test_the_next_layer_lies_past_steps_without_one(tmp_path: Path) -> None:
    steps = session_of(small(tmp_path)).steps
    assert [next_layer(steps, place, 1) for place in range(5)] == [2, 2, 3, None, None]
    assert [next_layer(steps, place, -1) for place in range(5)] == [None, 0, 0, 2, 3]


def test_a_row_of_the_history_is_chosen_where_the_list_has_it(tmp_path: Path) -> None:
    def places(session: Session) -> list[int | None]:
        found = [step_of_row(session, row, NO_RANGE) for row in range(5)]
        return [None if step is None else step.place for step in found]

    session = session_of(small(tmp_path))
    assert places(session) == [0, 1, 2, 3, 4]
    session.memory.change(shows_empty_steps=False)
    assert places(session) == [0, None, 2, 3, None]

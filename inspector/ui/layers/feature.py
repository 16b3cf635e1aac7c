"""The list of layers and all details of one, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.kit.feature import Feature
from inspector.ui.layers.details import DetailsPane, PathLine
from inspector.ui.layers.pane import LayersPane
from inspector.ui.session import messages
from inspector.ui.session.step_choice import step_at, step_of_layer, step_of_row
from inspector.ui.session.step_range import NO_RANGE, StepRange
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain, Main
    from inspector.ui.session.history_steps import Step


def _chains() -> Sequence[Chain]:
    from inspector.ui.kit.dialog import TextDialog
    from inspector.ui.layers.dialog import LayerDialog

    return [(Rows, LayersPane), (DetailsPane,), (LayerDialog, TextDialog)]


def _range_of(main: Main) -> StepRange:
    step = main.selection.step
    return NO_RANGE if step is None else step.step_range


# What is chosen changes at once: a key that comes next would be set back by what comes behind it.
def _choose(main: Main, step: Step | None) -> None:
    if step is not None and step != main.selection.step:
        main.pick(step)


def _pick(main: Main, asked: messages.StepAsked) -> None:
    if main.session is not None:
        step_range = _range_of(main) if asked.step_range is None else asked.step_range
        _choose(main, step_at(main.session.steps, asked.place, step_range))


def _pick_layer(main: Main, layer: int, step_range: StepRange) -> None:
    if main.session is not None:
        _choose(main, step_of_layer(main.session.steps, layer, step_range))


def _show(main: Main, asked: messages.LayerAsked) -> None:
    _pick_layer(main, asked.layer, NO_RANGE)
    if asked.goes_there:
        main.answer(messages.FilesAsked())


def _go_to(main: Main, asked: messages.LayerStepAsked) -> None:
    _pick_layer(main, asked.layer, _range_of(main))


def _go_to_row(main: Main, asked: messages.RowStepAsked) -> None:
    if main.session is not None:
        _choose(main, step_of_row(main.session, asked.row, _range_of(main)))


def _enter(main: Main, asked: messages.LayersAsked) -> None:
    if asked.layer is not None:
        _pick_layer(main, asked.layer, NO_RANGE)
    main.go_into(main.pane(LayersPane))


def _mark(main: Main, asked: messages.LayerMarksAsked) -> None:
    main.pane(LayersPane).mark_filtered(asked.layers)


def _details(asked: messages.StepOpened) -> Screen[Any]:
    from inspector.ui.layers.dialog import LayerDialog

    return LayerDialog(asked.session, asked.step)


FEATURE = Feature(
    panes=(LayersPane, DetailsPane, PathLine),
    chains=_chains,
    answers={
        messages.StepAsked: _pick,
        messages.LayerAsked: _show,
        messages.LayerStepAsked: _go_to,
        messages.RowStepAsked: _go_to_row,
        messages.LayersAsked: _enter,
        messages.LayerMarksAsked: _mark,
    },
    opens={messages.StepOpened: _details},
)

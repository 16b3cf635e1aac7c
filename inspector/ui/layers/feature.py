"""The list of layers and all details of one, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.kit.feature import Feature
from inspector.ui.layers.details import DetailsPane, PathLine
from inspector.ui.layers.pane import LayersPane
from inspector.ui.session import messages
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain, Main


def _chains() -> Sequence[Chain]:
    from inspector.ui.kit.dialog import TextDialog
    from inspector.ui.layers.dialog import LayerDialog

    return [(Rows, LayersPane), (DetailsPane,), (LayerDialog, TextDialog)]


# What is chosen changes at once: a key that comes next would be set back by what comes behind it.
def _choose(main: Main, picked: messages.StepPicked | None) -> None:
    if picked is not None:
        main.pick(picked)


def _pick(main: Main, asked: messages.LayerAsked) -> None:
    _choose(main, main.pane(LayersPane).pick(asked.layer))
    if asked.goes_there:
        main.answer(messages.FilesAsked())


def _go_to(main: Main, asked: messages.LayerStepAsked) -> None:
    _choose(main, main.pane(LayersPane).go_to(asked.layer))


def _go_to_row(main: Main, asked: messages.RowStepAsked) -> None:
    if main.session is not None:
        entry = main.session.image.history[asked.row][0]
        _choose(main, main.pane(LayersPane).pick_entry(entry))


def _enter(main: Main, asked: messages.LayersAsked) -> None:
    layers = main.pane(LayersPane)
    if asked.layer is not None:
        _choose(main, layers.pick(asked.layer))
    main.go_into(layers)


def _mark(main: Main, asked: messages.LayerMarksAsked) -> None:
    main.pane(LayersPane).mark_filtered(asked.layers)


def _details(asked: messages.StepOpened) -> Screen[Any]:
    from inspector.ui.layers.dialog import LayerDialog

    return LayerDialog(asked.session, asked.step)


FEATURE = Feature(
    panes=(LayersPane, DetailsPane, PathLine),
    chains=_chains,
    answers={
        messages.LayerAsked: _pick,
        messages.LayerStepAsked: _go_to,
        messages.RowStepAsked: _go_to_row,
        messages.LayersAsked: _enter,
        messages.LayerMarksAsked: _mark,
    },
    opens={messages.StepOpened: _details},
)

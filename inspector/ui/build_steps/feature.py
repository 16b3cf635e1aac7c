"""The build played step by step, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.language import N_
from inspector.ui.kit.feature import Feature, MainKey
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.build_steps.screen import BuildScreen, StepList
    from inspector.ui.widgets.rows import Rows

    return [(StepList, BuildScreen), (Rows, BuildScreen)]


def _build(asked: messages.BuildOpened) -> Screen[Any]:
    from inspector.ui.build_steps.screen import BuildScreen

    return BuildScreen(asked.session, asked.step)


FEATURE = Feature(
    chains=_chains,
    opens={messages.BuildOpened: _build},
    main_keys=(
        MainKey(
            key="P",
            name="main.build",
            label=N_("Step by step"),
            words=N_("Play the build step by step, and see what a change makes it run again"),
            opening=messages.BuildOpened,
        ),
    ),
)

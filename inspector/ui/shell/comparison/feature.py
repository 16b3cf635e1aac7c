"""The screen of two images, as a feature: its panes are those of other features, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.shell.comparison.keys import PANES
    from inspector.ui.shell.comparison.screen import ComparisonScreen
    from inspector.ui.shell.path_screen import PathScreen
    from inspector.ui.widgets.rows import Rows

    return [(Rows, each, ComparisonScreen, PathScreen) for each in PANES if each.HELP]


def _compare(asked: messages.ComparisonOpened) -> Screen[None]:
    from inspector.ui.shell.comparison.screen import ComparisonScreen

    return ComparisonScreen(asked)


FEATURE = Feature(chains=_chains, opens={messages.ComparisonOpened: _compare})

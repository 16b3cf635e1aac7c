"""What is inside a file, and what changed in it, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain
    from inspector.ui.session.target import Target
    from inspector.ui.viewer.lines_screen import LinesScreen


def _chains() -> Sequence[Chain]:
    from inspector.ui.viewer.difference_screen import DifferenceScreen
    from inspector.ui.viewer.lines_screen import LinesScreen
    from inspector.ui.viewer.screen import Viewer
    from inspector.ui.widgets.text_lines import TextLines

    return [(TextLines, Viewer, LinesScreen), (TextLines, DifferenceScreen, LinesScreen)]


def _content(asked: messages.PathOpened) -> Screen[None]:
    from inspector.ui.viewer.screen import Viewer

    return Viewer(asked.target.own)


def _difference(asked: messages.DifferenceOpened) -> Screen[None]:
    from inspector.ui.viewer.difference_screen import DifferenceScreen

    return DifferenceScreen(asked.target, _viewer_of)


def _viewer_of(target: Target) -> LinesScreen:
    # Only when it is asked for: the difference does not wait for it.
    from inspector.ui.viewer.screen import Viewer

    return Viewer(target.own)


FEATURE = Feature(
    chains=_chains,
    opens={messages.PathOpened: _content, messages.DifferenceOpened: _difference},
)

"""The stack of a path, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.language import N_
from inspector.ui.kit.feature import Feature, PathKey
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.stack.screen import StackScreen
    from inspector.ui.widgets.rows import Rows

    return [(Rows, StackScreen)]


def _stack(asked: messages.StackOpened) -> Screen[Any]:
    from inspector.ui.stack.screen import StackScreen

    return StackScreen(asked.target.own)


FEATURE = Feature(
    chains=_chains,
    opens={messages.StackOpened: _stack},
    path_keys=(
        PathKey(
            key="L",
            name="path.stack",
            label=N_("Stack"),
            words=N_("Which layer answers for the path, from the top down"),
            opening=messages.StackOpened,
        ),
    ),
)

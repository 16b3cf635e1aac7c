"""The stack of a path, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.kit.feature import Feature
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


FEATURE = Feature(chains=_chains, opens={messages.StackOpened: _stack})

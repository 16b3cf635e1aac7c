"""The history of a path, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.life.dialog import LifeDialog
    from inspector.ui.widgets.rows import Rows

    return [(Rows, LifeDialog)]


def _life(asked: messages.LifeOpened) -> Screen[Any]:
    from inspector.ui.life.dialog import LifeDialog

    return LifeDialog(asked.target.own)


FEATURE = Feature(chains=_chains, opens={messages.LifeOpened: _life})

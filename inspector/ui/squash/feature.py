"""Squashing layers, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.kit.save_dialog import SaveDialog
    from inspector.ui.squash.dialog import SquashDialog

    return [(SquashDialog, SaveDialog)]


def _squash(asked: messages.SquashOpened) -> Screen[None]:
    from inspector.ui.squash.dialog import SquashDialog

    session = asked.session
    count = len(session.image.layers)
    layers = asked.layers
    if layers is None:
        base = session.base.layers if session.base is not None else 0
        layers = range(base if base < count else 0, count)
    return SquashDialog(session, asked.usage, layers)


FEATURE = Feature(chains=_chains, opens={messages.SquashOpened: _squash})

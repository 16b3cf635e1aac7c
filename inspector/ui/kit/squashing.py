"""Asks for layers of the image to be made one, from any pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import _
from inspector.ui.kit.placeholders import WAITING_FOR_ALL
from inspector.ui.session import messages

if TYPE_CHECKING:
    from inspector.ui.kit.pane import Pane


def ask_to_squash(pane: Pane, layers: range | None) -> None:
    """Ask where to write the image, once all layers are read; None: those above the base image."""
    session = pane.session
    if session is None or not session.image.layers:
        return
    if session.usage is None:
        pane.notify(_(WAITING_FOR_ALL), markup=False)
    else:
        pane.post_message(messages.SquashOpened(session, session.usage, layers))

"""The comparison of two images, as a feature of the screen: it asks for the other image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.comparison.dialog import OtherField, OtherImageDialog

    return [(OtherField,), (OtherImageDialog,)]


def _ask(asked: messages.OtherImageOpened) -> Screen[Any]:
    from inspector.ui.comparison.dialog import OtherImageDialog

    return OtherImageDialog(asked.session, asked.other)


FEATURE = Feature(chains=_chains, opens={messages.OtherImageOpened: _ask})

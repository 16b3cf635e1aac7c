"""Writing a path to a folder, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.extract.dialog import ExtractDialog, FolderField

    return [(FolderField,), (ExtractDialog,)]


def _extract(asked: messages.ExtractOpened) -> Screen[None]:
    from inspector.ui.extract.dialog import ExtractDialog

    return ExtractDialog(asked.target.own)


FEATURE = Feature(chains=_chains, opens={messages.ExtractOpened: _extract})

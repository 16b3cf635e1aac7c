"""The container, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from inspector.ui.kit.feature import Chain


def _chains() -> Sequence[Chain]:
    from inspector.ui.container.commit_dialog import CommitDialog
    from inspector.ui.container.prompt import PromptField
    from inspector.ui.container.remove_dialog import RemoveDialog
    from inspector.ui.container.screen import ContainerScreen
    from inspector.ui.kit.save_dialog import SaveDialog, SaveField
    from inspector.ui.widgets.rows import Rows
    from inspector.ui.widgets.text_lines import TextLines

    return [
        (PromptField,),
        (Rows, ContainerScreen),
        (TextLines, ContainerScreen),
        (SaveField,),
        (CommitDialog, SaveDialog),
        (RemoveDialog,),
    ]


def _container(asked: messages.ContainerOpened) -> Screen[None]:
    from inspector.ui.container.screen import ContainerScreen

    return ContainerScreen(asked.session)


FEATURE = Feature(chains=_chains, opens={messages.ContainerOpened: _container})

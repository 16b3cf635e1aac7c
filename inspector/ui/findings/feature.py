"""The list of findings, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.findings.pane import FindingsPane
from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages
from inspector.ui.session.selection import FindingLevels

if TYPE_CHECKING:
    from inspector.ui.kit.feature import Main


def _show(main: Main, _: messages.FindingsAsked) -> None:
    main.choose(finding_levels=FindingLevels.ALL, finding_words="")
    main.show_tab(FindingsPane)


FEATURE = Feature(
    panes=(FindingsPane,),
    answers={messages.FindingsAsked: _show},
)

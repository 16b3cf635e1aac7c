"""The list of waste, as a feature of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature
from inspector.ui.session import messages
from inspector.ui.waste.pane import WastePane

if TYPE_CHECKING:
    from inspector.ui.kit.feature import Main


def _show(main: Main, asked: messages.WasteAsked) -> None:
    if asked.layer is not None:
        main.answer(messages.LayerAsked(asked.layer, goes_there=False))
    main.choose(grouping=asked.grouping, is_of_layer=asked.layer is not None)
    main.pane(WastePane).go_to_largest()
    main.show_tab(WastePane)


FEATURE = Feature(
    panes=(WastePane,),
    answers={messages.WasteAsked: _show},
)

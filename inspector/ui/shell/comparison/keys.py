"""The panes of two images, their keys, and what the help says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from inspector.language import N_
from inspector.ui.comparison.header import ComparedHeaderPane
from inspector.ui.comparison.layers import (
    ComparedDetailsPane,
    ComparedLayersPane,
)
from inspector.ui.comparison.tables import (
    ComparedFindingsPane,
    ComparedHistoryPane,
    ComparedPackagesPane,
    SettingsPane,
)
from inspector.ui.kit.pane import Place
from inspector.ui.shell.features import panes
from inspector.ui.shell.main_keys import FILES_KEYS

if TYPE_CHECKING:
    from textual.binding import BindingType

    from inspector.ui.kit.pane import Pane

PANES: tuple[type[Pane], ...] = (
    ComparedLayersPane,
    ComparedDetailsPane,
    *(pane for pane in panes() if pane.SHOWS_TWO),
    SettingsPane,
    ComparedPackagesPane,
    ComparedHistoryPane,
    ComparedFindingsPane,
    ComparedHeaderPane,
)
_TABS = [each for each in PANES if each.PLACE is Place.TAB]

COMPARISON_HELP = N_("""\
## Two images

What changed from the old image to the new one. The files of both are one tree: `A` is only in the
new image, `D` only in the old one, `M` differs, `m` differs only in mode, owner or times; a file
that moved says from where, or where it is now. `{main.mode}` shows all files of both, or only what
differs. `{rows.choose}` on a file that differs shows the difference, on another one its contents;
`{difference.old}` and `{difference.view}` show the old and the new file itself. The layers stand
side by side; the other tabs list what differs besides files, as far as it is known by now.
""")

COMPARISON_KEYS: list[BindingType] = [
    *FILES_KEYS,
    *(
        Binding(str(number), f"tab({number})", pane.TITLE, id=f"comparison.tab{number}",
                show=False, tooltip=N_("Show {label}"))
        for number, pane in enumerate(_TABS, 1)
    ),
    Binding("tab", "app.focus_next", N_("Next pane"), id="comparison.focus_next", show=False,
            tooltip=N_("The next pane")),
    Binding("shift+tab", "app.focus_previous", N_("Previous pane"), show=False,
            id="comparison.focus_previous", tooltip=N_("The previous pane")),
    Binding("escape,q", "close", N_("Close"), id="comparison.close",
            tooltip=N_("Stop reading, or close the comparison")),
]  # fmt: skip

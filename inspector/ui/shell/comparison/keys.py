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
from inspector.ui.kit.pane import PanePlace
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
_TABS = [each for each in PANES if each.PLACE is PanePlace.TAB]

COMPARISON_HELP = N_("""\
## Two images

What changed from the old image to the new one. The files of both are one tree: `A` is only in the
new image, `D` only in the old one, `M` differs, `m` differs only in mode, owner or times; a file
that moved shows where it came from, or where it is now. `{main.mode}` shows all files of both, or
only what differs. `{rows.choose}` on a file that differs shows the difference, on another one its
contents; `{difference.old}` and `{difference.view}` show the old and the new file itself. The
layers stand side by side; the other tabs list what differs besides files, as far as it is known by
now. `{comparison.totals}` shows the whole verdict with the totals.
""")

_FILES_HELP = N_("""\
## Files

The files of both images: what differs, or (`{main.mode}`) all of them. The letter says what became
of a path: `A` added, `M` modified, `m` only mode, owner or times changed, `D` removed, no letter
for what is the same; `!` marks a finding that is new or gone. A folder is marked `M` if something
below it differs, `m` if only its own attributes do; a closed folder counts what differs in it. The
size of a folder is that of all its files. `{rows.choose}` opens a folder or shows the difference of
a file. `{main.sort}` sorts by size, name, change or number of files, within each folder; the order
is remembered. `{main.filter}` filters, `{main.next_match}` and `{main.previous_match}` go to the
next and the previous match, `{main.clear_filter}` clears the filter.

`{main.added}`, `{main.modified}`, `{main.removed}` and `{main.unmodified}` hide or show added,
modified, removed and unmodified files; the title shows what is hidden. A folder stays visible while
anything in it is shown. `{main.fold_all}` closes or opens all folders, `{main.attributes}` hides or
shows the columns for mode, owner and size.
""")

# What speaks of a layer elsewhere.
OTHER_WORDS = {
    "FilesPane": _FILES_HELP,
    "main.mode": N_("Show all files of both images, or only what differs"),
    "main.all": N_("Show all files of both images"),
    "main.changes": N_("Show only what differs"),
    "main.added": N_("Hide or show files that only the new image has"),
    "main.modified": N_("Hide or show files that differ"),
    "main.removed": N_("Hide or show files that only the old image has"),
    "main.unmodified": N_("Hide or show files that are the same"),
    "main.filter": N_("Find files by name, size, kind, change or owner; rows of the other tabs"),
    "main.next_match": N_("The next match"),
    "main.previous_match": N_("The previous match"),
    "path.difference": N_("What changed in the path from the old image to the new one"),
    "path.life": N_("Every layer of its image that wrote, changed or hid the path"),
}

COMPARISON_KEYS: list[BindingType] = [
    *FILES_KEYS,
    *(
        Binding(str(number), f"tab({number})", pane.TITLE, id=f"comparison.tab{number}",
                show=False, tooltip=N_("Show {label}"))
        for number, pane in enumerate(_TABS, 1)
    ),
    Binding("equals_sign", "pane('compared-header', 'totals')", N_("Totals"),
            id="comparison.totals", show=False,
            tooltip=N_("Show the verdict and the totals in full")),
    Binding("tab", "app.focus_next", N_("Next pane"), id="comparison.focus_next", show=False,
            tooltip=N_("The next pane")),
    Binding("shift+tab", "app.focus_previous", N_("Previous pane"), show=False,
            id="comparison.focus_previous", tooltip=N_("The previous pane")),
    Binding("escape,q", "close", N_("Close"), id="comparison.close",
            tooltip=N_("Stop reading, or close the comparison")),
]  # fmt: skip

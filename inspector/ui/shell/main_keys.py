"""The keys that work from every pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from inspector.ui.shell.features import tabs

if TYPE_CHECKING:
    from textual.binding import BindingType

MAIN_KEYS: list[BindingType] = [
    Binding("a", "turn_mode", "All/changes", id="main.mode",
            tooltip="Show everything up to the layer, or only what it changed"),
    Binding("W", "mode(True)", "All", id="main.all", show=False,
            tooltip="Show everything up to the layer"),
    Binding("C", "mode(False)", "Changes", id="main.changes", show=False,
            tooltip="Show only what the layer changed"),
    Binding("A", "turn_kind('added')", "Hide added", id="main.added", show=False,
            tooltip="Hide or show added files"),
    Binding("M", "turn_kind('modified')", "Hide modified", id="main.modified", show=False,
            tooltip="Hide or show modified files"),
    Binding("R", "turn_kind('removed')", "Hide removed", id="main.removed", show=False,
            tooltip="Hide or show removed files"),
    Binding("U", "turn_kind('unmodified')", "Hide unmodified", id="main.unmodified", show=False,
            tooltip="Hide or show unmodified files"),
    Binding("Z", "fold_all", "Fold all", id="main.fold_all", show=False,
            tooltip="Close or open all folders"),
    Binding("O", "turn_attributes", "Attributes", id="main.attributes", show=False,
            tooltip="Hide or show mode, owner and size of the files"),
    # Before all others, as what is typed right after it is meant for the filter.
    Binding("slash", "begin_filter", "Filter", key_display="/", id="main.filter", priority=True,
            tooltip="Find files by name, size, kind, change, layer or owner; findings, packages"),
    Binding("s", "turn_sort", "Sort", id="main.sort",
            tooltip="Sort the files by size, name, change or number of files"),
    Binding("n", "pane('files', 'match', 1)", "Next match", id="main.next_match", show=False,
            tooltip="The next match, also in the next layers"),
    Binding("N", "pane('files', 'match', -1)", "Previous match", id="main.previous_match",
            show=False, tooltip="The previous match, also in the previous layers"),
    Binding("escape", "clear_filter", "Clear filter", id="main.clear_filter",
            tooltip="Clear the filter, from anywhere"),
    Binding("left_square_bracket", "pane('layers', 'step', -1)", "Previous layer", key_display="[",
            id="main.previous", show=False, tooltip="The previous layer, from anywhere"),
    Binding("right_square_bracket", "pane('layers', 'step', 1)", "Next layer", key_display="]",
            id="main.next", show=False, tooltip="The next layer, from anywhere"),
    *(
        Binding(str(number), f"tab({number})", pane.TITLE, id=f"main.tab{number}", show=False,
                tooltip=f"Show {pane.TITLE}")
        for number, pane in enumerate(tabs(), 1)
    ),
    Binding("w", "pane('waste', 'worst')", "Worst waste", id="main.worst", show=False,
            tooltip="Show the most expensive layer pair, from anywhere"),
    Binding("c", "container", "Container", id="main.container", show=False,
            tooltip="Open a prompt in a container of the image, and see what it would write"),
    Binding("i", "pick_image", "Images", id="main.images", show=False,
            tooltip="Choose another image of the archive"),
    Binding("v", "pane('layers', 'turn_range')", "Range", id="main.range",
            tooltip="Compare a range of layers that starts at this one"),
    Binding("B", "pane('layers', 'set_base')", "Base image", id="main.base", show=False,
            tooltip="Set or unset this layer as the end of the base image"),
    Binding("escape", "pane('layers', 'end_range')", "End range", id="main.end_range", show=False,
            tooltip="End the range and show one layer again"),
    Binding("equals_sign", "pane('header', 'enter')", "Totals", id="main.totals", show=False,
            tooltip="Go to the totals"),
    Binding("tab", "app.focus_next", "Next pane", id="main.focus_next", show=False,
            tooltip="The next pane"),
    Binding("shift+tab", "app.focus_previous", "Previous pane", id="main.focus_previous",
            show=False, tooltip="The previous pane"),
    Binding("q", "app.quit", "Quit", id="main.quit", tooltip="Quit"),
]  # fmt: skip

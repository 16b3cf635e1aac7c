"""The keys that work from every pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from inspector.language import N_
from inspector.ui.shell.features import tabs

if TYPE_CHECKING:
    from textual.binding import BindingType

# Those of the files alone.
FILES_KEYS: list[BindingType] = [
    Binding("a", "turn_mode", N_("All/changes"), id="main.mode",
            tooltip=N_("Show everything up to the layer, or only what it changed")),
    Binding("W", "mode(True)", N_("All"), id="main.all", show=False,
            tooltip=N_("Show everything up to the layer")),
    Binding("C", "mode(False)", N_("Changes"), id="main.changes", show=False,
            tooltip=N_("Show only what the layer changed")),
    Binding("A", "turn_kind('added')", N_("Hide added"), id="main.added", show=False,
            tooltip=N_("Hide or show added files")),
    Binding("M", "turn_kind('modified')", N_("Hide modified"), id="main.modified", show=False,
            tooltip=N_("Hide or show modified files")),
    Binding("R", "turn_kind('removed')", N_("Hide removed"), id="main.removed", show=False,
            tooltip=N_("Hide or show removed files")),
    Binding("U", "turn_kind('unmodified')", N_("Hide unmodified"), id="main.unmodified", show=False,
            tooltip=N_("Hide or show unmodified files")),
    Binding("Z", "fold_all", N_("Fold all"), id="main.fold_all", show=False,
            tooltip=N_("Close or open all folders")),
    Binding("O", "turn_attributes", N_("Attributes"), id="main.attributes", show=False,
            tooltip=N_("Hide or show mode, owner and size of the files")),
    # Before all others, as what is typed right after it is meant for the filter.
    Binding("slash", "begin_filter", N_("Filter"), key_display="/", id="main.filter", priority=True,
            tooltip=N_("Find files by name, size, kind, change, layer or owner; findings, "
                       "packages")),
    Binding("s", "turn_sort", N_("Sort"), id="main.sort",
            tooltip=N_("Sort the files by size, name, change or number of files")),
    Binding("n", "pane('files', 'match', 1)", N_("Next match"), id="main.next_match", show=False,
            tooltip=N_("The next match, also in the next layers")),
    Binding("N", "pane('files', 'match', -1)", N_("Previous match"), id="main.previous_match",
            show=False, tooltip=N_("The previous match, also in the previous layers")),
    Binding("escape", "clear_filter", N_("Clear filter"), id="main.clear_filter",
            tooltip=N_("Clear the filter, from anywhere")),
]  # fmt: skip
MAIN_KEYS: list[BindingType] = [
    *FILES_KEYS,
    Binding("left_square_bracket", "pane('layers', 'step', -1)", N_("Previous layer"),
            key_display="[",
            id="main.previous", show=False, tooltip=N_("The previous layer, from anywhere")),
    Binding("right_square_bracket", "pane('layers', 'step', 1)", N_("Next layer"), key_display="]",
            id="main.next", show=False, tooltip=N_("The next layer, from anywhere")),
    *(
        Binding(str(number), f"tab({number})", pane.TITLE, id=f"main.tab{number}", show=False,
                tooltip=N_("Show {label}"))
        for number, pane in enumerate(tabs(), 1)
    ),
    Binding("w", "pane('waste', 'worst')", N_("Worst waste"), id="main.worst", show=False,
            tooltip=N_("Show the most expensive layer pair, from anywhere")),
    Binding("P", "open('Build')", N_("Step by step"), id="main.build", show=False,
            tooltip=N_("Play the build step by step, and see what a change makes it run again")),
    Binding("c", "open('Container')", N_("Container"), id="main.container", show=False,
            tooltip=N_("Open a prompt in a container of the image, and see what it would write")),
    Binding("D", "open('Comparison')", N_("Compare"), id="main.compare", show=False,
            tooltip=N_("Compare with another image…")),
    Binding("i", "pick_image", N_("Images"), id="main.images", show=False,
            tooltip=N_("Choose another image of the archive")),
    Binding("v", "pane('layers', 'turn_range')", N_("Range"), id="main.range",
            tooltip=N_("Compare a range of layers that starts at this one")),
    Binding("B", "pane('layers', 'set_base')", N_("Base image"), id="main.base", show=False,
            tooltip=N_("Set or unset this layer as the end of the base image")),
    Binding("escape", "pane('layers', 'end_range')", N_("End range"), id="main.end_range",
            show=False,
            tooltip=N_("End the range and show one layer again")),
    Binding("equals_sign", "pane('header', 'enter')", N_("Totals"), id="main.totals", show=False,
            tooltip=N_("Go to the totals")),
    Binding("tab", "app.focus_next", N_("Next pane"), id="main.focus_next", show=False,
            tooltip=N_("The next pane")),
    Binding("shift+tab", "app.focus_previous", N_("Previous pane"), id="main.focus_previous",
            show=False, tooltip=N_("The previous pane")),
    Binding("q", "app.quit", N_("Quit"), id="main.quit", tooltip=N_("Quit")),
]  # fmt: skip

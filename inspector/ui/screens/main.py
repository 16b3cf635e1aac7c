"""The main screen: its keys, and what the panes say to each other."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.widgets import Input, TabPane

from inspector.text import printable
from inspector.ui import loading, messages
from inspector.ui.file_rows import Mode
from inspector.ui.header_parts import Total
from inspector.ui.panes.waste import WastePane
from inspector.ui.screens.layout import TABS
from inspector.ui.screens.loading import LoadingScreen
from inspector.ui.waste_listing import FILES, LAYERS, PAIRS, Grouping
from inspector.ui.widgets.rows import Rows

# How the waste is grouped where a total asks for it.
WASTE_OF = {Total.WASTED: FILES, Total.EFFICIENCY: LAYERS}


class MainScreen(LoadingScreen):
    """Three places: which layer, what is in it, what is this."""

    TITLE = "Layerscope"
    HELP = """\
## Layerscope

The layers of a container image, what is in each, and what it costs. Moving in the list of layers
shows the layer everywhere; the path under the cursor stays the same.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "turn_mode", "All/changes", id="main.mode",
                tooltip="Show everything up to the layer, or only what it changed"),
        Binding("A", "mode(True)", "All", id="main.all", show=False,
                tooltip="Show everything up to the layer"),
        Binding("C", "mode(False)", "Changes", id="main.changes", show=False,
                tooltip="Show only what the layer changed"),
        # Before all others, as what is typed right after it is meant for the filter.
        Binding("slash", "filter", "Filter", key_display="/", id="main.filter", priority=True,
                tooltip="Find files: by name, size, kind, change, layer, owner"),
        Binding("s", "turn_sort", "Sort", id="main.sort",
                tooltip="Sort the files by size, name, change or count of files"),
        Binding("n", "match(1)", "Next match", id="main.next_match", show=False,
                tooltip="The next file that the filter lets through"),
        Binding("N", "match(-1)", "Match before", id="main.previous_match", show=False,
                tooltip="The match before"),
        Binding("left_square_bracket", "step(-1)", "Layer before", key_display="[",
                id="main.previous", show=False, tooltip="The layer before, from anywhere"),
        Binding("right_square_bracket", "step(1)", "Layer after", key_display="]", id="main.next",
                show=False,
                tooltip="The layer after, from anywhere"),
        *(
            Binding(str(number), f"tab({number})", pane.TITLE, id=f"main.tab{number}", show=False,
                    tooltip=f"Show {pane.TITLE}")
            for number, pane in enumerate(TABS, 1)
        ),
        Binding("w", "worst", "Worst waste", id="main.worst", show=False,
                tooltip="The costliest pair of layers first, from anywhere"),
        Binding("i", "pick_image", "Images", id="main.images", show=False,
                tooltip="Choose another image of the archive, where it holds several"),
        Binding("v", "turn_range", "Range", id="main.range",
                tooltip="Compare a range of layers: from here to where the layers' cursor goes"),
        Binding("B", "set_base", "Base image", id="main.base", show=False,
                tooltip="The base image ends with this layer; press it again to undo"),
        Binding("escape", "end_range", "End range", id="main.end_range", show=False,
                tooltip="Look at one layer again, where a range is compared"),
        Binding("equals_sign", "totals", "Totals", id="main.totals", show=False,
                tooltip="Go to the totals on top, to ask what they sum"),
        Binding("tab", "app.focus_next", "Next pane", id="main.focus_next", show=False,
                tooltip="The next pane"),
        Binding("shift+tab", "app.focus_previous", "Previous pane", id="main.focus_previous",
                show=False, tooltip="The pane before"),
        Binding("q", "app.quit", "Quit", id="main.quit", tooltip="Leave at once"),
    ]  # fmt: skip

    # -- what the panes say

    @on(messages.StepPicked)
    def _step_picked(self, event: messages.StepPicked) -> None:
        self._step = event.step
        self._want_changes(event.step)
        self._files.show_step(event.step)
        self._dockerfile.show_step(event.step)
        self._waste.show_step(event.step)
        self._map.show_step(event.step)
        self._show_details()

    @on(messages.BaseAsked)
    def _base_asked(self, event: messages.BaseAsked) -> None:
        if self.session is not None:
            # Not for the first frame, which shows no base image.
            from inspector.ui.base_choice import turned_base

            base, told = turned_base(self.session, event.layer)
            self._show_base(base)
            self.notify(printable(told), markup=False)

    @on(messages.PathPicked)
    def _path_picked(self, event: messages.PathPicked) -> None:
        # While the map is seen, its cursor says which path is chosen.
        if not self._map.is_seen:
            self._node = event.node
            self._show_details()

    @on(messages.BoxPicked)
    def _box_picked(self, event: messages.BoxPicked) -> None:
        if self._map.is_seen:
            self._node = event.node
            self._files.follow(event.wanted)
            self._show_details()

    @on(messages.LayerPicked)
    def _layer_picked(self, event: messages.LayerPicked) -> None:
        self._layers.go_to(event.layer)

    @on(messages.WastePicked)
    def _waste_picked(self, event: messages.WastePicked) -> None:
        self._wasted = event
        if self._shows_waste:
            self._show_details()

    @on(messages.StepOpened)
    def _step_opened(self, event: messages.StepOpened) -> None:
        if self.session is not None:
            # Not for the first frame, which shows none.
            from inspector.ui.screens.layer import LayerDialog

            self.app.push_screen(LayerDialog(self.session, event.step, self.post_message))

    @on(messages.PathOpened)
    def _path_opened(self, event: messages.PathOpened) -> None:
        self.view_path(event.node)

    @on(messages.LayerAsked)
    def _layer_asked(self, event: messages.LayerAsked) -> None:
        self._layers.pick(event.layer)
        self.action_tab(1)

    @on(messages.MatchLayerAsked)
    def _match_layer_asked(self, event: messages.MatchLayerAsked) -> None:
        self._layers.pick(event.layer)

    @on(messages.FinalAsked)
    def _final_asked(self) -> None:
        if self.session is not None:
            self._layers.pick(len(self.session.image.layers) - 1)
            self._files.show_all()
            self.action_tab(1)

    @on(messages.RemovedAsked)
    def _removed_asked(self) -> None:
        self._files.set_mode(Mode.CHANGES)
        self._files.filter_by("removed")
        self.action_tab(1)

    @on(messages.TotalAsked)
    def _total_asked(self, event: messages.TotalAsked) -> None:
        if event.total in WASTE_OF:
            self._show_waste(WASTE_OF[event.total])
            return
        troubles = self.session.troubles if self.session is not None else {}
        if event.total is Total.TROUBLES and troubles:
            self._layers.pick(min(troubles))
        self._layers.query_one(Rows).focus()

    @on(messages.ChangesAsked)
    def _changes_asked(self, event: messages.ChangesAsked) -> None:
        self._layers.pick(event.layer)
        self._files.filter_changes(event.wanted)
        self.action_tab(1)

    @on(messages.LayerWasteAsked)
    def _layer_waste_asked(self, event: messages.LayerWasteAsked) -> None:
        self._layers.pick(event.layer)
        self._show_waste(FILES, is_of_layer=True)

    @on(messages.HistoryRowPicked)
    def _history_row_picked(self, event: messages.HistoryRowPicked) -> None:
        if self.session is not None:
            self._layers.pick_entry(self.session.image.history[event.row][0])

    @on(messages.FilesAsked)
    def _files_asked(self) -> None:
        self.action_tab(1)

    @on(messages.WasteAsked)
    def _waste_asked(self) -> None:
        self.action_tab(TABS.index(WastePane) + 1)

    @on(messages.PathAsked)
    def _path_asked(self, event: messages.PathAsked) -> None:
        self._layers.pick(event.layer)
        self._files.show_path(event.path, event.layer, keeps_view=event.keeps_view)
        self._map.set_mode(self._files.mode)
        self.action_tab(1)

    @on(messages.RowsWanted)
    def _rows_wanted(self, event: messages.RowsWanted) -> None:
        self._work("rows", partial(loading.fill_rows, self.post_message, event.rows))

    # -- keys

    def action_turn_mode(self) -> None:
        """Show everything up to the layer, or what it changed."""
        self._files.turn_mode()
        self._map.set_mode(self._files.mode)

    def action_mode(self, is_all: bool) -> None:  # noqa: FBT001 - an action's own parameter
        """Show everything up to the layer (True), or what it changed."""
        self._files.set_mode(Mode.ALL if is_all else Mode.CHANGES)
        self._map.set_mode(self._files.mode)

    def action_turn_sort(self) -> None:
        """Sort the files by the next figure."""
        self._files.turn_sort()

    def action_filter(self) -> None:
        """Go into the line that filters the files; where text is typed, the key is text."""
        if isinstance(self.focused, Input):
            raise SkipAction
        self._tabs.active = self._tabs.query(TabPane)[0].id or ""
        self._files.open_filter()

    def action_match(self, by: int) -> None:
        """Go to the next match of the filter, or the one before."""
        self._files.seek(by)

    @on(messages.FilterTouched)
    def _filter_touched(self, event: messages.FilterTouched) -> None:
        self._layers.mark_filtered(event.layers)

    def action_step(self, by: int) -> None:
        """Go to another layer."""
        self._layers.step(by)

    def action_turn_range(self) -> None:
        """Begin a range of layers, or end it."""
        self._layers.turn_range()

    def action_set_base(self) -> None:
        """Say that the base image ends with the chosen layer, or that it does not."""
        self._layers.set_base()

    def action_end_range(self) -> None:
        """Look at one layer again."""
        self._layers.end_range()

    def action_tab(self, number: int) -> None:
        """Show a tab and go into it."""
        pane = self._tabs.query(TabPane)[number - 1]
        self._tabs.active = pane.id or ""
        self.call_after_refresh(self._enter, pane)

    def _enter(self, pane: TabPane) -> None:
        for widget in pane.query("*"):
            if widget.focusable:
                widget.focus()
                return

    def action_worst(self) -> None:
        """Show the waste, worst first."""
        self._show_waste(PAIRS)

    def _show_waste(self, grouping: Grouping, *, is_of_layer: bool = False) -> None:
        self._waste.show(grouping, is_of_layer=is_of_layer)
        self.action_tab(TABS.index(WastePane) + 1)

    def action_totals(self) -> None:
        """Go to the totals on top."""
        self._header.enter()

    def action_pick_image(self) -> None:
        """Choose another image of the archive."""
        if self._archive is None:
            self.notify("The archive is still being opened.", markup=False)
        elif len(self._archive.images) > 1:
            self._ask_for_image("The archive holds several images.")
        else:
            self.notify("The archive holds this image alone.", markup=False)

"""The main screen: its keys, and what the panes say to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.widgets import Input, TabPane

from inspector.analyses.life import last_seen
from inspector.analyses.path_filter import NO_FILTER, parse_filter
from inspector.text import printable
from inspector.ui.files.goal import Move, Way
from inspector.ui.keys.app import key_of
from inspector.ui.kit.path_details import shortened
from inspector.ui.session import messages
from inspector.ui.session.change_kinds import ALL_KINDS, PathKind
from inspector.ui.session.selection import Grouping, Mode
from inspector.ui.session.totals import Total
from inspector.ui.shell.layout import TABS
from inspector.ui.shell.loading_screen import LoadingScreen
from inspector.ui.waste.pane import WastePane
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from inspector.tree import Node
    from inspector.ui.session.session import Session

# How the waste is grouped where a total asks for it.
WASTE_OF = {Total.WASTED: Grouping.FILES, Total.EFFICIENCY: Grouping.LAYERS}


class MainScreen(LoadingScreen):
    """Three places: which layer, what is in it, what is this."""

    TITLE = "Layerscope"
    HELP = """\
## Main screen

The layers of a container image, what each contains and what it costs. Moving in the list of layers
changes the layer in every pane; the cursor stays on the same path.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "turn_mode", "All/changes", id="main.mode",
                tooltip="Show everything up to the layer, or only what it changed"),
        Binding("W", "mode(True)", "All", id="main.all", show=False,
                tooltip="Show everything up to the layer"),
        Binding("C", "mode(False)", "Changes", id="main.changes", show=False,
                tooltip="Show only what the layer changed"),
        Binding("A", "turn_kind('added')", "Added", id="main.added", show=False,
                tooltip="Hide or show added files"),
        Binding("M", "turn_kind('modified')", "Modified", id="main.modified", show=False,
                tooltip="Hide or show modified files"),
        Binding("R", "turn_kind('removed')", "Removed", id="main.removed", show=False,
                tooltip="Hide or show removed files"),
        Binding("U", "turn_kind('unmodified')", "Unmodified", id="main.unmodified", show=False,
                tooltip="Hide or show unmodified files"),
        Binding("Z", "fold_all", "Fold all", id="main.fold_all", show=False,
                tooltip="Close or open all folders"),
        Binding("O", "turn_attributes", "Attributes", id="main.attributes", show=False,
                tooltip="Hide or show mode, owner and size of the files"),
        # Before all others, as what is typed right after it is meant for the filter.
        Binding("slash", "filter", "Filter", key_display="/", id="main.filter", priority=True,
                tooltip="Find files by name, size, kind, change, layer or owner"),
        Binding("s", "turn_sort", "Sort", id="main.sort",
                tooltip="Sort the files by size, name, change or number of files"),
        Binding("n", "match(1)", "Next match", id="main.next_match", show=False,
                tooltip="The next match, also in the next layers"),
        Binding("N", "match(-1)", "Previous match", id="main.previous_match", show=False,
                tooltip="The previous match, also in the previous layers"),
        Binding("escape", "clear_filter", "Clear filter", id="main.clear_filter",
                tooltip="Clear the filter, from anywhere"),
        Binding("left_square_bracket", "step(-1)", "Previous layer", key_display="[",
                id="main.previous", show=False, tooltip="The previous layer, from anywhere"),
        Binding("right_square_bracket", "step(1)", "Next layer", key_display="]", id="main.next",
                show=False,
                tooltip="The next layer, from anywhere"),
        *(
            Binding(str(number), f"tab({number})", pane.TITLE, id=f"main.tab{number}", show=False,
                    tooltip=f"Show {pane.TITLE}")
            for number, pane in enumerate(TABS, 1)
        ),
        Binding("w", "worst", "Worst waste", id="main.worst", show=False,
                tooltip="Show the most expensive layer pair, from anywhere"),
        Binding("i", "pick_image", "Images", id="main.images", show=False,
                tooltip="Choose another image of the archive"),
        Binding("v", "turn_range", "Range", id="main.range",
                tooltip="Compare a range of layers that starts at this one"),
        Binding("B", "set_base", "Base image", id="main.base", show=False,
                tooltip="Set this layer as the last of the base image; again to undo"),
        Binding("escape", "end_range", "End range", id="main.end_range", show=False,
                tooltip="End the range and show one layer again"),
        Binding("equals_sign", "totals", "Totals", id="main.totals", show=False,
                tooltip="Go to the totals"),
        Binding("tab", "app.focus_next", "Next pane", id="main.focus_next", show=False,
                tooltip="The next pane"),
        Binding("shift+tab", "app.focus_previous", "Previous pane", id="main.focus_previous",
                show=False, tooltip="The previous pane"),
        Binding("q", "app.quit", "Quit", id="main.quit", tooltip="Quit"),
    ]  # fmt: skip

    # -- what the panes say

    @on(messages.StepPicked)
    def _step_picked(self, event: messages.StepPicked) -> None:
        self._want_changes(event.step)
        self._choose(step=event.step)
        self._show_details()

    @on(messages.BaseAsked)
    def _base_asked(self, event: messages.BaseAsked) -> None:
        if self.session is not None:
            # Not for the first frame, which shows no base image.
            from inspector.ui.layers.base_choice import turned_base

            base, told = turned_base(self.session, event.layer)
            self._show_base(base)
            self.notify(printable(told), markup=False)

    @on(messages.PathPicked)
    def _path_picked(self, event: messages.PathPicked) -> None:
        # While the map is seen, its cursor says which path is chosen.
        if not self._map.is_seen:
            self._choose(node=event.node, wanted=None)
            self._show_details()

    @on(messages.BoxPicked)
    def _box_picked(self, event: messages.BoxPicked) -> None:
        if self._map.is_seen:
            self._choose(node=event.node, wanted=event.wanted)
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
            from inspector.ui.layers.dialog import LayerDialog

            self.app.push_screen(LayerDialog(self.session, event.step, self.post_message))

    @on(messages.PathOpened)
    def _path_opened(self, event: messages.PathOpened) -> None:
        self.view_path(event.node, event.layer)

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
            self._choose(mode=Mode.ALL, filter=NO_FILTER, kinds=ALL_KINDS)
            self.action_tab(1)

    @on(messages.QueryAsked)
    def _query_asked(self, event: messages.QueryAsked) -> None:
        if self.session is not None:
            self._layers.pick(len(self.session.image.layers) - 1)
            wanted = parse_filter(event.words)
            self._choose(mode=Mode.ALL, filter=wanted, kinds=ALL_KINDS)
            self._files.go(Move(Way.NEAREST, goes_on=False))
            self.action_tab(1)

    @on(messages.RemovedAsked)
    def _removed_asked(self) -> None:
        self._show_changes("removed", goes_on=True)
        key = key_of(self, "main.next_match")
        self.notify(f"{key} goes to the next removed file, also in the next layers.", markup=False)

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
        self._show_changes(event.wanted, goes_on=False)

    def _show_changes(self, words: str, *, goes_on: bool) -> None:
        """Show the changes that a filter lets through; ``goes_on``: where they begin, if not here.

        ``words`` are those of the filter.
        """
        self._choose(mode=Mode.CHANGES, filter=parse_filter(words), kinds=ALL_KINDS)
        self._files.go(Move(Way.NEAREST, goes_on=goes_on))
        self.action_tab(1)

    @on(messages.LayerWasteAsked)
    def _layer_waste_asked(self, event: messages.LayerWasteAsked) -> None:
        self._layers.pick(event.layer)
        self._show_waste(Grouping.FILES, is_of_layer=True)

    @on(messages.HistoryRowPicked)
    def _history_row_picked(self, event: messages.HistoryRowPicked) -> None:
        if self.session is not None:
            self._layers.pick_entry(self.session.image.history[event.row][0])

    @on(messages.FilesAsked)
    def _files_asked(self) -> None:
        self.action_tab(1)

    @on(messages.PathAsked)
    def _path_asked(self, event: messages.PathAsked) -> None:
        self._layers.pick(event.layer)
        if not event.keeps_view:
            self._choose(mode=Mode.CHANGES, filter=NO_FILTER, kinds=ALL_KINDS)
        self._files.show_path(event.path, event.layer)
        self.action_tab(1)

    @on(messages.FileAsked)
    def _file_asked(self, event: messages.FileAsked) -> None:
        session, step, node = self.session, self._step, event.node
        if session is None or step is None:
            return
        changes = session.changes.get(step.span) if step.span is not None else None
        is_all = changes is None or not changes.is_shown(node)
        if node.visible_at(step.top) is None:
            is_all = True
            self._go_where_it_was(session, node)
        mode = Mode.ALL if is_all else self.selection.mode
        self._choose(mode=mode, filter=NO_FILTER, kinds=ALL_KINDS)
        self._files.show_node(node)
        self.action_tab(1)

    def _go_where_it_was(self, session: Session, node: Node) -> None:
        """Go to the last layer that has a path, and say so where another one removed it."""
        seen = last_seen(node, session.merged - 1)
        if seen is None:
            return
        layer, _ = seen
        self._layers.pick(layer)
        if layer < session.merged - 1:
            path = shortened(node.path, 200)
            said = f"{path} was removed by layer {layer + 1}; layer {layer} is the last to have it."
            self.notify(said, markup=False)

    @on(messages.FilterAsked)
    def _filter_asked(self, event: messages.FilterAsked) -> None:
        self._choose(filter=event.filter)
        if event.goes_to_match and not event.filter.is_empty:
            self._files.go(Move(Way.NEAREST, goes_on=False))

    @on(messages.GroupingAsked)
    def _grouping_asked(self, event: messages.GroupingAsked) -> None:
        self._choose(grouping=event.grouping, is_of_layer=event.is_of_layer)

    # -- keys

    def action_turn_mode(self) -> None:
        """Show everything up to the layer, or what it changed."""
        self._choose(mode=self.selection.mode.other)

    def action_mode(self, is_all: bool) -> None:  # noqa: FBT001 - an action's own parameter
        """Show everything up to the layer (True), or what it changed."""
        self._choose(mode=Mode.ALL if is_all else Mode.CHANGES)

    def action_turn_kind(self, kind: str) -> None:
        """Hide the files of a kind, or show them again."""
        turned, is_all = PathKind(kind), self.selection.mode is Mode.ALL
        if turned is PathKind.UNMODIFIED and not is_all:
            key = key_of(self, "main.mode")
            said = f"A layer's changes have no unmodified files: {key} shows everything."
            self.notify(said, markup=False)
            return
        self._choose(kinds=self.selection.kinds.turned(turned, is_all=is_all))

    def action_fold_all(self) -> None:
        """Close all folders, or open all."""
        self._files.fold_all()

    def action_turn_attributes(self) -> None:
        """Hide mode, owner and size of the files, or show them again."""
        self._choose(has_attributes=not self.selection.has_attributes)

    def action_turn_sort(self) -> None:
        """Sort the files by the next figure."""
        self._choose(sort=self.selection.sort.next)
        if self.session is not None:
            self.session.memory.change(sort=self.selection.sort.value)

    def action_filter(self) -> None:
        """Begin a filter of the files; where text is typed, the key is text."""
        if isinstance(self.focused, Input):
            raise SkipAction
        self._show_files()
        self._files.open_filter()

    def action_clear_filter(self) -> None:
        """Show all files again."""
        if not self._files.is_seen:
            self.notify("The filter is cleared.", markup=False)
        self._choose(filter=NO_FILTER)

    def action_match(self, by: int) -> None:
        """Go to the next match of the filter, or the one before."""
        if not self.selection.filter.is_empty:
            self._show_files()
        self._files.go(Move(by=by))

    def _show_files(self) -> None:
        self._tabs.active = self._tabs.query(TabPane)[0].id or ""

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to clear a filter only where there is one."""
        is_possible = action != "clear_filter" or not self.selection.filter.is_empty
        return is_possible or None

    @on(messages.FilterTouched)
    def _filter_touched(self, event: messages.FilterTouched) -> None:
        self._layers.mark_filtered(event.layers)

    def action_step(self, by: int) -> None:
        """Go to another layer."""
        self._layers.step(by)

    def action_turn_range(self) -> None:
        """Begin a range of layers, or end it."""
        self._layers.turn_range()

    def action_aggregate(self) -> None:
        """Show all files, and what all layers up to the cursor changed together."""
        self._layers.aggregate()
        self.action_mode(is_all=True)

    def action_single(self) -> None:
        """Show what one layer changed."""
        self._layers.end_range()
        self.action_mode(is_all=False)

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
        # At once: the next key may have been pressed already, and moves the focus elsewhere.
        for widget in pane.query("*"):
            if widget.focusable:
                self.set_focus(widget)
                return

    def action_worst(self) -> None:
        """Show the waste, worst first."""
        self._show_waste(Grouping.PAIRS)

    def _show_waste(self, grouping: Grouping, *, is_of_layer: bool = False) -> None:
        self._choose(grouping=grouping, is_of_layer=is_of_layer)
        self._waste.go_to_largest()
        self.action_tab(TABS.index(WastePane) + 1)

    def action_totals(self) -> None:
        """Go to the totals on top."""
        self._header.enter()

    def action_pick_image(self) -> None:
        """Choose another image of the archive."""
        if self._archive is None:
            self.notify("The archive is still being opened.", markup=False)
        elif len(self._archive.images) > 1:
            self._ask_for_image("The archive contains several images.")
        else:
            self.notify("The archive contains only this image.", markup=False)

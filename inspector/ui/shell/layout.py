"""The layout of the main screen: which panes there are, and where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, Unpack

from textual import getters, on
from textual.containers import Vertical
from textual.widgets import TabbedContent, TabPane, Tabs

from inspector.ui.dockerfile.pane import DockerfilePane
from inspector.ui.files.pane import FilesPane
from inspector.ui.header.pane import HeaderPane
from inspector.ui.history.pane import HistoryPane
from inspector.ui.image.pane import ImagePane
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.pane import Pane
from inspector.ui.layers.details import DetailsPane, PathLine
from inspector.ui.layers.pane import LayersPane
from inspector.ui.map.pane import MapPane
from inspector.ui.session import messages
from inspector.ui.shell.path_screen import PathScreen
from inspector.ui.shell.splitter import WIDE, PaneSizes
from inspector.ui.waste.pane import WastePane
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.analyses.path_filter import PathFilter
    from inspector.tree import Node
    from inspector.ui.session.change_kinds import ChangeKinds
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Grouping, Mode, Sort
    from inspector.ui.session.settings import Memory
    from inspector.ui.session.target import Target

# One line a tab, in their order.
TABS: tuple[
    type[FilesPane | WastePane | HistoryPane | DockerfilePane | ImagePane | MapPane], ...
] = (
    FilesPane,
    WastePane,
    HistoryPane,
    DockerfilePane,
    ImagePane,
    MapPane,
)


class PaneTabs(TabbedContent):
    """The tabs. Textual's go back to a pane that had the focus until a moment ago."""

    def _on_tab_pane_focused(self, event: TabPane.Focused) -> None:
        if not event.tab_pane.has_focus_within:
            event.prevent_default()
            event.stop()


class Changes(TypedDict, total=False):
    """Fields of a ``Selection`` that change."""

    step: Step | None
    node: Node | None
    wanted: Node | None
    mode: Mode
    filter: PathFilter
    kinds: ChangeKinds
    has_attributes: bool
    sort: Sort
    grouping: Grouping
    is_of_layer: bool


class PaneScreen(PathScreen):
    """Three places: which layer, what is in it, what is this."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual types it so
    DEFAULT_CSS = """
    PaneScreen {
        background: $surface;
        & #body { height: 1fr; }
        & #details { display: none; }
        & TabbedContent { height: 1fr; }
        & TabPane { padding: 0; }
        & ContentSwitcher { height: 1fr; }
        & Tabs { height: 1; background: $panel; }
        & Tabs Underline { display: none; }
        & Tabs #tabs-list { min-height: 1; }
        & Tab { height: 1; color: $text-muted; }
        & Tab.-active { color: $foreground; background: $surface; text-style: bold; }
        & TabbedContent:focus-within Tab.-active { color: $text-primary; }
        & TabbedContent Tab.-active:ansi, & TabbedContent Tab.-active:nocolor {
            color: $foreground;
            text-style: reverse;
        }
        /* The pane with the focus is told by the weight of a line, too: not all see colours. */
        & #layers, & TabbedContent { border-left: blank; }
        & #layers:focus-within, & TabbedContent:focus-within { border-left: outer $border; }
        &.-narrow {
            & #files-title, & #waste-title, & #waste-advice, & MapTitle, & FilterLine {
                padding: 0 1 0 0;
            }
        }
        &.-wide {
            & #body { layout: horizontal; }
            & #details { display: block; }
            & TabbedContent { width: 1fr; }
            & #layers, & #details, & TabbedContent {
                border: round $foreground 25%;
                border-title-color: $text-muted;
            }
            & #layers:focus-within, & #details:focus, & TabbedContent:focus-within {
                border: heavy $border;
                border-title-color: $text;
            }
        }
    }
    """

    _header = getters.query_one("#header", HeaderPane)
    _layers = getters.query_one("#layers", LayersPane)
    _files = getters.query_one("#files", FilesPane)
    _waste = getters.query_one("#waste", WastePane)
    _history = getters.query_one("#history", HistoryPane)
    _dockerfile = getters.query_one("#dockerfile", DockerfilePane)
    _image = getters.query_one("#image", ImagePane)
    _map = getters.query_one("#map", MapPane)
    _details = getters.query_one("#details", DetailsPane)
    _line = getters.query_one("#path-line", PathLine)
    _tabs = getters.query_one(TabbedContent)

    def __init__(self, reference: str, memory: Memory) -> None:
        super().__init__()
        self._reference = reference
        self._memory = memory
        self._wasted = messages.WastePicked(None, "", frozenset())

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        # Textual does this after the first layout, and would style and lay out everything anew.
        width, breakpoints = self.app.size.width, self.HORIZONTAL_BREAKPOINTS
        self.add_class(next(name for least, name in reversed(breakpoints) if width >= least))
        yield HeaderPane(self._reference)
        with PaneSizes(self._memory):
            with Vertical(id="left"):
                yield LayersPane()
                yield DetailsPane()
            with PaneTabs():
                for pane in TABS:
                    with TabPane(pane.TITLE, id=f"tab-{pane.TITLE.lower()}"):
                        yield pane()
        yield PathLine()
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin in the list of layers."""
        self.query_one(Tabs).can_focus = False
        self._layers.border_title = "Layers"
        self._layers.query_one(Rows).focus()

    @on(TabbedContent.TabActivated)
    def _tab_activated(self, event: TabbedContent.TabActivated) -> None:
        for pane in self._panes:
            if isinstance(pane, Pane) and isinstance(pane.parent, TabPane):
                pane.look(is_seen=pane.parent is event.pane)
        self._show_details()

    def _choose(self, **changes: Unpack[Changes]) -> None:
        """Have something else chosen, and all panes show it."""
        self.selection = replace(self.selection, **changes)
        for pane in self._panes:
            if isinstance(pane, Pane):
                pane.show_selection(self.selection)
        self.refresh_bindings()

    @property
    def _shows_waste(self) -> bool:
        return self._tabs.active_pane is self._waste.parent

    @property
    def _shows_no_paths(self) -> bool:
        """Whether the tab has no cursor on a path: what is chosen in the files is not seen."""
        shown = self._tabs.active_pane
        return any(shown is pane.parent for pane in (self._history, self._dockerfile, self._image))

    @property
    def _target(self) -> Target | None:
        if self._shows_waste:
            return self._wasted.target
        if self._shows_no_paths:
            return None
        return self._target_of(self.selection.node)

    @property
    def _panes(self) -> tuple[Pane | ImagePane, ...]:
        # The files first: they must know an image before its first layer is picked.
        return (
            self._files,
            self._layers,
            self._waste,
            self._history,
            self._dockerfile,
            self._image,
            self._map,
        )

    def _refresh_all(self) -> None:
        for pane in (self._header, *self._panes):
            pane.refresh_session()
        self._show_details()

    def _say_all(self, text: str) -> None:
        for pane in self._panes:
            pane.say(text)

    def _show_details(self) -> None:
        target, wasted = self._target, self._wasted if self._shows_waste else None
        self._details.show_details(self.session, self._step, target)
        self._line.show_details(self._step, target, wasted.said if wasted is not None else "")
        node = target.node if target is not None else None
        self._layers.mark(node, wasted.layers if wasted is not None else frozenset())

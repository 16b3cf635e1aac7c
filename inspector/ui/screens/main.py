"""The main screen: lays out the panes and carries messages between them."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Footer, TabbedContent, TabPane, Tabs

from inspector.text import printable
from inspector.tree import Tree
from inspector.ui import loading, messages, verifying
from inspector.ui.facts import layer_facts
from inspector.ui.panes.details import DetailsPane, PathLine
from inspector.ui.panes.dockerfile import DockerfilePane
from inspector.ui.panes.files import FilesPane
from inspector.ui.panes.header import HeaderPane
from inspector.ui.panes.history import HistoryPane
from inspector.ui.panes.image import ImagePane
from inspector.ui.panes.layers import LayersPane
from inspector.ui.panes.waste import WastePane
from inspector.ui.screens.dialog import ImagePicker, TextDialog
from inspector.ui.screens.help import help_text
from inspector.ui.screens.paths import PathScreen
from inspector.ui.session import Session
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult

    from inspector.errors import LayerscopeError
    from inspector.formats import Archive, ImageSource
    from inspector.ui.settings import Memory
    from inspector.ui.widgets.pane import Pane

# One line a tab, in their order.
TABS: tuple[type[FilesPane | WastePane | HistoryPane | DockerfilePane | ImagePane], ...] = (
    FilesPane,
    WastePane,
    HistoryPane,
    DockerfilePane,
    ImagePane,
)


class MainScreen(PathScreen):
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
        Binding("tab", "app.focus_next", "Next pane", id="main.focus_next", show=False,
                tooltip="The next pane"),
        Binding("shift+tab", "app.focus_previous", "Previous pane", id="main.focus_previous",
                show=False, tooltip="The pane before"),
        Binding("question_mark", "help", "Help", key_display="?", id="main.help",
                tooltip="This help"),
        Binding("q", "app.quit", "Quit", id="main.quit", tooltip="Leave at once"),
    ]  # fmt: skip
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual types it so
    DEFAULT_CSS = """
    MainScreen {
        background: $surface;
        & #body { height: 1fr; }
        & #left { height: 9; }
        & #details { display: none; }
        & TabbedContent { height: 1fr; }
        & TabPane { padding: 0; }
        & ContentSwitcher { height: 1fr; }
        & Tabs { height: 1; }
        & Tabs Underline { display: none; }
        & Tabs #tabs-list { min-height: 1; }
        & Tab { height: 1; }
        & Tab.-active { text-style: reverse; }
        &.-wide {
            & #body { layout: horizontal; }
            & #left { width: 42%; height: 1fr; }
            & #details { display: block; height: 2fr; border: round $border-blurred;
                border-title-color: $text-muted; }
            & #layers { height: 3fr; border: round $border-blurred; }
            & TabbedContent { width: 1fr; border: round $border-blurred; }
            & #layers:focus-within, & #details:focus, & TabbedContent:focus-within {
                border: round $border;
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
    _details = getters.query_one("#details", DetailsPane)
    _line = getters.query_one("#path-line", PathLine)
    _tabs = getters.query_one(TabbedContent)

    def __init__(self, wanted: loading.Wanted, now: datetime, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._wanted = wanted
        self._now = now
        self._archive: Archive | None = None
        self.failure: LayerscopeError | None = None

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield HeaderPane(self._wanted.reference)
        with Container(id="body"):
            with Vertical(id="left"):
                yield LayersPane()
                yield DetailsPane()
            with TabbedContent():
                for pane in TABS:
                    with TabPane(pane.TITLE, id=f"tab-{pane.TITLE.lower()}"):
                        yield pane()
        yield PathLine()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin in the list of layers."""
        self.query_one(Tabs).can_focus = False
        self._layers.border_title = "Layers"
        self._layers.query_one(Rows).focus()

    # -- what the threads say

    @on(messages.Received)
    def _received(self, event: messages.Received) -> None:
        self._header.show_received(event.size)

    @on(messages.ArchiveOpened)
    def _archive_opened(self, event: messages.ArchiveOpened) -> None:
        self._archive = event.archive

    @on(messages.ChoiceNeeded)
    def _choice_needed(self, event: messages.ChoiceNeeded) -> None:
        self.failure = event.error
        self._say_all("No image was chosen: press i to choose one.")
        self._ask_for_image(str(event.error).partition(":\n")[0])

    @on(messages.LoadFailed)
    def _load_failed(self, event: messages.LoadFailed) -> None:
        self.failure = event.error
        self._say_all("Nothing could be read: press q to leave.")
        self.app.push_screen(TextDialog("Cannot be opened", Content(printable(str(event.error)))))

    @on(messages.ImageOpened)
    def _image_opened(self, event: messages.ImageOpened) -> None:
        session = Session(self._wanted.reference, event.image, Tree(), self._now, self._memory)
        self.session, self.failure = session, None
        self._step = self._node = None
        for pane in (self._header, *self._panes):
            pane.show_session(session)
        cache = self._wanted.cache
        self._work("load", partial(loading.read_layers, self.post_message, session, cache))

    @on(messages.Progressed)
    def _progressed(self, event: messages.Progressed) -> None:
        if self._is_current(event.image):
            self._header.show_progress(event.layer, event.share)

    @on(messages.LayerMerged)
    def _layer_merged(self, event: messages.LayerMerged) -> None:
        session = self.session
        if session is None or not self._is_current(event.image):
            return
        session.merge(event.image.layers[event.layer])
        self._refresh_all()
        if self._step is not None and self._step.top == event.layer:
            self._want_changes(event.layer)

    @on(messages.Measured)
    def _measured(self, event: messages.Measured) -> None:
        if self.session is not None and self._is_current(event.image):
            self.session.sizes = event.sizes
            self._refresh_all()

    @on(messages.Accounted)
    def _accounted(self, event: messages.Accounted) -> None:
        if self.session is not None and self._is_current(event.image):
            self.session.account(event.usage, event.findings)
            self._refresh_all()
            if self._wanted.verifies:
                check = partial(verifying.check_layers, self.post_message, self.session)
                self._work("verify", check)

    @on(messages.LayerVerified)
    def _layer_verified(self, event: messages.LayerVerified) -> None:
        layer = event.check.layer
        if self.session is not None and self._is_current(event.image) and layer is not None:
            self.session.checks[layer] = event.check
            self._layers.refresh_session()
            self._show_details()

    def on_key(self) -> None:
        """Note that someone uses the screen: what runs in the background waits."""
        if self.session is not None:
            self.session.used_at = monotonic()

    @on(messages.ChangesFound)
    def _changes_found(self, event: messages.ChangesFound) -> None:
        if self.session is not None and self._is_current(event.image):
            self.session.changes[event.changes.layer] = event.changes
            self._files.changes_found(event.changes.layer)

    @on(messages.RowsFilled)
    def _rows_filled(self, event: messages.RowsFilled) -> None:
        self._files.show_rows(event.rows)

    # -- what the panes say

    @on(messages.StepPicked)
    def _step_picked(self, event: messages.StepPicked) -> None:
        self._step = event.step
        self._want_changes(event.step.top)
        self._files.show_step(event.step)
        self._dockerfile.show_step(event.step)
        self._waste.show_step(event.step)
        self._show_details()

    @on(messages.PathPicked)
    def _path_picked(self, event: messages.PathPicked) -> None:
        self._node = event.node
        self._show_details()

    @on(messages.StepOpened)
    def _step_opened(self, event: messages.StepOpened) -> None:
        if self.session is not None:
            layer = event.step.layer
            title = "Step without a layer" if layer is None else f"Layer {layer}"
            self.app.push_screen(TextDialog(title, layer_facts(self.session, event.step)))

    @on(messages.PathOpened)
    def _path_opened(self, event: messages.PathOpened) -> None:
        self.view_path(event.node)

    @on(messages.LayerAsked)
    def _layer_asked(self, event: messages.LayerAsked) -> None:
        self._layers.pick(event.layer)
        self.action_tab(1)

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
        self._files.show_path(event.path, event.layer)
        self.action_tab(1)

    @on(messages.RowsWanted)
    def _rows_wanted(self, event: messages.RowsWanted) -> None:
        self._work("rows", partial(loading.fill_rows, self.post_message, event.rows))

    # -- keys

    def action_turn_mode(self) -> None:
        """Show everything up to the layer, or what it changed."""
        self._files.turn_mode()

    def action_step(self, by: int) -> None:
        """Go to another layer."""
        self._layers.step(by)

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
        self._waste.show_worst()
        self.action_tab(TABS.index(WastePane) + 1)

    def action_help(self) -> None:
        """Show the help."""
        parts = (type(self), PathScreen, LayersPane, *TABS, DetailsPane, Rows)
        self.app.push_screen(TextDialog("Help", help_text(self.app, parts)))

    def action_pick_image(self) -> None:
        """Choose another image of the archive."""
        if self._archive is not None and len(self._archive.images) > 1:
            self._ask_for_image("The archive holds several images.")

    # -- within

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
        )

    def _ask_for_image(self, reason: str) -> None:
        archive = self._archive
        if archive is None:
            return

        def open_it(source: ImageSource | None) -> None:
            if source is not None:
                loading.open_image(self.post_message, archive, source)

        self.app.push_screen(ImagePicker(archive.images, reason), open_it)

    def _is_current(self, image: object) -> bool:
        return self.session is not None and self.session.image is image

    def _want_changes(self, layer: int) -> None:
        session = self.session
        if session is None or layer < 0 or layer in session.changes or not session.is_merged(layer):
            return
        self._work("changes", partial(loading.find_changes, self.post_message, session, layer))

    def _work(self, group: str, job: Callable[[], None]) -> None:
        self.run_worker(job, group=group, exclusive=True, thread=True)

    def _refresh_all(self) -> None:
        for pane in (self._header, *self._panes):
            pane.refresh_session()
        self._show_details()

    def _say_all(self, text: str) -> None:
        for pane in self._panes:
            pane.say(text)

    def _show_details(self) -> None:
        self._details.show_details(self.session, self._step, self._node)
        self._line.show_details(self.session, self._step, self._node)
        self._layers.mark(self._node)

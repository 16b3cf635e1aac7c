"""The layout of the main screen: where its panes lie, and how they look there."""

from __future__ import annotations

from asyncio import get_running_loop
from typing import TYPE_CHECKING, Any

from textual.compose import compose
from textual.containers import Vertical
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from inspector.language import _
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.pane import Pane, PanePlace
from inspector.ui.shell.splitter import PaneSizes

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.screen import Screen
    from textual.widget import AwaitMount

    from inspector.ui.session.settings import Memory

STYLE = """
PaneScreen {
    background: $surface;
    & #body { height: 1fr; }
    & .wide-only { display: none; }
    & TabbedContent { height: 1fr; }
    & TabPane { padding: 0; }
    & ContentSwitcher { height: 1fr; }
    & Tabs { height: 1; background: $panel; }
    & Tabs Underline { display: none; }
    & Tabs #tabs-list { min-height: 1; }
    & Tab { height: 1; color: $text-muted; }
    & Tab.-active { color: $foreground; background: $surface; text-style: bold; }
    & PaneTabs.-focused Tab.-active { color: $text-primary; }
    & TabbedContent Tab.-active:ansi, & TabbedContent Tab.-active:nocolor {
        color: $foreground;
        text-style: reverse;
    }
    /* The pane with the focus is told by the weight of a line, too: not all see colours. */
    & .framed { border-left: blank; }
    & .framed.-focused { border-left: outer $border; }
    &.-narrow .pane-line { padding: 0 1 0 0 !important; }
    &.-wide {
        & #body { layout: horizontal; }
        & .wide-only { display: block; }
        & TabbedContent { width: 1fr; }
        & .framed {
            border: round $foreground 25%;
            border-title-color: $text-muted;
        }
        & .framed.-focused {
            border: heavy $border;
            border-title-color: $text;
        }
    }
}
"""


class PaneTabs(TabbedContent):
    """The tabs. Textual's go back to a pane that had the focus until a moment ago."""

    def _on_tab_pane_focused(self, event: TabPane.Focused) -> None:
        if not event.tab_pane.has_focus_within:
            event.prevent_default()
            event.stop()


class PaneTab(TabPane):
    """A tab, with its pane once that is present."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(_(pane.TITLE), id=tab_of(pane))
        self.pane = pane

    def compose(self) -> ComposeResult:
        if self.pane.is_present:
            yield self.pane

    def bring(self, tell: Callable[[Pane], None]) -> AwaitMount:
        """Lay its pane out at once, with all parts: the next key may be meant for one of them.

        It is told what it is to know once they are there; this is what can be awaited.
        """
        parts: Future[AwaitMount] = get_running_loop().create_future()
        # Before it is mounted: from Python 3.12 on, it asks for this at once.
        self.pane.coming = self._wait(parts, tell)
        coming = self.mount(self.pane)
        parts.set_result(self.pane.mount_all(compose(self.pane)))
        return coming

    async def _wait(self, parts: Future[AwaitMount], tell: Callable[[Pane], None]) -> None:
        await (await parts)
        self.pane.is_present = True
        tell(self.pane)
        self.screen.screen_layout_refresh_signal.subscribe(self.pane, self._tell_sizes)

    def _tell_sizes(self, screen: Screen[Any]) -> None:
        """Have all parts know their sizes, once there is room.

        Textual tells none to a part that is new if any was asked for its size before the layout.
        """
        if self.pane.size:
            screen.screen_layout_refresh_signal.unsubscribe(self.pane)
            for each in (self.pane, *self.pane.walk_children(Widget)):
                each.post_message(Resize(each.outer_size, each.virtual_size, each.container_size))


def walk(screen: Screen[Any]) -> Iterator[Widget]:
    """Yield all parts of a screen, among them the panes that have not been shown yet."""
    for each in screen.walk_children(Widget):
        yield each
        if isinstance(each, PaneTab) and not each.pane.is_attached:
            yield each.pane


def lay_out(panes: Sequence[Pane], memory: Memory) -> ComposeResult:
    """Yield the panes, each in its place, and the line of keys below all."""
    yield from _at(PanePlace.TOP, panes)
    with PaneSizes(memory):
        with Vertical(id="left"):
            for pane in _at(PanePlace.LEFT, panes):
                yield pane.add_class("framed")
        with PaneTabs(classes="framed"):
            for pane in _at(PanePlace.TAB, panes):
                yield PaneTab(pane)
    yield from _at(PanePlace.BOTTOM, panes)
    yield KeyLine()


def tab_of(pane: Pane) -> str:
    """Return the ID of a pane's tab."""
    return f"tab-{pane.TITLE.lower()}"


def _at(place: PanePlace, panes: Sequence[Pane]) -> Iterable[Pane]:
    return (pane for pane in panes if pane.PLACE is place)

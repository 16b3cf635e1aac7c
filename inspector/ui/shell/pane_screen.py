"""A screen of panes: what is known and what is chosen, shown to all of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import getters, on
from textual.events import DescendantBlur, DescendantFocus
from textual.widget import AwaitMount
from textual.widgets import Tab, TabbedContent, Tabs

from inspector.ui.kit.pane import PATH_KEYS, PanePlace, reveal
from inspector.ui.session import messages
from inspector.ui.session.target import Pointed
from inspector.ui.shell.features import panes
from inspector.ui.shell.layout import STYLE, PaneTab, lay_out, tab_of
from inspector.ui.shell.panes import P, Panes, made
from inspector.ui.shell.path_screen import PathScreen
from inspector.ui.shell.splitter import WIDE

if TYPE_CHECKING:
    from typing import Unpack

    from textual.app import ComposeResult
    from textual.events import ScreenResume
    from textual.widget import Widget

    from inspector.ui.keys.app import KeyedApp
    from inspector.ui.kit.pane import Pane
    from inspector.ui.session.history_steps import Span
    from inspector.ui.session.reading import Reading
    from inspector.ui.session.selection import SelectionChanges
    from inspector.ui.session.session import Session
    from inspector.ui.session.settings import Memory


class PaneScreen(PathScreen):
    """Three places: which layer, what is in it, what is this."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual types it so
    DEFAULT_CSS = STYLE

    tabs = getters.query_one(TabbedContent)
    kinds = staticmethod(panes)  # the classes of its panes

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self.memory = memory
        self.panes = Panes()
        self.reading: Reading | None = None
        self.placeholder = ""

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        self.add_class(_width_class(self))
        self.panes = made(self.kinds())
        yield from lay_out(self.panes, self.memory)

    def on_mount(self) -> None:
        """Begin in the list of layers."""
        if not self.query(Tabs):  # the program ends before it was laid out
            return
        self.query_one(Tabs).can_focus = False
        self.watch(self.tabs, "active", self._tab_chosen, init=False)
        self.go_into(next(pane for pane in self.panes if pane.PLACE is PanePlace.LEFT))
        cast("KeyedApp", self.app).release_keys()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Do not style everything again on the first frame: each widget was when it was mounted."""
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0

    # -- what is shown

    def pane(self, kind: type[P], /) -> P:
        """Return the one pane of a class, which comes if it was not shown before."""
        pane = self.panes.of(kind)
        bring(self, pane)
        return pane

    @property
    def active_pane(self) -> Pane | None:
        """The pane whose tab is shown."""
        tab = self.tabs.active_pane
        return next((pane for pane in self.panes if tab is not None and pane.parent is tab), None)

    def show_tab(self, kind: type[Pane], /) -> None:
        """Show the tab of a pane, and go into it."""
        pane = self.pane(kind)
        reveal(pane)
        self.go_into(pane)

    def go_into(self, pane: Pane, /) -> None:
        """Give a pane the focus."""
        # At once: the next key may have been pressed already, and moves the focus elsewhere.
        found = (each for each in (pane, *pane.query("*")) if each.focusable)
        self.set_focus(next(found, None))

    # A rule with ":focus-within" would style all tabs anew whenever the focus moves within them.
    @on(DescendantFocus)
    @on(DescendantBlur)
    def _frame_focused(self) -> None:
        for each in self.query(".framed"):
            _mark_focus(each)

    def _tab_chosen(self, tab: str) -> None:
        self.app.clear_notifications()  # a message is about what was shown when it came
        for pane in self.panes.tabs:
            if tab_of(pane) == tab:
                bring(self, pane)

    @on(TabbedContent.TabActivated)
    def _tab_activated(self, event: TabbedContent.TabActivated) -> None:
        for pane in self.panes.tabs:
            pane.set_seen(is_seen=pane.is_present and pane.parent is event.pane)
        self.show_pointed()

    # -- what is chosen

    def choose(self, **changes: Unpack[SelectionChanges]) -> None:
        """Have something else chosen, and all panes show it."""
        self.selection = replace(self.selection, **changes)
        for pane in self.panes.present:
            pane.show_selection(self.selection)
        self.refresh_bindings()

    @property
    def pointed(self) -> Pointed:
        """What is under the cursor: of a tab that lists paths of its own, of that one.

        In a tab that offers no keys of a path nothing is: what is chosen in the files is not seen.
        """
        active = self.active_pane
        if active is None:
            return super().pointed
        has_paths = not {*PATH_KEYS} <= {*active.UNOFFERED_KEYS}
        own = self.selection.cursors.get(active.id or "")
        return own or (super().pointed if has_paths else Pointed())

    @on(messages.CursorMoved)
    def _cursor_moved(self, event: messages.CursorMoved) -> None:
        self.choose(cursors={**self.selection.cursors, event.pane: event.pointed})
        self.show_pointed()

    def show_pointed(self) -> None:
        """Show what is under the cursor, with what is known of it by now."""
        pointed = self.pointed
        for pane in self.panes.present:
            pane.show_pointed(pointed)

    # -- what is known

    def show_session(self, session: Session) -> None:
        """Show an image."""
        self.session = session
        for pane in self.panes.present:
            pane.show_session(session)

    def refresh_session(self) -> None:
        """Show what has become known."""
        for pane in self.panes.present:
            pane.refresh_session()
        self.show_pointed()

    def refresh_ages(self) -> None:
        """Show anew how long ago things were."""
        for pane in self.panes.present:
            pane.refresh_ages()
        self.show_pointed()

    def refresh_base(self) -> None:
        """Show what is the base image's."""
        for pane in self.panes.present:
            pane.refresh_base()
        self.show_pointed()

    def refresh_changes(self, span: Span) -> None:
        """Show what layers changed."""
        for pane in self.panes.present:
            pane.refresh_changes(span)
        if self.selection.step is not None and self.selection.step.span == span:
            self.show_pointed()

    def show_reading(self, reading: Reading) -> None:
        """Show how far the reading is."""
        self.reading = reading
        for pane in self.panes.present:
            pane.show_reading(reading)

    def show_placeholder(self, text: str) -> None:
        """Show a sentence in place of an image."""
        self.placeholder = text
        for pane in self.panes.present:
            pane.show_placeholder(text)


def _mark_focus(frame: Widget) -> None:
    """Have a frame look as what has the focus, or no longer.

    That changes the frame and the names of tabs alone: what lies within is not styled anew.
    """
    if frame.has_class("-focused") is not frame.has_focus_within:
        frame.set_class(frame.has_focus_within, "-focused", update=False)
        frame.app.stylesheet.update_nodes((frame, *frame.query(Tab)))


def bring(screen: PaneScreen, pane: Pane) -> AwaitMount:
    """Put a pane into its tab, unless it is there; once awaited, it knows what others know."""
    if pane.is_attached:
        return AwaitMount(pane, ())
    return screen.query_one(f"#{tab_of(pane)}", PaneTab).bring(partial(_introduce, screen))


def _introduce(screen: PaneScreen, pane: Pane) -> None:
    """Tell a pane that has come what the others know."""
    pane.show_selection(screen.selection)
    if screen.session is not None:
        pane.show_session(screen.session)
    elif screen.placeholder:
        pane.show_placeholder(screen.placeholder)
    if screen.reading is not None:
        pane.show_reading(screen.reading)
    pane.set_seen(is_seen=pane is screen.active_pane)
    pane.show_pointed(screen.pointed)


def _width_class(screen: PaneScreen) -> str:
    """Return the class of a screen's width.

    Textual sets it after the first layout, and would style and lay out everything anew.
    """
    breakpoints, width = screen.HORIZONTAL_BREAKPOINTS, screen.app.size.width
    return next(name for least, name in reversed(breakpoints) if width >= least)

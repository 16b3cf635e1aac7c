"""What every pane is: a part of the main screen with its own keys, help and style."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual.containers import Vertical
from textual.widgets import TabbedContent, TabPane

from inspector.ui.session.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from textual.events import Compose
    from textual.message import Message

    from inspector.ui.session.history_steps import Span
    from inspector.ui.session.reading import Reading
    from inspector.ui.session.selection import SelectionChanges
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Pointed


class PanePlace(Enum):
    """Where a pane lies on the main screen."""

    TOP = auto()
    LEFT = auto()
    TAB = auto()
    BOTTOM = auto()


class KeyedPane(Protocol):
    """Something that says which keys the line at the bottom shows while it has the focus.

    Both are actions by their names in a keymap.
    """

    @property
    def FIRST_KEYS(self) -> Sequence[str]:  # noqa: N802 - constant in most panes
        """Those whose keys come first; without any, those of its own bindings."""
        ...

    @property
    def UNOFFERED_KEYS(self) -> Sequence[str]:  # noqa: N802 - constant in most panes
        """Those that have nothing to do with what it shows: their keys are not shown."""
        ...


@runtime_checkable
class FilteredPane(Protocol):
    """A pane with a filter of its own."""

    is_seen: bool

    @property
    def unfiltered(self) -> SelectionChanges:
        """What is chosen to take the filter back, nothing where none is set."""
        ...

    def action_begin_filter(self) -> None:
        """Open the line for a new filter of this pane's rows."""
        ...


# The keys that act on paths, for panes that show none.
PATH_KEYS = ("path.difference", "path.life", "path.extract", "main.mode", "main.sort")


class Pane(Vertical):
    """A part of the main screen, which calls its methods when there is news.

    Attributes:
        TITLE: The name of its tab.
        PLACE: Where it lies.
        FIRST_KEYS, UNOFFERED_KEYS: See ``KeyedPane``.
        SHOWS_TWO: Whether it is on the screen of two images, too, which it shows as any image.
        IS_LEADING: Whether its cursor says which path is chosen, while its tab is shown.
        session: The image, None where there is none.
        selection: What the screen has shown it as chosen. A pane that wants another asks for it
            by a message.
        is_seen: Whether it lies in no tab, or in the one that is shown.
        is_present: Whether it is on the screen: what is in a tab comes when that is first shown.
            It is told nothing before.
        coming: Lays it out and tells it, then.

    """

    TITLE: ClassVar[str] = ""
    PLACE: ClassVar[PanePlace] = PanePlace.TAB
    FIRST_KEYS: ClassVar[Sequence[str]] = ()
    UNOFFERED_KEYS: ClassVar[Sequence[str]] = ()
    SHOWS_TWO: ClassVar[bool] = False
    IS_LEADING: ClassVar[bool] = False

    session: Session | None = None
    selection: Selection = Selection()
    is_seen: bool = True
    is_present: bool = True
    coming: Awaitable[None] | None = None

    async def on_compose(self, event: Compose) -> None:
        """Wait for the parts where they are laid out already."""
        if self.coming is not None:
            event.prevent_default()
            await self.coming

    def show_session(self, session: Session) -> None:
        """Show an image from now on."""
        self.session = session
        self.refresh_session()

    def refresh_session(self) -> None:
        """Show what has become known of the image."""

    def refresh_ages(self) -> None:
        """Show anew how long ago things were."""

    def refresh_base(self) -> None:
        """Show what is the base image's, now that another one is known or set."""

    def refresh_changes(self, span: Span) -> None:
        """Show what these layers changed, now that it is known."""

    def show_selection(self, selection: Selection) -> None:
        """Show what is chosen from now on."""
        self.selection = selection

    def show_pointed(self, pointed: Pointed) -> None:
        """Show what is under the cursor, in whatever pane."""

    def show_reading(self, reading: Reading) -> None:
        """Show how far the reading is."""

    def show_placeholder(self, text: str) -> None:
        """Show a sentence in place of an image: there is none."""

    def set_seen(self, *, is_seen: bool) -> None:
        """Note whether the tab is shown that the pane lies in."""
        self.is_seen = is_seen


def ask_first(pane: Pane, asked: Message) -> None:
    """Ask a pane's screen for something; it hears that before the key that comes next.

    What a pane posts to itself goes to the screen from parent to parent, and so does a key, from
    what has the focus: it may be ahead.
    """
    pane.screen.post_message(asked)


def reveal(pane: Pane) -> None:
    """Show the tab that a pane lies in."""
    for each in pane.ancestors:
        if isinstance(each, TabPane):
            pane.screen.query_one(TabbedContent).active = each.id or ""

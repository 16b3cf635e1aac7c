"""What every pane is: a part of the main screen with its own keys, help and style."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual.containers import Vertical

from inspector.ui.session.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.session.session import Session


@runtime_checkable
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


# The keys that act on paths, for panes that show none.
PATH_KEYS = ("path.difference", "path.life", "path.extract", "main.mode", "main.sort")


class Pane(Vertical):
    """A part of the screen. ``show_session`` gives it an image, ``refresh_session`` news of it.

    Attributes:
        FIRST_KEYS, UNOFFERED_KEYS: see ``KeyedPane``.
        session: The image, None where there is none.
        selection: What the screen has shown it as chosen. A pane that wants another asks for it
            by a message.
        is_seen: Whether it lies in no tab, or in the one that is shown.

    """

    TITLE: ClassVar[str] = ""
    FIRST_KEYS: ClassVar[Sequence[str]] = ()
    UNOFFERED_KEYS: ClassVar[Sequence[str]] = ()

    DEFAULT_CSS = """
    Pane {
        height: 1fr;
    }
    """

    session: Session | None = None
    selection: Selection = Selection()
    is_seen: bool = True

    def show_selection(self, selection: Selection) -> None:
        """Show what is chosen from now on."""
        self.selection = selection

    def look(self, *, is_seen: bool) -> None:
        """Hear whether someone looks."""
        self.is_seen = is_seen

    def show_session(self, session: Session) -> None:
        """Show an image from now on."""
        self.session = session
        self.refresh_session()

    def refresh_session(self) -> None:
        """Show what has become known of the image."""

    def say(self, text: str) -> None:
        """Show a sentence in place of an image: there is none."""

"""What a folder of the screen gives to the whole: one value, listed in ``shell/features.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from textual.binding import Binding

from inspector.ui.kit.pane import Pane
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from textual.message import Message
    from textual.screen import Screen

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.messages import Opening
    from inspector.ui.session.selection import Selection, SelectionChanges
    from inspector.ui.session.session import Session
    from inspector.ui.session.target import Target

P = TypeVar("P", bound=Pane)

# A class with keys of its own, and what a key passes from what has the focus on outwards.
Part: TypeAlias = type[Any]
Chain: TypeAlias = tuple[Part, ...]


class Main(Protocol):
    """The main screen, as features know it."""

    session: Session | None
    selection: Selection

    def pane(self, kind: type[P], /) -> P:
        """Return the one pane of a class."""

    def choose(self, **changes: Unpack[SelectionChanges]) -> None:
        """Have something else chosen, and all panes show it."""

    def pick(self, step: Step, /) -> None:
        """Have another step chosen."""

    def answer(self, request: Message, /) -> None:
        """Have the feature that answers it do what a message asks for."""

    def show_tab(self, kind: type[Pane], /) -> None:
        """Show the tab of a pane, and go into it."""

    def go_into(self, pane: Pane, /) -> None:
        """Give a pane the focus."""


def _no_parts() -> Sequence[Part]:
    return ()


@dataclass(frozen=True, kw_only=True)
class OpeningKey:
    """A key that has something laid over the screen.

    Attributes:
        key: The key, as long as the user gives it no other.
        name: Its name in a keymap.
        label: What the line of keys calls it; English, marked by ``N_``.
        words: What the help says of it; likewise.
        is_shown: Whether the line of keys shows it.

    """

    key: str
    name: str
    label: str
    words: str
    is_shown: bool = False

    def binding(self, action: str) -> Binding:
        """Return the key of a screen, which has an action for all that are opened."""
        return Binding(
            self.key,
            f"{action}('{self.name}')",
            self.label,
            show=self.is_shown,
            tooltip=self.words,
            id=self.name,
        )


@dataclass(frozen=True, kw_only=True)
class MainKey(OpeningKey):
    """One of the main screen; ``opening`` is what it asks for, of the image and the step chosen."""

    opening: Callable[[Session, Step | None], Opening]


@dataclass(frozen=True, kw_only=True)
class PathKey(OpeningKey):
    """One wherever there are paths; ``opening`` is what it asks for, of that under the cursor."""

    opening: Callable[[Target], Opening]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One folder of the screen.

    Attributes:
        panes: What it has on the main screen; ``Pane.PLACE`` says where.
        chains: Returns what has keys there, in the order of a manual, each behind what lies within
            it; imported when it is asked for, as the first frame shows none of it. Without it,
            each pane that has a ``HELP``, around a list of rows unless it has the focus itself.
        overlays: Returns what has keys and lies over screens of others: all within come before it.
        answers: What is done on the main screen when a message asks for it.
        opens: What is laid over the screen when a message asks for it. A message that it is closed
            with goes to the main screen.
        main_keys: The keys that ask for it on the main screen.
        path_keys: Those that do where there are paths, on the main screen and that of two images.

    """

    panes: tuple[type[Pane], ...] = ()
    chains: Callable[[], Sequence[Chain]] | None = None
    overlays: Callable[[], Sequence[Part]] = _no_parts
    answers: Mapping[type[Message], Callable[[Main, Any], None]] = field(default_factory=dict)
    opens: Mapping[type[Message], Callable[[Any], Screen[Any]]] = field(default_factory=dict)
    main_keys: tuple[MainKey, ...] = ()
    path_keys: tuple[PathKey, ...] = ()

    def keyed(self) -> Sequence[Chain]:
        """Return what has keys: what ``chains`` says, or the panes."""
        if self.chains is not None:
            return self.chains()
        return [(each,) if each.can_focus else (Rows, each) for each in self.panes if each.HELP]

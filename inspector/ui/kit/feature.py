"""What a folder of the screen gives to the whole: one value, listed in ``shell/features.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from inspector.ui.kit.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from textual.message import Message
    from textual.screen import Screen

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Selection, SelectionChanges
    from inspector.ui.session.session import Session

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


def _no_chains() -> Sequence[Chain]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One folder of the screen.

    Attributes:
        panes: What it has on the main screen; ``Pane.PLACE`` says where.
        chains: Returns what has keys there, in the order of a manual, each behind what lies within
            it; imported when it is asked for, as the first frame shows none of it.
        answers: What is done on the main screen when a message asks for it.
        opens: What is laid over the screen when a message asks for it. A message that it is closed
            with goes to the main screen.

    """

    panes: tuple[type[Pane], ...] = ()
    chains: Callable[[], Sequence[Chain]] = _no_chains
    answers: Mapping[type[Message], Callable[[Main, Any], None]] = field(default_factory=dict)
    opens: Mapping[type[Message], Callable[[Any], Screen[Any]]] = field(default_factory=dict)

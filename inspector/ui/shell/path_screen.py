"""What can be asked of the path under the cursor: its content, changes, life, and a copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual.binding import Binding, BindingType
from textual.screen import Screen

from inspector.language import N_, _
from inspector.ui.session import messages
from inspector.ui.session.selection import Selection
from inspector.ui.session.target import Pointed, Target, target_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inspector.ui.keys.actions import Action
    from inspector.ui.kit.feature import Part
    from inspector.ui.session.session import Session

_OPENINGS: Mapping[str, Callable[[Target], messages.Opening]] = {
    "Diff": messages.DifferenceOpened,
    "Path history": messages.LifeOpened,
    "Stack": messages.StackOpened,
    "Extract": messages.ExtractOpened,
}


class PathScreen(Screen[None]):
    """A screen with a step and a path that are chosen."""

    HELP = N_("""\
## The path under the cursor

`{rows.choose}` on a file shows its contents: text, a hex dump, or the listing of an archive. The
line at the bottom shows the path that the other keys apply to, in every pane: the path chosen in
the files, or in the waste, the findings or the packages while they are shown.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "ask('Diff')", N_("Diff"), id="path.difference",
                tooltip=N_("What changed in the path compared with the version below")),
        Binding("p", "ask('Path history')", N_("Path history"), id="path.life",
                tooltip=N_("Every layer that wrote, changed or hid the path")),
        Binding("L", "ask('Stack')", N_("Stack"), id="path.stack", show=False,
                tooltip=N_("Which layer answers for the path, from the top down")),
        Binding("x", "ask('Extract')", N_("Extract"), id="path.extract",
                tooltip=N_("Extract to a folder")),
    ]  # fmt: skip

    session: Session | None = None
    selection = Selection()

    @property
    def pointed(self) -> Pointed:
        """What is under the cursor: keys act on it."""
        selection = self.selection
        return Pointed(target_at(self.session, selection.step, selection.node))

    def action_ask(self, title: str) -> None:
        """Ask for what is opened on the path that keys act on; where there is none, say so.

        In a window: what is typed for the one that was asked for must not be taken for keys.
        """
        target = self.pointed.target
        if target is not None:
            self.post_message(_OPENINGS[title](target))
            return
        from inspector.ui.kit.dialog import Notice

        self.app.push_screen(Notice(_(title), _("There is no path under the cursor.")))


@runtime_checkable
class Reworded(Protocol):
    """A screen on which keys and panes do not mean what they do on the main screen.

    ``OTHER_WORDS`` is what keys do, by the names of actions, and the help of panes, by their names.
    """

    OTHER_WORDS: ClassVar[Mapping[str, str]]


def words_on(screen: Screen[Any], action: Action) -> str:
    """Return what the keys of an action do on a screen."""
    words = screen.OTHER_WORDS.get(action.id) if isinstance(screen, Reworded) else None
    return action.words if words is None else _(words)


def help_on(screen: Screen[Any], part: Part) -> str:
    """Return the help of a part of a screen."""
    words = screen.OTHER_WORDS.get(part.__name__) if isinstance(screen, Reworded) else None
    return _(part.HELP if words is None else words)

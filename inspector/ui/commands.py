"""What the command palette offers: every action of every pane, every layer, every theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.app import App
from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import TabbedContent, TabPane

from inspector.ui import messages
from inspector.ui.app import LayerscopeApp
from inspector.ui.command_match import best_matches
from inspector.ui.facts import shortened
from inspector.ui.key_table import PARTS, actions_of
from inspector.ui.panes.sizes import PaneSizes
from inspector.ui.screens.paths import PathScreen
from inspector.ui.steps import steps_of
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.command import Hits
    from textual.dom import DOMNode
    from textual.message import Message
    from textual.widget import Widget

    from inspector.ui.key_table import Action

_LONGEST = 200
# What has a cursor or a view that keys move.
_LISTS = (Rows, Boxes, TextLines)


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette; its text is printable, and never markup."""

    text: str
    run: Callable[[], object]
    is_common: bool = False


class Commands(Provider):
    """Everything there is to do on a screen."""

    _commands: Sequence[Command] = ()

    async def discover(self) -> Hits:
        """Yield all commands."""
        for each in self._commands:
            yield DiscoveryHit(Content(each.text), each.run, each.text)

    async def search(self, query: str) -> Hits:
        """Yield the commands that fit what was typed, their letters marked."""
        style = self.match_style or Style(bold=True, underline=True)
        for place, found in best_matches(query, [each.text for each in self._commands]):
            each, text = self._commands[place], Content(self._commands[place].text)
            for start, end in found.spans:
                text = text.stylize(style, start, end)
            # Of equals the first first: the palette puts the highest score on top.
            score = found.score + 1 - place / len(self._commands)
            yield Hit(score, text, each.run, each.text)

    async def startup(self) -> None:
        """Gather the commands once: while the palette is open, the screen below stands still."""
        app = self.app
        if isinstance(app, LayerscopeApp):
            actions = _actions(app, self.screen, self.focused)
            ordered = sorted(actions, key=lambda each: not each.is_common)
            found = (*_questions(self.screen), *ordered, *_layers(self.screen), *_themes(app))
            self._commands = found


def _actions(
    app: LayerscopeApp, screen: Screen[object], focused: Widget | None
) -> Iterator[Command]:
    """Yield what keys do: of what has the focus, of the screen, of all other panes."""
    near = list(focused.ancestors_with_self) if focused is not None else [screen, app]
    # Sizes lie around every pane, and are not what it is about.
    near = [each for each in near if not isinstance(each, PaneSizes)]
    panes = [each for each in screen.walk_children() if type(each) in PARTS]
    lists = [each for each in near if isinstance(each, _LISTS)]
    # What moves a cursor comes last, and for the list that has the focus alone.
    nodes = (*near, *(each for each in panes if not isinstance(each, _LISTS)))
    for node in (*dict.fromkeys(each for each in nodes if each not in lists), *lists):
        for part in type(node).__mro__:
            for action in actions_of(part) if part in PARTS else ():
                if _is_possible(node, action):
                    text = f"{_place(node)}{action.words}  ({app.shown_keys(action)})"
                    yield Command(text, partial(_run, app, node, action), action.is_shown)


def _is_possible(node: DOMNode, action: Action) -> bool:
    _, name, parameters = parse(action.call)
    return action.id != "app.palette" and node.check_action(name, parameters) is not False


def _place(node: DOMNode) -> str:
    title = getattr(node, "TITLE", "")
    return f"{title}: " if title and not isinstance(node, Screen | App) else ""


async def _run(app: LayerscopeApp, node: DOMNode, action: Action) -> None:
    """Do as the key would, in the pane that has it: where it lies in a tab, that is shown."""
    for each in node.ancestors_with_self:
        if isinstance(each, TabPane) and each.id is not None:
            app.screen.query_one(TabbedContent).active = each.id
    await app.run_action(action.call, node)


def _questions(screen: Screen[object]) -> Iterator[Command]:
    """Yield what is asked most, and no one key shows."""
    if isinstance(screen, PathScreen) and screen.session is not None:
        for text, message in (
            ("The final image: all files", messages.FinalAsked),
            ("Removed files: what layers took away", messages.RemovedAsked),
        ):
            yield Command(text, partial(_post, screen, message))


def _post(screen: PathScreen, message: Callable[[], Message]) -> None:
    screen.post_message(message())


def _layers(screen: Screen[object]) -> Iterator[Command]:
    """Yield a way to each layer."""
    session = screen.session if isinstance(screen, PathScreen) else None
    for step in steps_of(session.image) if session is not None else ():
        if step.layer is not None:
            text = f"Layer {step.layer}: {shortened(step.instruction, _LONGEST)}"
            yield Command(text, partial(screen.post_message, messages.LayerAsked(step.layer)))


def _themes(app: LayerscopeApp) -> Iterator[Command]:
    """Yield the themes, with the terminal's own colours among them."""
    for name in sorted(app.available_themes):
        yield Command(f"Theme: {name}", partial(setattr, app, "theme", name))

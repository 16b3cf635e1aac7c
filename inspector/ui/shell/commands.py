"""What the command palette offers: every action of every pane, every layer, every theme."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.widgets import Input

from inspector.language import N_, _
from inspector.ui.kit.pane import Pane, reveal
from inspector.ui.kit.path_details import shortened
from inspector.ui.session import messages
from inspector.ui.shell.keymap.table import PARTS, actions_of
from inspector.ui.shell.layout import walk
from inspector.ui.shell.main_screen import MainScreen
from inspector.ui.shell.palette.command import (
    FILES,
    LAYERS,
    THEMES,
    PaletteCommand,
    group_of,
    ordered,
)
from inspector.ui.shell.palette.words import SYNONYMS
from inspector.ui.shell.pane_screen import PaneScreen, bring
from inspector.ui.shell.path_screen import words_on
from inspector.ui.shell.splitter import PaneSizes
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.dom import DOMNode
    from textual.message import Message
    from textual.screen import Screen
    from textual.widget import Widget

    from inspector.ui.keys.actions import Action
    from inspector.ui.keys.app import KeyedApp
    from inspector.ui.session.session import Session

_LONGEST = 200
# What has a cursor or a view that keys move.
_LISTS = (Rows, Boxes, TextLines)


def commands_of(app: KeyedApp, screen: Screen[object]) -> list[PaletteCommand]:
    """Return everything there is to do on a screen, group by group, what is common first."""
    found = (
        *_questions(screen),
        *_actions(app, screen, screen.focused),
        *_layers(screen),
        *_themes(app),
    )
    headings = ordered({each.group for each in found})
    return sorted(found, key=lambda each: (headings.index(each.group), not each.is_common))


def _actions(
    app: KeyedApp, screen: Screen[object], focused: Widget | None
) -> Iterator[PaletteCommand]:
    """Yield what keys do: of what has the focus, of the screen, of all other panes."""
    near = list(focused.ancestors_with_self) if focused is not None else [screen, app]
    # Sizes lie around every pane, and are not what it is about.
    near = [each for each in near if not isinstance(each, PaneSizes)]
    # The keys of a field are of use to those who type in it.
    panes = [each for each in walk(screen) if type(each) in PARTS and not isinstance(each, Input)]
    lists = [each for each in near if isinstance(each, _LISTS)]
    # What moves a cursor comes last, and for the list that has the focus alone.
    nodes = (*near, *(each for each in panes if not isinstance(each, _LISTS)))
    for node in (*dict.fromkeys(each for each in nodes if each not in lists), *lists):
        for part in type(node).__mro__:
            for action in actions_of(part) if part in PARTS else ():
                if _is_possible(node, action):
                    run = partial(_run, app, screen, node, action)
                    keys, is_common = app.shown_keys(action), action.is_shown
                    words = words_on(screen, action)
                    english = f"{action.tooltip} {action.description}"
                    is_english = action.label == action.description
                    others = SYNONYMS.get(action.id, "")
                    yield PaletteCommand(
                        group_of(action.id),
                        words,
                        run,
                        keys,
                        is_common,
                        action.label,
                        _also(others, english, is_english=is_english),
                    )


def _is_possible(node: DOMNode, action: Action) -> bool:
    _, name, parameters = parse(action.call)
    return action.id != "app.palette" and node.check_action(name, parameters) is not False


async def _run(app: KeyedApp, screen: Screen[object], node: DOMNode, action: Action) -> None:
    """Do as the key would, in the pane that has it: where it lies in a tab, that is shown."""
    if isinstance(screen, PaneScreen) and isinstance(node, Pane):
        await bring(screen, node)
    for each in node.ancestors_with_self:
        if isinstance(each, Pane):
            reveal(each)
    await app.run_action(action.call, node)


def _questions(screen: Screen[object]) -> Iterator[PaletteCommand]:
    """Yield what is asked most, and no one key shows."""
    if isinstance(screen, MainScreen) and screen.session is not None:
        for text, others, message in (
            (N_("The final image: all files"), "", messages.FinalAsked()),
            (N_("Setuid files in the final image"), N_("suid"), messages.QueryAsked("setuid")),
            (
                N_("Files over 5 MB in the final image"),
                N_("large big biggest size"),
                messages.QueryAsked(">5MB"),
            ),
            (N_("Removed files, layer by layer"), N_("deleted"), messages.RemovedAsked()),
        ):
            yield PaletteCommand(
                FILES,
                _(text),
                partial(_post, screen, message),
                is_common=True,
                other_words=_also(others, text, is_english=_(text) == text),
            )
        yield from _largest_layer(screen.session, screen)


def _largest_layer(session: Session, screen: MainScreen) -> Iterator[PaletteCommand]:
    """Yield the way to the layer that stores most."""
    sizes = {layer.index: session.size_of(layer.index) or 0 for layer in session.image.layers}
    if sizes:
        largest = max(sizes, key=lambda layer: sizes[layer])
        asked = partial(_post, screen, messages.LayerAsked(largest))
        text, others = N_("Go to the largest layer"), N_("biggest most expensive cost size")
        words = _also(others, text, is_english=_(text) == text)
        yield PaletteCommand("Layers", _(text), asked, is_common=True, other_words=words)


def _also(others: str, text: str, *, is_english: bool) -> str:
    """Return what else is typed for a text; where that is translated, its English too."""
    shown = _(others) if others else ""
    return shown if is_english else f"{shown} {others} {text}"


def _post(screen: MainScreen, message: Message) -> None:
    screen.post_message(message)


def _layers(screen: Screen[object]) -> Iterator[PaletteCommand]:
    """Yield a way to each layer."""
    session = screen.session if isinstance(screen, MainScreen) else None
    for step in session.steps if session is not None else ():
        if step.layer is not None:
            instruction = shortened(step.instruction, _LONGEST)
            text = _("Layer {layer}: {instruction}").format(
                layer=step.layer, instruction=instruction
            )
            asked = partial(screen.post_message, messages.LayerAsked(step.layer))
            yield PaletteCommand(LAYERS, text, asked)


def _themes(app: KeyedApp) -> Iterator[PaletteCommand]:
    """Yield the themes, with the terminal's own colours among them."""
    for name in sorted(app.available_themes):
        text = _("Theme: {name}").format(name=name)
        yield PaletteCommand(THEMES, text, partial(setattr, app, "theme", name))

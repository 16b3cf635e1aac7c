"""The help: every key and every pane, made from what the panes themselves say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from inspector.ui.keys.names import filled
from inspector.ui.kit.filter_line import FilterField, FilterLine
from inspector.ui.kit.pane import Pane
from inspector.ui.kit.prose import prose
from inspector.ui.shell.features import features
from inspector.ui.shell.keymap.table import PARTS, actions_of
from inspector.ui.shell.layout import walk
from inspector.ui.shell.path_screen import help_on, words_on
from inspector.ui.shell.splitter import PaneSizes
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import RenderableType
    from textual.dom import DOMNode
    from textual.screen import Screen

    from inspector.ui.keys.actions import Action
    from inspector.ui.keys.app import KeyedApp
    from inspector.ui.kit.feature import Part


def help_text(app: KeyedApp, screen: Screen[Any]) -> Group:
    """Return the help of a screen: the focused part, the keys of the others, what these show."""
    first, *parts = parts_of(screen)
    blocks: list[RenderableType] = [_title(screen, first)]
    if actions := actions_of(first):
        blocks += [_key_table(app, screen, actions), Text()]
    blocks += [*_words(help_on(screen, first), app.word_of), Text()]
    for part in parts:
        if actions := actions_of(part):
            blocks += [_title(screen, part), _key_table(app, screen, actions), Text()]
    for part in parts:
        blocks += [_title(screen, part), *_words(help_on(screen, part), app.word_of), Text()]
    return Group(*blocks)


def _title(screen: Screen[Any], part: Part) -> Text:
    """Return the first line of a part's help."""
    title = help_on(screen, part).strip().partition("\n")[0]
    return Text(title.removeprefix("## "), style="bold underline")


def _key_table(app: KeyedApp, screen: Screen[Any], actions: Iterable[Action]) -> Table:
    """Return keys as the user has them, and what they do."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for action in actions:
        table.add_row(
            Text(app.shown_keys(action), style="bold"), prose(Text(words_on(screen, action)))
        )
    return table


def parts_of(screen: Screen[Any]) -> list[Part]:
    """Return the parts of a screen: the focused pane, its list, what is around, all others."""
    focused = screen.focused or screen
    near = list(_parts(focused.ancestors_with_self))
    lists = [part for part in near if part in {Rows, Boxes, TextLines}]
    around = [part for part in near if part not in lists]
    others = _parts(walk(screen))
    found = dict.fromkeys((*around[:1], *lists, *around[1:], *others))
    # Sizes lie around every pane, and are not what it is about.
    return sorted(found, key=lambda part: part is PaneSizes)


def _parts(nodes: Iterable[DOMNode]) -> Iterator[Part]:
    for node in nodes:
        kinds: Iterable[Part] = type(node).__mro__
        if isinstance(node, FilterLine):
            kinds = (FilterField,)  # it comes when the line is first opened
        elif isinstance(node, Pane) and not node.is_attached:
            kinds = _of_pane(type(node))
        yield from (part for part in kinds if part in PARTS)


def _of_pane(pane: Part) -> Iterator[Part]:
    """Yield what has keys in a pane that has not been shown yet."""
    for feature in features():
        if pane in feature.panes:
            for chain in feature.keyed():
                yield from reversed(chain)


def _words(text: str, word_of: Callable[[str], str]) -> Iterable[RenderableType]:
    """Yield the paragraphs below a title; of Markdown they use backticks alone."""
    for block in text.strip().split("\n\n")[1:]:
        paragraph = Text()
        for at, part in enumerate(block.replace("\n", " ").split("`")):
            paragraph.append(filled(part, word_of), style="bold" if at % 2 else "")
        yield prose(paragraph)

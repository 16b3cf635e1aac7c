"""The help: every key and every pane, made from what the panes themselves say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from textual.binding import Binding, BindingType

from inspector.ui.facts import fact_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from textual.app import App
    from textual.widget import Widget


def help_text(app: App[int], parts: Sequence[type[Widget]]) -> Group:
    """Return the help of some parts of the screen."""
    blocks: list[RenderableType] = []
    for part in parts:
        blocks += _words(part.HELP or "")
        blocks.append(fact_table(_keys(app, bindings_of(part))))
        blocks.append(Text())
    return Group(*blocks)


def bindings_of(part: type[Widget]) -> list[Binding]:
    """Return the keys that a part of the screen names itself."""
    own: list[BindingType] = part.__dict__.get("BINDINGS", [])
    return list(Binding.make_bindings(own))


def _words(text: str) -> Iterable[Text]:
    """Yield a text's title and paragraphs; of Markdown it uses ``## `` and backticks alone."""
    for block in text.strip().split("\n\n"):
        if block.startswith("## "):
            yield Text(block.removeprefix("## "), style="bold underline")
            continue
        paragraph = Text()
        for at, part in enumerate(block.replace("\n", " ").split("`")):
            paragraph.append(part, style="bold" if at % 2 else "")
        yield paragraph


def _keys(app: App[int], bindings: Iterable[Binding]) -> list[tuple[str, str]]:
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        words = binding.tooltip or binding.description
        keys.setdefault(words, []).append(app.get_key_display(binding))
    return [(" ".join(names), words) for words, names in keys.items()]

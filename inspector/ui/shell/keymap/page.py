"""The manual's list of keys, made from the keys themselves.

``python -m inspector.ui.shell.keymap.page`` writes to stdout; ``docs/make_pictures.py`` puts it
into docs/screen.md.
"""

from __future__ import annotations

import sys
from itertools import chain
from textwrap import wrap
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import format_key

from inspector.ui.keys.names import filled, key_word
from inspector.ui.shell.keymap.presets import PRESETS
from inspector.ui.shell.keymap.table import PARTS, actions_of, all_actions
from inspector.ui.shell.path_screen import words_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WIDTH = 100
_OF_DIVE = """\
Adds the keys of dive to Layerscope's own. `d` and `u` scroll by a page; the difference is on `D`.

As in dive, `ctrl+a` has two meanings: in the list of layers it compares all layers up to the
cursor, everywhere else it hides or shows added files. `ctrl+l` goes back to the changes of one
layer. Most terminals send Enter for `ctrl+m`, which opens the row under the cursor; `M` hides or
shows modified files in every terminal. `ctrl+p` wraps the lines of a text. In the files it opens
the palette; the line at the bottom shows long names in full.
"""
_PLAIN = {"↑": "up", "↓": "down", "←": "left", "→": "right", "⏎": "enter"}


def keys_page() -> str:
    """Return all keys and their names as Markdown."""
    lines: list[str] = []
    for part in PARTS:
        title, *text = filled(part.HELP or "", _word).strip().split("\n\n")
        lines += [f"#{title}", "", *chain.from_iterable(map(_paragraph, text))]
        actions = actions_of(part)
        lines += _table((_keys(each.keys), words_on(part, each), each.id) for each in actions)
    lines += ["### The keymap `dive`", ""]
    lines += chain.from_iterable(map(_paragraph, _OF_DIVE.strip().split("\n\n")))
    known = all_actions()
    lines += _table((_keys(keys), known[n].words, n) for n, keys in PRESETS["dive"].items())
    return "\n".join(lines).rstrip() + "\n"


def _paragraph(text: str) -> list[str]:
    """Return a paragraph's lines, broken anew: keys are shorter than the names of actions."""
    words = " ".join(text.split("\n"))
    return [*wrap(words, _WIDTH, break_long_words=False, break_on_hyphens=False), ""]


def _table(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield "| keys | what they do | name |"
        yield "|---|---|---|"
        yield from (f"| {keys} | {_cell(words)} | `{name}` |" for keys, words, name in found)
        yield ""


def _word(name: str) -> str:
    return key_word(all_actions()[name].keys[0])


def _keys(keys: Iterable[str]) -> str:
    return " ".join(f"`{_shown(key)}`" for key in keys)


def _shown(key: str) -> str:
    *modifiers, base = Binding(key, "").key.split("+")
    shown = format_key(base)
    return _cell("+".join((*modifiers, _PLAIN.get(shown, shown))))


def _cell(text: str) -> str:
    """Return a text that does not end its cell."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(keys_page())

"""Every key of the screen, made from the bindings of its parts: for keymaps, help and manual."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from inspector.ui.keys.actions import Action
from inspector.ui.kit.dialog import ImagePicker, Notice, TextDialog
from inspector.ui.kit.filter_line import FilterField
from inspector.ui.kit.search_field import SearchField
from inspector.ui.shell.app_keys import AppKeys
from inspector.ui.shell.features import features
from inspector.ui.shell.help_dialog import HelpDialog
from inspector.ui.shell.main_screen import MainScreen
from inspector.ui.shell.palette.screen import Palette, PaletteField
from inspector.ui.shell.path_screen import PathScreen
from inspector.ui.shell.splitter import PaneSizes
from inspector.ui.shell.theme_dialog import ThemeDialog
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from inspector.ui.kit.feature import Chain, Part

_MAIN: Chain = (MainScreen, PathScreen, AppKeys)
# What features build on: in a manual after all of them.
_SHARED: Chain = (
    PaneSizes, Rows, Boxes, TextLines, FilterField, SearchField, TextDialog, Notice,
)  # fmt: skip
# What lies over screens while there is something to learn: its keys give way to all others.
OVERLAYS: Chain = tuple(part for feature in features() for part in feature.overlays())


def _whole(chain: Chain) -> Chain:
    """Return a chain of a feature with what is around: nothing around dialogs and fields."""
    outermost = chain[-1]
    if issubclass(outermost, ModalScreen | Input):
        return chain
    around: Chain = (AppKeys,) if issubclass(outermost, Screen) else (PaneSizes, *_MAIN)
    return (*chain, *around, *OVERLAYS)


# What a key passes on its way out, from what has the focus to the screen: a line for each way.
CHAINS: tuple[Chain, ...] = (
    *(_whole(chain) for feature in features() for chain in feature.keyed()),
    (FilterField,),
    (SearchField,),
    (TextLines, HelpDialog),
    (TextDialog,),
    (Notice,),
    (Rows, ImagePicker),
    (Rows, ThemeDialog),
    (PaletteField, Palette),
)
_ALL = dict.fromkeys(part for chain in CHAINS for part in chain)
# The same, in the order of a manual.
PARTS: tuple[Part, ...] = tuple(
    dict.fromkeys((AppKeys, *_MAIN, *(each for each in _ALL if each not in _SHARED), *_SHARED))
)


def bindings_of(part: type[DOMNode]) -> list[Binding]:
    """Return the keys that a part of the screen names itself, one by one."""
    own: list[BindingType] = part.__dict__.get("BINDINGS", [])
    return list(Binding.make_bindings(own))


def actions_of(part: type[DOMNode]) -> list[Action]:
    """Return what a part's own keys do."""
    found: dict[str, Action] = {}
    for each in bindings_of(part):
        name = each.id or each.action
        keys = (*found[name].keys, each.key) if name in found else (each.key,)
        words, label = each.tooltip or each.description, each.description
        found[name] = Action(name, keys, each.action, words, each.show, label)
    return list(found.values())


@cache
def all_actions() -> dict[str, Action]:
    """Return what all keys do, by their names in a keymap."""
    return {each.id: each for part in PARTS for each in actions_of(part)}

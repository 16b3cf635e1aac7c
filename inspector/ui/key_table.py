"""Every key of the screen, made from the bindings of its parts: for keymaps, help and manual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from inspector.ui.app import LayerscopeApp
from inspector.ui.panes.details import DetailsPane
from inspector.ui.panes.header import HeaderPane
from inspector.ui.panes.image import ImagePane
from inspector.ui.panes.layers import LayersPane
from inspector.ui.panes.map import MapPane
from inspector.ui.panes.sizes import PaneSizes
from inspector.ui.screens.dialog import ImagePicker, TextDialog
from inspector.ui.screens.difference import DifferenceScreen
from inspector.ui.screens.extract import ExtractDialog, FolderField
from inspector.ui.screens.help_dialog import HelpDialog
from inspector.ui.screens.layer import LayerDialog
from inspector.ui.screens.layout import TABS
from inspector.ui.screens.life import LifeDialog
from inspector.ui.screens.lines import LinesScreen
from inspector.ui.screens.main import MainScreen
from inspector.ui.screens.palette import Palette, PaletteField
from inspector.ui.screens.paths import PathScreen
from inspector.ui.screens.search_field import SearchField
from inspector.ui.screens.themes import ThemeDialog
from inspector.ui.screens.viewer import Viewer
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.filter_line import FilterField
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from textual.dom import DOMNode

Part = type[LayerscopeApp] | type[Any]

# What a key passes on its way out, from what has the focus to the screen: a line for each way.
_TEXTS: tuple[Part, ...] = (ImagePane, DetailsPane)
_MAIN: tuple[Part, ...] = (PaneSizes, MainScreen, PathScreen, LayerscopeApp)
CHAINS: tuple[tuple[Part, ...], ...] = (
    *((Rows, pane, *_MAIN) for pane in (LayersPane, *TABS) if pane not in {*_TEXTS, MapPane}),
    (Boxes, MapPane, *_MAIN),
    *((pane, *_MAIN) for pane in _TEXTS),
    (HeaderPane, MainScreen, PathScreen, LayerscopeApp),
    (TextLines, Viewer, LinesScreen, LayerscopeApp),
    (TextLines, DifferenceScreen, LinesScreen, LayerscopeApp),
    (FilterField,),
    (SearchField,),
    (TextLines, HelpDialog),
    (TextDialog,),
    (LayerDialog, TextDialog),
    (Rows, ImagePicker),
    (ExtractDialog,),
    (FolderField,),
    (Rows, LifeDialog),
    (Rows, ThemeDialog),
    (PaletteField, Palette),
)
# The same, in the order of a manual.
PARTS: tuple[Part, ...] = (
    LayerscopeApp, MainScreen, PathScreen, LayersPane, *TABS, FilterField, DetailsPane, HeaderPane,
    PaneSizes, Rows, Boxes, Viewer, DifferenceScreen, LinesScreen, TextLines, SearchField,
    LayerDialog, LifeDialog, FolderField, ExtractDialog, ImagePicker, TextDialog, HelpDialog,
    ThemeDialog, PaletteField, Palette,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """What keys do: one binding, by the name that a keymap has for it."""

    id: str
    keys: tuple[str, ...]
    call: str
    words: str
    is_shown: bool


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
        words = each.tooltip or each.description
        found[name] = Action(name, keys, each.action, words, each.show)
    return list(found.values())


@cache
def all_actions() -> dict[str, Action]:
    """Return what all keys do, by their names in a keymap."""
    return {each.id: each for part in PARTS for each in actions_of(part)}

"""Every key of the screen, made from the bindings of its parts: for keymaps, help and manual."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from inspector.ui.extract.dialog import ExtractDialog, FolderField
from inspector.ui.files.filter_line import FilterField
from inspector.ui.header.pane import HeaderPane
from inspector.ui.image.pane import ImagePane
from inspector.ui.keys.actions import Action
from inspector.ui.kit.dialog import ImagePicker, Notice, TextDialog
from inspector.ui.kit.search_field import SearchField
from inspector.ui.layers.details import DetailsPane
from inspector.ui.layers.dialog import LayerDialog
from inspector.ui.layers.pane import LayersPane
from inspector.ui.life.dialog import LifeDialog
from inspector.ui.map.pane import MapPane
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.help_dialog import HelpDialog
from inspector.ui.shell.layout import TABS
from inspector.ui.shell.main_screen import MainScreen
from inspector.ui.shell.palette import Palette, PaletteField
from inspector.ui.shell.path_screen import PathScreen
from inspector.ui.shell.splitter import PaneSizes
from inspector.ui.shell.theme_dialog import ThemeDialog
from inspector.ui.viewer.difference_screen import DifferenceScreen
from inspector.ui.viewer.lines_screen import LinesScreen
from inspector.ui.viewer.screen import Viewer
from inspector.ui.widgets.boxes import Boxes
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
    (Notice,),
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
    LayerDialog, LifeDialog, FolderField, ExtractDialog, ImagePicker, TextDialog, Notice,
    HelpDialog, ThemeDialog, PaletteField, Palette,
)  # fmt: skip


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
        found[name] = Action(name, keys, each.action, words, each.show, each.description)
    return list(found.values())


@cache
def all_actions() -> dict[str, Action]:
    """Return what all keys do, by their names in a keymap."""
    return {each.id: each for part in PARTS for each in actions_of(part)}

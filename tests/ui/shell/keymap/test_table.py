"""Every key has a name for keymaps, an explanation for the help, and no Ctrl."""

from __future__ import annotations

import importlib
import pkgutil
import re

from textual.actions import parse
from textual.binding import Binding

import inspector.ui
from inspector.ui.keys.names import PLACE, key_word
from inspector.ui.kit.filter_line import FilterField
from inspector.ui.shell.comparison.keys import OTHER_WORDS, PANES
from inspector.ui.shell.comparison.screen import ComparisonScreen
from inspector.ui.shell.features import panes
from inspector.ui.shell.keymap.table import CHAINS, PARTS, actions_of, all_actions, bindings_of
from inspector.ui.shell.main_screen import MainScreen


def test_no_part_with_keys_is_missing() -> None:
    for found in pkgutil.walk_packages(inspector.ui.__path__, "inspector.ui."):
        module = importlib.import_module(found.name)
        for part in vars(module).values():
            if isinstance(part, type) and part.__module__ == found.name:
                assert "BINDINGS" not in part.__dict__ or part in PARTS, part


def test_every_part_that_a_key_passes_is_in_the_manual() -> None:
    assert set(PARTS) == {part for chain in CHAINS for part in chain}


def test_every_part_has_help_and_every_key_a_name_and_an_explanation() -> None:
    for part in PARTS:
        assert part.HELP.startswith("## "), part
        for binding in bindings_of(part):
            assert isinstance(binding, Binding)
            assert binding.id is not None, binding
            assert binding.id.replace(".", "").replace("_", "").isalnum(), binding
            assert binding.tooltip, binding
            assert binding.description, binding


def test_a_name_means_one_thing() -> None:
    known: dict[str, object] = {}
    for part in PARTS:
        for action in actions_of(part):
            assert known.setdefault(action.id, action) == action
            assert "." in action.id


def test_a_key_from_everywhere_names_a_pane_and_an_action_of_it() -> None:
    for part, kinds in ((MainScreen, panes()), (ComparisonScreen, PANES)):
        known = {str(pane.id): pane for pane in (kind() for kind in kinds)}
        for action in actions_of(part):
            _, name, parameters = parse(action.call)
            if name == "pane":
                assert hasattr(known[str(parameters[0])], f"action_{parameters[1]}"), action


def test_other_words_are_of_what_there_is() -> None:
    assert {*OTHER_WORDS} <= {*all_actions(), *(part.__name__ for part in PARTS)}


# What every terminal's user tries, and the palette has, too.
OF_TERMINALS = {"app.redraw", "app.suspend", "app.interrupt"}


def test_nothing_needs_ctrl_alt_or_a_function_key() -> None:
    for part in PARTS:
        for action in actions_of(part):
            assert action.id in OF_TERMINALS or any(
                not key.startswith(("ctrl+", "alt+")) and not (key[0] == "f" and key[1:].isdigit())
                for key in action.keys
            ), action


def test_help_names_actions_and_not_the_keys_that_they_come_with() -> None:
    for part in PARTS:
        named = set(PLACE.findall(part.HELP))
        assert named <= set(all_actions()), part
        words = re.findall("`([^`]*)`", PLACE.sub("", part.HELP))
        # In a field of Textual's, Enter is Textual's.
        known = {key_word(each.key) for part in PARTS for each in bindings_of(part)}
        known -= {"Enter"} if part is FilterField else set()
        # The letters of changes, the signs of layers, and the filter's own.
        signs = {"A", "M", "m", "D", "!", "?", "*", "+", "~", "-", "·"}
        assert not (known & set(words)) - signs, part


# Escape goes out of a folder of the map where one is in one, and leaves the totals where one is
# there; only then does it clear the filter where there is one, and then end the range of layers.
KNOWN = {
    ("main.clear_filter", "main.end_range"),
    ("main.clear_filter", "comparison.close"),
    ("map.out", "main.clear_filter"),
    ("map.out", "main.end_range"),
    ("header.leave", "main.clear_filter"),
    ("header.leave", "main.end_range"),
}


def test_an_action_of_an_inner_part_hides_no_other_one_unknowingly() -> None:
    for chain in CHAINS:
        owners: dict[str, str] = {}
        for part in chain:
            for action in actions_of(part):
                for key in action.keys:
                    inner = owners.setdefault(key, action.id)
                    assert inner == action.id or (inner, action.id) in KNOWN, (chain, key)

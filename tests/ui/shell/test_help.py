"""The help holds every key and every pane, what has the focus first, and the keys as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from inspector.ui.files.pane import FilesPane
from inspector.ui.keys.names import PLACE, filled
from inspector.ui.layers.pane import LayersPane
from inspector.ui.shell.features import tabs
from inspector.ui.shell.help import parts_of
from inspector.ui.shell.keymap.table import PARTS, actions_of, all_actions
from inspector.ui.shell.main_screen import MainScreen
from inspector.ui.widgets.rows import Rows
from tests.cases import walked
from tests.ui.images import small
from tests.ui.stage import ROOT, TAB, Stage, opened
from tests.ui.views import go_to, views
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.kit.feature import Part

on_small_size_100_500 = Walk()
on_small = Walk()


@on_small_size_100_500
async def question_mark_shows_all_of_it_and_escape_closes_it(stage: Stage) -> None:
    parts = parts_of(stage.main)
    assert {MainScreen, LayersPane, *tabs(), Rows} <= set(parts)
    await stage.press("question_mark")
    for title in ("Layers", "Files", "Waste", "History", "Image", "Details", "List"):
        assert any(line.strip(" │") == title for line in stage.text.splitlines()), title
    words = " ".join(stage.text.replace("│", " ").split())
    for part in parts:
        for action in actions_of(part):
            assert action.words in words
    await stage.press("escape")
    assert "Escape closes" not in stage.text
    await stage.press("question_mark", "question_mark")
    assert "Escape closes" not in stage.text


FIRST = [
    ([], ["Layers", "List", "Main screen"]),
    (["1"], ["Files", "List", "Main screen", "Pane sizes"]),
    (["2"], ["Waste", "List", "Main screen"]),
    ([TAB["image"]], ["Image", "Main screen"]),
]


@on_small_size_100_500
async def the_pane_that_has_the_focus_comes_first(stage: Stage) -> None:
    with walked() as case:
        for keys, titles in FIRST:
            with case(keys):
                await stage.press(*keys, "question_mark")
                text = stage.text.splitlines()
                lines = [line.partition("│")[2].strip(" │") for line in text]
                places = [lines.index(title) for title in titles]
                assert places == sorted(places)
                top = next(at for at, line in enumerate(text) if "─ Help" in line)
                assert places[0] == top + 1
            await stage.press("escape")


async def test_a_view_helps_with_itself(tmp_path: Path) -> None:
    async with opened(views(tmp_path), size=(100, 500)) as stage:
        await go_to(stage, "/app/main.py", 0, "enter", "question_mark")
        lines = [line.strip(" │") for line in stage.text.splitlines()]
        assert "Viewer" in lines
        assert "Files" not in lines
        assert FilesPane not in parts_of(stage.app.screen_stack[-2])


@on_small
async def a_click_beside_it_closes_it_and_one_on_it_does_not(stage: Stage) -> None:
    await stage.press("question_mark")
    await stage.pilot.click(offset=(40, 12))
    await stage.settle()
    assert "Escape closes" in stage.text
    await stage.pilot.click(offset=(1, 12))
    await stage.settle()
    assert "Escape closes" not in stage.text


@on_small
async def it_is_searched_and_gone_through_as_other_texts_are(stage: Stage) -> None:
    await stage.press("question_mark", "slash", *"layer", "enter")
    assert "match 1 of " in stage.text
    await stage.press("n")
    assert "match 2 of " in stage.text
    # In another width the matches are elsewhere.
    await stage.pilot.resize_terminal(100, 24)
    await stage.settle()
    await stage.press("n")
    assert "match " in stage.text
    await stage.pilot.resize_terminal(80, 24)
    await stage.settle()
    await stage.press("G")
    assert "most of the room instead." in stage.text
    await stage.press("g")
    assert "Show the newest or the oldest layer first" in stage.text
    await stage.press("slash", "q", "escape")
    assert "Escape closes" in stage.text
    await stage.press("q")
    assert "Escape closes" not in stage.text
    assert stage.app.is_running


@on_small_size_100_500
async def keys_come_first_and_prose_after_and_no_action_is_named_by_its_id(stage: Stage) -> None:
    parts = parts_of(stage.main)
    await stage.press("question_mark")
    text = " ".join(stage.text.replace("│", " ").split())
    # All of the part with the focus comes before the others.
    text, parts = text[text.index(" List ") :], parts[1:]
    last_key = max(text.index(action.words) for part in parts for action in actions_of(part))
    for part in parts:
        for block in part.HELP.strip().split("\n\n")[1:]:
            begun = " ".join(block.split("`")[0].split())
            assert text.rindex(begun) > last_key, begun
    assert not [name for name in all_actions() if name in text]


@pytest.mark.parametrize("part", PARTS)
def test_every_place_of_a_key_is_filled(part: Part) -> None:
    words = {name: f"<{name}>" for name in all_actions()}
    text = filled(part.HELP, words.__getitem__)
    # Every brace was the place of a key; no id stands outside of one.
    assert "{" not in text
    assert not [name for name in all_actions() if name in re.sub(r"<[^<>]*>", "", text)]


def test_the_manual_has_no_place_that_was_not_filled() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        assert not PLACE.search(page.read_text(encoding="utf-8")), page


async def test_cases_on_small_size_100_500(tmp_path: Path) -> None:
    await on_small_size_100_500.through(lambda: opened(small(tmp_path), size=(100, 500)))


async def test_cases_on_small(tmp_path: Path) -> None:
    await on_small.through(lambda: opened(small(tmp_path)))

"""The palette has everything, finds it by its name, does it, and takes no text for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.command import CommandPalette

from inspector.ui.commands import Commands
from inspector.ui.key_table import actions_of
from inspector.ui.panes.layers import LayersPane
from inspector.ui.panes.waste import WastePane
from inspector.ui.screens.main import MainScreen
from inspector.ui.screens.paths import PathScreen
from tests.ui.images import hostile, small
from tests.ui.stage import NARROW, SAMPLES, WIDE, Stage, check_golden, opened
from tests.ui.test_hostile import is_clean
from tests.ui.views import go_to, views

if TYPE_CHECKING:
    from pathlib import Path


def is_open(stage: Stage) -> bool:
    return isinstance(stage.app.screen, CommandPalette)


async def find(stage: Stage, words: str) -> None:
    """Open the palette and type."""
    await stage.press("colon")
    assert is_open(stage)
    await stage.press(*("space" if each == " " else each for each in words))
    await stage.pilot.pause(0.1)
    await stage.settle()


async def offered(stage: Stage) -> list[str]:
    """Return the texts of all that the palette has without anything typed."""
    commands = Commands(stage.app.screen)
    await commands.startup()
    return [hit.text or "" async for hit in commands.discover() if hit is not NotImplemented]


async def test_every_action_of_every_pane_is_there_with_its_keys(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        texts = await offered(stage)
        for part in (MainScreen, PathScreen, LayersPane, WastePane):
            for action in actions_of(part):
                assert any(f"{action.words}  (" in text for text in texts), action
        assert "Layers: Show or hide steps that made no layer  (e)" in texts
        assert "Layer 2: RUN two" in texts
        assert set(texts) >= {"Theme: ansi-dark", "Theme: textual-light"}
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("key", ["colon", "ctrl+p"])
async def test_a_key_without_ctrl_opens_it_as_well(tmp_path: Path, key: str) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press(key)
        assert is_open(stage)
        await stage.press("escape")
        assert not is_open(stage)


async def test_a_layer_is_found_by_its_command(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await find(stage, "RUN two")
        await stage.press("enter")
        assert "changes of layer 2" in stage.text


async def test_what_is_used_most_comes_first(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        texts = await offered(stage)
        places = [texts.index(f"{words}  ({key})") for words, key in (
            ("Show everything up to the layer, or only what it changed", "a"),
            ("More room for the layers, less for the files", ">"),
        )]  # fmt: skip
        assert places == sorted(places)
        assert texts[0] == "The final image: all files"
        await find(stage, "layer 1")
        assert stage.line("Layer 1: RUN one")
        assert not stage.line("Layer 2: RUN two")


async def test_the_final_image_is_one_command_away(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await find(stage, "final image")
        await stage.press("enter")
        assert "everything up to layer 2" in stage.text


async def test_what_was_removed_is_found_in_whatever_layer(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await find(stage, "removed files")
        await stage.press("enter")
        assert "changes of layer 2" in stage.text
        assert stage.rows[0] == "D ▾ srv/"
        await stage.press("escape")
        assert "filter:" not in stage.text


async def test_a_theme_is_found_by_its_name(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await find(stage, "theme nord")
        await stage.press("enter")
        assert stage.app.theme == "nord"


async def test_an_action_of_a_pane_that_is_not_seen_shows_it(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await find(stage, "waste list files")
        await stage.press("enter")
        assert stage.main.query_one(WastePane).is_on_screen


async def test_a_view_has_its_own(tmp_path: Path) -> None:
    async with opened(views(tmp_path)) as stage:
        await go_to(stage, "/app/main.py", 0, "enter")
        texts = await offered(stage)
        assert any(text.startswith("Wrap long lines, or cut them") for text in texts)
        assert not any(text.startswith("Layer ") for text in texts)
        await find(stage, "wrap long")
        await stage.press("enter")
        assert not is_open(stage)


async def test_letters_go_into_a_field_and_not_to_the_palette(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("1", "x", "colon", "T")
        assert not is_open(stage)
        assert ":T" in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_an_image_says_is_text_in_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(hostile(tmp_path), size) as stage:
        for words in ("", "layer", "run", "app.quit", "red"):
            await find(stage, words)
            assert is_clean(stage)
            assert stage.app.is_running
            await stage.press("escape")
        await find(stage, "layer 0")
        assert "[@click=app.quit]" in stage.text
        await stage.press("enter")
        assert stage.app.is_running
        assert "changes of layer 0" in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_it_looks_as_it_did(size: tuple[int, int]) -> None:
    async with opened(SAMPLES / "lecture.tar", size) as stage:
        await find(stage, "layer")
        check_golden(f"palette-{size[0]}x{size[1]}", stage.text)

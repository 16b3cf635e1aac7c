"""Two images on the screen, in as few applications as there are sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.comparison.dialog import OtherImageDialog
from inspector.ui.session.selection import Mode, Sort
from inspector.ui.shell.comparison.screen import ComparisonScreen
from inspector.ui.viewer.difference_screen import DifferenceScreen
from inspector.ui.viewer.screen import Viewer
from tests.cases import walked
from tests.ui.comparison.pair import pair
from tests.ui.pseudoterminal import START, Terminal, program
from tests.ui.stage import NARROW, WIDE, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage

TABS = {"settings": "2", "packages": "3", "history": "4", "findings": "5"}


async def compare(stage: Stage, old: Path) -> ComparisonScreen:
    """Ask for the comparison with an older image."""
    await stage.press("D")
    dialog = stage.app.screen
    assert isinstance(dialog, OtherImageDialog)
    dialog._field.value = str(old)
    await stage.press("enter")
    screen = stage.app.screen
    assert isinstance(screen, ComparisonScreen)
    return screen


def shown(stage: Stage) -> type[object]:
    return type(stage.app.screen)


async def _check_goldens(stage: Stage, size: str) -> None:
    with walked() as case:
        await stage.press(*["down"] * 5)
        with case("files"):
            check_golden(f"comparison-{size}", stage.text)
        for name, key in TABS.items():
            await stage.press(key)
            with case(name):
                check_golden(f"comparison-{name}-{size}", stage.text)


async def test_two_images_fill_the_panes_of_one(tmp_path: Path) -> None:
    old, new = pair(tmp_path)
    async with opened(new, NARROW, sort=Sort.SIZE) as stage:
        await stage.press("D", *"/nowhere", "enter")
        assert "/nowhere: no such file" in stage.words
        await stage.press("escape")
        screen = await compare(stage, old)
        await _check_goldens(stage, "80x24")

        await stage.press("1", "slash", *"config", "enter", "enter")
        assert shown(stage) is DifferenceScreen
        assert "the new image against the old one" in stage.words
        assert "-option_5 = 5" in stage.words
        await stage.press("b")
        assert shown(stage) is Viewer
        assert "option_5 = 5" in stage.words
        await stage.press("escape", "d", "v")
        assert "option_5 = five" in stage.words
        await stage.press("escape", "p")
        assert "COPY app /srv/app" in stage.words  # the history of the path in its own image
        await stage.press("escape", "escape", "a", "slash", *"passwd", "enter", "d")
        assert screen.selection.mode is Mode.ALL
        assert "The path is the same in both images." in stage.words
        await stage.press("escape", "L", "enter")
        assert shown(stage) is ComparisonScreen
        await stage.press("colon", *"alias", "enter")
        assert screen.selection.node is not None
        assert screen.selection.node.path == "/usr/bin/alias"
        await stage.press("shift+tab", "down", "enter")
        assert "content of 1 file" in stage.words
        await stage.press("escape")
        await _check_words(stage)
        await stage.press("q")
        assert stage.app.screen is stage.main


async def test_it_waits_for_the_layers_of_the_new_image(tmp_path: Path) -> None:
    old, new = pair(tmp_path)
    async with opened(new, NARROW) as stage:
        session = stage.main.session
        assert session is not None
        sizes = session.layer_sizes.copy()
        for is_left in (True, False):
            session.merged = 1
            screen = await compare(stage, old)
            assert "new.tar: layer 1" in stage.text
            if is_left:
                await stage.press("q")
            for layer in range(1, len(sizes)):
                stage.main.image_loading.layer_merged(session, layer, sizes[layer])
            await stage.settle()
            assert stage.app.screen is (stage.main if is_left else screen)
            assert ("2 paths removed" in stage.words) is not is_left


def _unframed(stage: Stage) -> str:
    return " ".join(stage.text.replace("│", " ").split())


async def _check_words(stage: Stage) -> None:
    """Nothing speaks of a layer where it is about an image."""
    await stage.press("equals_sign")
    for told in ("1 field of the configuration, 1 row of the history", "1 layer shared, 2 layers",
                 "old image example.com/shop:1.2"):  # fmt: skip
        assert told in _unframed(stage)
    await stage.press("escape", "1", "C", "slash", *"passwd", "enter")
    assert "No path here matches the filter: a searches all files of both images." in stage.words
    await stage.press("escape", "U")
    assert any(
        "Only files that differ are listed" in each.message for each in stage.app._notifications
    )
    await stage.press("question_mark")
    words = _unframed(stage)
    assert "The files of both images: what differs, or (" in words
    for said in ("chosen layer", "up to the layer", "the next layers", "version below"):
        assert said not in words
    await stage.press("escape", "colon", *"only what differs")
    assert "Show all files of both images, or only what differs" in stage.words
    await stage.press("escape")


async def test_layers_lie_side_by_side(tmp_path: Path) -> None:
    old, new = pair(tmp_path)
    async with opened(new, WIDE, sort=Sort.SIZE) as stage:
        await compare(stage, old)
        await _check_goldens(stage, "160x50")
        await stage.press("q")
        assert stage.app.screen is stage.main


@pytest.mark.parametrize("key", [b"q", b"\x1b"], ids=["q", "escape"])
def test_what_the_command_asked_for_is_left_by_its_keys(tmp_path: Path, key: bytes) -> None:
    words = ("diff", "--screen", *map(str, pair(tmp_path)))
    with Terminal(tmp_path, program(START, *words)) as terminal:
        terminal.read(until=b"Path history")
        terminal.press(key)
        terminal.read()
        assert terminal.process.wait() == 0

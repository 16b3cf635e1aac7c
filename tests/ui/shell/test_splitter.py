"""Panes have the sizes that the user gives them, by keys or with the mouse, also the next time."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from inspector.ui.session.settings import Memory
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.splitter import PaneSizes
from inspector.ui.widgets.rows import Rows
from tests.build_image import ImageSpec, file
from tests.ui.images import LEGACY, crowded, small
from tests.ui.stage import NARROW, NOW, WIDE, Stage, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SIZES = [NARROW, (100, 30), (110, 24), WIDE, (200, 60)]


@asynccontextmanager
async def sized(tmp_path: Path, size: tuple[int, int]) -> AsyncIterator[Stage]:
    memory = Memory(tmp_path / "settings.json")
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=memory)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        yield stage


def layers(stage: Stage) -> tuple[int, int]:
    region = stage.main.query_one("#layers").region
    return region.width, region.height


def is_whole(stage: Stage, size: tuple[int, int]) -> bool:
    """Whether every pane has room, and none reaches beyond the screen."""
    lines = stage.text.splitlines()
    shown = [stage.main.query_one(name).region for name in ("#layers", "TabbedContent")]
    fits = all(each.right <= size[0] and each.bottom <= size[1] - 2 for each in shown)
    return fits and all(each.height >= 3 for each in shown) and "? Help" in lines[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_keys_move_the_borders_within_limits(tmp_path: Path, size: tuple[int, int]) -> None:
    async with sized(tmp_path, size) as stage:
        width, height = layers(stage)
        await stage.press("greater_than_sign")
        assert layers(stage) > (width, 0)
        assert layers(stage)[0] > width or layers(stage)[1] == height + 1
        await stage.press("less_than_sign", "plus")
        assert layers(stage)[0] == width
        assert layers(stage)[1] > height
        panes = stage.main.query_one(PaneSizes)
        for move in (panes.action_wider, panes.action_taller):
            for step in (1, -1):
                for _ in range(70):
                    move(step)
                await stage.settle()
                assert is_whole(stage, size), (move, step)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_sizes_are_there_the_next_time(tmp_path: Path, size: tuple[int, int]) -> None:
    async with sized(tmp_path, size) as stage:
        await stage.press("greater_than_sign", "plus", "plus")
        chosen = layers(stage)
    async with sized(tmp_path, size) as stage:
        assert layers(stage) == chosen


async def test_the_mouse_moves_the_border_between_left_and_right(tmp_path: Path) -> None:
    async with sized(tmp_path, WIDE) as stage:
        at = stage.main.query_one("#left").region.right
        for x in (at - 1, at):
            await stage.pilot.mouse_down(offset=(x, 20))
            await stage.pilot.hover(offset=(100, 20))
            await stage.pilot.mouse_up(offset=(100, 20))
            await stage.settle()
            at = stage.main.query_one("#left").region.right
            assert abs(at - 100) <= 1
    async with sized(tmp_path, WIDE) as stage:
        assert stage.main.query_one("#left").region.right == at


async def test_the_mouse_moves_the_border_below_the_layers(tmp_path: Path) -> None:
    async with sized(tmp_path, WIDE) as stage:
        at = stage.main.query_one("#details").region.y
        await stage.pilot.mouse_down(offset=(5, at))
        await stage.pilot.mouse_up(offset=(5, 15))
        await stage.settle()
        assert abs(stage.main.query_one("#details").region.y - 15) <= 1
    async with sized(tmp_path, NARROW) as stage:
        await stage.pilot.mouse_down(offset=(70, 10))
        await stage.pilot.mouse_up(offset=(70, 14))
        await stage.settle()
        assert stage.main.query_one("TabbedContent").region.y == 14


async def test_a_click_on_a_tab_or_a_row_moves_no_border(tmp_path: Path) -> None:
    async with sized(tmp_path, NARROW) as stage:
        before = layers(stage)
        await stage.pilot.click(offset=(9, 10))
        await stage.settle()
        assert stage.main.query_one("TabbedContent").active == "tab-waste"  # type: ignore[attr-defined]
        await stage.pilot.click(offset=(30, 4))
        await stage.settle()
        assert "LABEL" not in stage.text.splitlines()[-2]
        assert layers(stage) == before


async def test_a_border_that_can_go_no_further_says_so(tmp_path: Path) -> None:
    async with sized(tmp_path, NARROW) as stage:
        await stage.press(*["less_than_sign"] * 6)
        said = {each.message for each in stage.app._notifications}
        assert said == {"The border cannot move further."}


def room(stage: Stage, name: str) -> int:
    """How many rows of a list there is room for."""
    return stage.main.query_one(name, Rows)._page


async def test_where_there_are_few_lines_the_pane_with_the_focus_gets_them(tmp_path: Path) -> None:
    low = [((40, 10), 4), ((40, 12), 5), ((60, 15), 5)]
    memory = Memory(tmp_path / "settings.json")
    app = LayerscopeApp(Wanted(str(crowded(tmp_path))), now=NOW, memory=memory)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        usual = layers(stage)
        for size, least in low:
            await stage.pilot.resize_terminal(*size)
            await stage.press("1")
            assert room(stage, "#file-rows") >= least, size
            assert room(stage, "#layer-rows") >= 1, size
            assert " /d" in stage.text or "d/" in stage.text, size
            await stage.press("plus", "shift+tab")
            assert "#        size" in stage.text, size
            assert stage.main.query_one("#layer-rows").region.height >= 6, size
            assert "Files  Waste" in stage.text, size
            assert "? Help" in stage.text.splitlines()[-1], size
        await stage.press("1")
        for size, expected in ((NARROW, usual), ((40, 10), (40, 1)), (NARROW, usual)):
            await stage.pilot.resize_terminal(*size)
            await stage.settle()
            assert layers(stage) == expected
    assert memory.settings.top_rows == Memory().settings.top_rows


async def test_the_list_of_layers_follows_after_the_screen_was_wide(tmp_path: Path) -> None:
    layers = [[file(f"f{number}")] for number in range(20)]
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(image, WIDE) as stage:
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        await stage.press("end")
        assert stage.line(" 19 ")
        assert stage.main.query_one("#layers").region.height < 12

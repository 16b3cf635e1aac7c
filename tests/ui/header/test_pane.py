"""Numbers can be asked: each leads to the rows that it sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import TabbedContent

from inspector.ui.header.pane import HeaderPane
from tests.build_image import ImageSpec, file, format_named
from tests.cases import walked
from tests.ui.images import damaged, small
from tests.ui.stage import NARROW, SAMPLES, TAB, WIDE, Stage, check_golden, opened
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

on_lecture = Walk()

LECTURE = SAMPLES / "lecture.tar"
SIZES = [NARROW, WIDE]


def focused(stage: Stage) -> str | None:
    widget = stage.main.focused
    return widget.id if widget is not None else None


async def click(stage: Stage, words: str) -> None:
    """Click on words of the line on top."""
    at = stage.text.splitlines()[0].index(words)
    await stage.pilot.click(HeaderPane, offset=(at + 1, 0))
    await stage.settle()


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_on_a_total_shows_what_it_sums(size: tuple[int, int]) -> None:
    async with opened(LECTURE, size) as stage:
        await click(stage, "608 kB wasted")
        assert "608 kB of 1.63 MB wasted: 33 stored versions of 16 files" in stage.text
        assert focused(stage) == "waste-rows"
        await click(stage, "efficiency")
        assert "wasted, in 16 files, by layer" in stage.text
        await click(stage, "1.63 MB in 5 layers")
        assert focused(stage) == "layer-rows"
        before = stage.text
        await click(stage, "example.com")
        assert stage.text == before


@pytest.mark.parametrize("size", SIZES)
async def test_keys_go_to_the_totals_and_to_what_they_sum(size: tuple[int, int]) -> None:
    async with opened(LECTURE, size) as stage:
        await stage.press("1", "equals_sign")
        assert focused(stage) == "header"
        check_golden(f"totals-{size[0]}x{size[1]}", stage.text)
        await stage.press("enter")
        assert "wasted: 33 stored versions of 16 files" in stage.text
        assert focused(stage) == "waste-rows"
        await stage.press("equals_sign", "left", "enter")
        assert "wasted, in 16 files, by layer" in stage.text
        await stage.press("equals_sign", "left", "enter")
        assert focused(stage) == "layer-rows"
        await stage.press("equals_sign", "right", "right", "right", "escape")
        assert focused(stage) == "layer-rows"


async def test_tab_passes_over_the_totals(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        seen = []
        for _ in range(4):
            await stage.press("tab")
            seen.append(focused(stage))
        assert seen == ["file-rows", "layer-rows"] * 2
        await stage.press("equals_sign", "tab")
        assert focused(stage) != "header"
        await stage.press("shift+tab", "shift+tab")
        assert focused(stage) != "header"


async def test_layers_that_could_not_be_read_are_gone_to(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path), WIDE) as stage:
        await stage.press("1")
        await click(stage, "1 of 3 layers incomplete")
        assert focused(stage) == "layer-rows"
        assert "Layer 1 is missing" in stage.text


async def test_no_total_is_known_where_nothing_could_be_read(tmp_path: Path) -> None:
    async with opened(tmp_path / "absent") as stage:
        await stage.press("escape", "equals_sign")
        assert focused(stage) != "header"


NUMBERS = [
    ("A", "20 added", "20 of 46 paths"),
    ("M", "8 modified", "8 of 46 paths"),
    ("m", "18 metadata only", "18 of 46 paths"),
]


@on_lecture
async def a_layers_numbers_lead_to_its_paths(stage: Stage) -> None:
    await stage.press("]", "]", "]")
    with walked() as case:
        for key, number, found in NUMBERS:
            stage.main.query_one("#layer-rows").focus()
            with case(key):
                await stage.press("enter")
                assert number in stage.text
                await stage.press(key)
                assert "changes of layer 3" in stage.text
                assert found in stage.text
                assert focused(stage) == "file-rows"
                await stage.press("escape")
                assert "filter:" not in stage.text


@on_lecture
async def a_layers_waste_is_gone_to_from_its_number(stage: Stage) -> None:
    await stage.press("]", "]", "]", "enter")
    assert "154 kB of it wasted (w)" in stage.text
    await stage.press("w")
    assert "154 kB of the 311 kB that layer 3 stored is wasted, by file" in stage.text
    assert focused(stage) == "waste-rows"


@on_lecture
async def numbers_without_rows_and_steps_without_a_layer_lead_nowhere(stage: Stage) -> None:
    await stage.press("enter")
    assert "0 modified, 0 metadata only, 0 removed" in stage.text
    await stage.press("escape", "down", "enter", "A", "w")
    assert "Step without a layer" in stage.text
    assert stage.main.query_one(TabbedContent).active == "tab-files"


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_on_a_count_of_the_layer_under_the_cursor(size: tuple[int, int]) -> None:
    async with opened(LECTURE, size) as stage:
        await stage.press("]", "]", "]")
        lines = stage.text.splitlines()
        y = next(at for at, line in enumerate(lines) if "RUN yum -y install htt" in line)
        titles = next(line for line in lines if "instruction" in line)
        for sign, found in (("+", "20 of 46 pa"), ("~", "26 of 46 pa")):
            await stage.pilot.click(offset=(titles.index(sign), y))
            await stage.settle()
            assert "changes of layer 3" in stage.text
            assert found in stage.text
            await stage.press("escape")
            stage.main.query_one("#layer-rows").focus()
            await stage.settle()
        await stage.pilot.click(offset=(titles.index("instr") + 4, y))
        await stage.settle()
        assert "The letter after a number lists its paths" in stage.text


async def test_no_share_is_rounded_to_all_or_nothing(tmp_path: Path) -> None:
    """The line on top, what a layer wastes, and the map's boxes, as the audit has it."""
    layers = [[file("a", b"x" * 40), file("d/b", bytes(1_000_000))], [file("a", b"y" * 40)]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(path, WIDE) as stage:
        assert "efficiency 99%   █████████░   40 B wasted" in stage.text.splitlines()[0]
        await stage.press("2", "b", "b")
        assert "<1% of layer 0" in stage.text
        await stage.press(TAB["map"], "a")
        assert "d/  1.00 MB  99%" in stage.text


async def test_where_nothing_is_stored_nothing_is_wasted(tmp_path: Path) -> None:
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[[file("a")]]))
    async with opened(path, WIDE) as stage:
        assert "efficiency 100%   ██████████   0 B wasted" in stage.text.splitlines()[0]


async def test_a_narrow_line_keeps_size_and_waste(tmp_path: Path) -> None:
    layers = [[file("a", b"x" * 400_000), file("b", bytes(1_000_000))], [file("a", b"y")]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(path, size=(40, 10)) as stage:
        line = stage.text.splitlines()[0]
        assert "1.40 MB" in line
        assert "400 kB wasted" in line
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert "1.40 MB in 2 layers  efficiency 71%" in stage.text.splitlines()[0]


async def test_cases_on_lecture() -> None:
    await on_lecture.through(lambda: opened(LECTURE))

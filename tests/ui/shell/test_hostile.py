"""Whatever an image calls its files and says of itself: it is text, everywhere."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from inspector.text import printable
from inspector.ui.kit.filter_line import FilterLine
from tests.build_image import ImageSpec, file, whiteout
from tests.ui.images import LEGACY, _text, hostile, names, small
from tests.ui.stage import NARROW, TAB, WIDE, check_golden, opened
from tests.ui.widgets.sources import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Keys that lead to every pane and every dialog, one after the other.
EVERYWHERE = [
    [],
    ["enter"],
    ["end"],
    ["a"],
    ["1", "down", "enter"],
    *([key] for key in TAB.values()),
    ["end"],
    ["end", "v", "home"],
    ["r", "e"],
    ["e", "question_mark"],
    ["left_square_bracket", "1", "end"],
    ["p"],
    ["L"],
    [TAB["history"], "b", "end"],
    ["P", "end", "c"],
    [TAB["image"], "r", "apostrophe"],
    ["x"],
    ["d"],
    ["w"],
    ["c"],
    *([key] for key in "bbbb"),
    ["right", "down"],
    ["d"],
    ["p"],
    ["x"],
    ["equals_sign"],
    [TAB["map"], "right", "end", "enter"],
    [TAB["map"], "b", "home", "enter", "end"],
    ["b", "left_square_bracket", "home"],
]


def is_clean(stage: Stage) -> bool:
    return not any(unicodedata.category(char) in HIDDEN for char in stage.text if char != "\n")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_no_pane_lets_anything_through(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(hostile(tmp_path), size) as stage:
        for keys in EVERYWHERE:
            await stage.press(*keys)
            assert is_clean(stage), keys
            assert stage.app.is_running, keys
            await stage.pilot.press("escape")


@pytest.mark.parametrize("size", ["80x24", "160x50"])
async def test_names_of_any_width_stay_in_their_columns(tmp_path: Path, size: str) -> None:
    async with opened(names(tmp_path), {"80x24": NARROW, "160x50": WIDE}[size]) as stage:
        await stage.press("1", "end")
        check_golden(f"names-{size}", stage.text)
        for line in stage.text.splitlines():
            assert cell_len(line) <= (80 if size == "80x24" else 160)
        await stage.press("2", "end")
        check_golden(f"names-waste-{size}", stage.text)
        assert is_clean(stage)


async def test_names_are_shown_as_visible_text(tmp_path: Path) -> None:
    async with opened(hostile(tmp_path), size=(100, 60)) as stage:
        for shown in HOSTILE.values():
            assert shown in stage.text
        assert "日本語" in stage.text


async def test_configuration_and_waste_are_shown_as_visible_text(tmp_path: Path) -> None:
    async with opened(hostile(tmp_path), WIDE) as stage:
        await stage.press(TAB["image"])
        assert "A=[@click=app.quit]x[/]" in stage.text
        assert "A=\\x1b[31mred\\x07" in stage.text
        await stage.press("2")
        assert "/\\x1b[31mred\\x07" in stage.text
        assert "/caf\\xe9" in stage.text


async def test_boxes_are_labelled_with_visible_text(tmp_path: Path) -> None:
    names = [*HOSTILE, "w" * 300, "日" * 300, "e" + "\u0301" * 300]
    # A slash makes a folder of a name.
    labels = [shown.partition("/")[0] for shown in HOSTILE.values()]
    layers = [[file(name, b"x" * 100) for name in names], [whiteout(name) for name in names]]
    history = [_text(f"RUN {''.join(HOSTILE)}"), "RUN rm"]
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers, history=history))
    async with opened(image, size=(160, 60)) as stage:
        await stage.press(TAB["map"])
        for shown in labels:
            assert f"A {shown}" in stage.text
        assert "A 日日日" in stage.text
        assert is_clean(stage)
        for _ in names:
            await stage.press("down")
            assert is_clean(stage)
        await stage.press("b")
        assert "0 RUN [/][bold]x[@click=app.quit]x[/]\\x1b[31mred\\x07" in stage.text
        await stage.press("enter")
        for shown in labels:
            assert f"D {shown}" in stage.text
        assert is_clean(stage)
        assert stage.app.is_running


async def test_a_hostile_reference_is_shown_as_visible_text(tmp_path: Path) -> None:
    async with opened(small(tmp_path).rename(tmp_path / "[b]\x1b[31m"), WIDE) as stage:
        assert "[b]\\x1b[31m" in stage.text
        assert is_clean(stage)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_is_typed_or_pasted_into_the_filter_is_text(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(hostile(tmp_path), size) as stage:
        for text in (*HOSTILE, *map(printable, HOSTILE), "[/]", "kind:[/]", ">[/]", "^([/]"):
            await stage.pilot.press("slash")
            line = stage.main.query_one(FilterLine)
            line.field.value = ""
            line.field.insert_text_at_cursor(text)
            await stage.settle()
            assert is_clean(stage), text
            await stage.press("tab")
            assert is_clean(stage), text
            assert stage.app.is_running, text


async def test_hostile_names_are_found_and_shown_as_visible_text(tmp_path: Path) -> None:
    async with opened(hostile(tmp_path), WIDE) as stage:
        await stage.press("slash", "x", "enter")
        assert "[/][bold]x" in stage.text or "[@click=app.quit]x[/]" in stage.text
        for _ in HOSTILE:
            assert is_clean(stage)
            await stage.press("n")

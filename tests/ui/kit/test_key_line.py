"""The line of keys: those of what has the focus, whole, and a click does as the key would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.kit.key_line import KeyLine
from tests.cases import walked
from tests.ui.images import small
from tests.ui.stage import NARROW, TAB, WIDE, opened
from tests.ui.views import go_to, views

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage


MOST = 8


def line(stage: Stage) -> str:
    return stage.text.splitlines()[-1]


async def test_it_shows_the_keys_of_what_has_the_focus(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        assert "b Group" not in line(stage)
        await stage.press("2")
        assert "b Group" in line(stage)
        await stage.press("1")
        assert "b Group" not in line(stage)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_keys_of_the_pane_come_first_and_are_eight_at_most(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    first = {
        "layers": "⏎ Open v Range a All/changes / Filter r Reverse e Empty steps ? Help q Quit",
        "1": "⏎ Open d Diff p Path history x Extract a All/changes / Filter ? Help q Quit",
        "2": "⏎ Open b Group by t This layer d Diff p Path history x Extract ? Help q Quit",
        TAB["map"]: "⏎ Open b Folders/waste d Diff p Path history x Extract",
    }
    async with opened(small(tmp_path), size) as stage:
        for key, keys in first.items():
            if key != "layers":
                await stage.press(key)
            shown = " ".join(line(stage).split())
            assert shown.startswith(keys)
            assert shown.endswith("? Help q Quit")
            assert len(stage.main.query_one(KeyLine)._fitting()[0]) <= MOST


async def test_nothing_in_it_is_cut(tmp_path: Path) -> None:
    async with opened(views(tmp_path)) as stage:
        with walked() as case:
            for width in (20, 30, 40, 60, 80, 100):
                await stage.pilot.resize_terminal(width, 24)
                stage.main.query_one("#layer-rows").focus()
                await stage.settle()
                with case(width):
                    for keys in ([], ["1"], ["2"], [TAB["image"]]):
                        await stage.press(*keys)
                        shown, gap = stage.main.query_one(KeyLine)._fitting()
                        texts = [
                            f"{stage.app.get_key_display(each)} {each.description}"
                            for each in shown
                        ]
                        assert line(stage).strip() == (" " * gap).join(texts)
                        assert texts[-2:] == ["? Help", "q Quit"]
                    await go_to(stage, "/app/main.py", 0, "enter")
                    assert line(stage).endswith(("esc Close  ? Help", "esc Close ? Help"))
                await stage.press("escape")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_click_presses_the_key(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(small(tmp_path), size) as stage:
        for word, shown in (
            ("All/changes", "everything up to layer 0"),
            ("All/changes", "changes of layer 0"),
            ("Help", "Escape closes"),
        ):
            at = line(stage).index(word)
            await stage.pilot.click(offset=(at + 1, size[1] - 1))
            await stage.settle()
            assert shown in stage.text


async def test_what_lies_over_the_screen_has_its_own(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("slash", "e")
        assert line(stage).strip() == "⏎ To the matches  ↑↓ Move  esc Clear"
        await stage.press("enter", "p")
        assert line(stage).strip() == "⏎ Open  d Diff  e Details  L Stack  esc Close  ? Help"
        await stage.press("q", "question_mark")
        assert line(stage).strip() == "/ Search  esc Close"
        await stage.press("slash")
        assert line(stage).strip().startswith("⏎ Search")
        await stage.press("escape", "escape")
        assert line(stage).endswith("q Quit")

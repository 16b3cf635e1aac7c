"""The life of a path on the screen, and the layers that are marked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.images import small
from tests.ui.stage import LOW, NARROW, SAMPLES, WIDE, Stage, check_golden, opened
from tests.ui.views import go_to
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

on_small_wide = Walk()

SIZES = {"80x24": NARROW, "160x50": WIDE}


@pytest.mark.parametrize("size", SIZES)
async def test_a_life_looks_as_it_did(size: str) -> None:
    async with opened(SAMPLES / "whiteouts.tar", SIZES[size]) as stage:
        await go_to(stage, "/srv/tool", 8, "p")
        check_golden(f"life-{size}", stage.text)


@on_small_wide
async def every_layer_newest_first_and_enter_goes_there(stage: Stage) -> None:
    await go_to(stage, "/etc/passwd", 1, "p")
    lines = [line for line in stage.text.splitlines() if "RUN " in line or "ADD " in line]
    told = [" ".join(line.split()) for line in lines]
    assert [each for each in told if "written again: mode" in each and "2 m 4 B" in each]
    assert [each for each in told if "changed: content, owner, group" in each and "1 M" in each]
    assert [each for each in told if "0 A 4 B added ADD base in /" in each]
    await stage.press("home", "enter")
    assert "changes of layer 2" in stage.text
    assert "/etc/passwd   written by 2" in stage.text


@on_small_wide
async def the_cursor_begins_at_the_layer_that_is_shown(stage: Stage) -> None:
    await go_to(stage, "/srv/report.txt", 2, "p")
    assert "removed" in stage.text
    await stage.press("down", "enter")
    assert "changes of layer 0" in stage.text
    assert "/srv/report.txt   written by 0, hidden by 2" in stage.text
    await stage.press("p", "escape")
    assert "changes of layer 0" in stage.text


@on_small_wide
async def d_shows_what_the_layer_of_a_row_changed(stage: Stage) -> None:
    await go_to(stage, "/etc/passwd", 1, "p", "home", "d")
    assert "layer 2 against layer 1" in stage.text
    assert "mode: 0644 → 0600" in stage.text
    await stage.press("escape", "end", "d")
    assert "layer 0 added it" in stage.text
    await stage.press("escape", "escape")
    assert "changes of layer 1" in stage.text


@on_small_wide
async def mode_and_filter_stay_when_a_layer_is_chosen(stage: Stage) -> None:
    await go_to(stage, "/etc/passwd", 2, "a", "slash", *"pass", "enter", "p", "end", "enter")
    assert "everything up to layer 0" in stage.text
    assert "filter: pass" in stage.text
    assert "/etc/passwd   written by 0" in stage.text


async def test_on_a_low_screen_who_wrote_it_and_how_is_read_in_whole(tmp_path: Path) -> None:
    async with opened(small(tmp_path), LOW) as stage:
        await go_to(stage, "/etc/passwd", 1, "p")
        assert "layer what" in stage.words
        assert "1 M changed: content, owner" in stage.words
        # The newest change comes first, whichever layer is chosen: who changed it last?
        assert "layer 2: RUN two" in stage.words
        await stage.press("down")
        assert "layer 1: RUN one" in stage.words
        await stage.press("down")
        assert "layer 0: ADD base in /" in stage.words
        await stage.press("e", "end")
        assert "hidden by layer 1: RUN one" in stage.words
        assert "ADD base in /" in stage.words
        await stage.press("escape", "escape")
        assert "History of" not in stage.text


def marks(stage: Stage) -> list[str]:
    source = stage.main.query_one("#layer-rows").source  # type: ignore[attr-defined]
    rows = [row.cells for row in map(source.row, range(len(source))) if row.cells]
    return [str(cells[0](3)).strip() for cells in rows if "*" in str(cells[1])]


async def test_layers_that_touch_the_path_are_marked(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await go_to(stage, "/srv/report.txt", 0)
        assert marks(stage) == ["0", "2"]
        await stage.press("e")
        assert marks(stage) == ["0", "2"]
        await go_to(stage, "/opt/new", 1)
        assert marks(stage) == ["1"]


async def test_cases_on_small_wide(tmp_path: Path) -> None:
    await on_small_wide.through(lambda: opened(small(tmp_path), WIDE))

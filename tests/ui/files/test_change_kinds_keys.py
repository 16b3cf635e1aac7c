"""The keys that hide and show kinds of files, fold all folders, and hide the attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.images import varied
from tests.ui.stage import NARROW, WIDE, Stage, opened
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

on_varied = Walk()
on_varied_wide = Walk()


def names(stage: Stage) -> list[str]:
    return [row[2:].strip().lstrip("▾▸ ").partition("  ")[0] for row in stage.rows]


@on_varied
async def kinds_are_hidden_and_shown_again(stage: Stage) -> None:
    await stage.press("right_square_bracket")
    assert stage.rows == [
        "M ▾ etc/", "M     passwd", "A ▾ opt/", "A!    tool",
        "M ▾ usr/", "M   ▾ lib/", "D       big.bin",
    ]  # fmt: skip
    await stage.press("A")
    assert names(stage) == ["etc/", "passwd", "usr/", "lib/", "big.bin"]
    assert "changes of layer 1   hidden: added   by name" in stage.text
    await stage.press("R", "M")
    said = " ".join(stage.text.split())
    assert "No files are left to show: A shows added files, M shows modified" in said
    assert "hidden: added, modified, removed" in stage.text
    await stage.press("A", "R", "M")
    assert len(stage.rows) == 7
    assert "hidden:" not in stage.text


@on_varied_wide
async def unmodified_files_are_part_of_everything_alone(stage: Stage) -> None:
    await stage.press("right_square_bracket", "U")
    assert len(stage.rows) == 7
    assert [each.message for each in stage.app._notifications] == [
        "A layer's changes have no unmodified files: a shows everything."
    ]
    await stage.press("a", "U")
    assert names(stage) == ["etc/", "passwd", "opt/", "tool"]
    assert "everything up to layer 1   hidden: unmodified   by name" in stage.text
    await stage.press("R")
    assert names(stage) == ["etc/", "passwd", "opt/", "tool", "usr/", "lib/", "big.bin"]
    assert "with removed files   hidden: unmodified" in stage.text
    await stage.press("1", "end")
    assert "/usr/lib/big.bin   written by 0, hidden by 1" in stage.text


@on_varied
async def the_cursor_stays_on_its_path_or_the_nearest_folder(stage: Stage) -> None:
    await stage.press("right_square_bracket", "1", "end")
    assert "/usr/lib/big.bin   written" in stage.text
    await stage.press("a", "R")
    assert "/usr/lib/big.bin   written" in stage.text
    await stage.press("R")
    assert "/usr/lib   written" in stage.text
    await stage.press("R")
    assert "/usr/lib/big.bin   written" in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_they_combine_with_filter_sort_and_range(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(varied(tmp_path), size) as stage:
        await stage.press("a", "U", "slash", *"pyc", "enter")
        assert names(stage) == ["usr/", "lib/", "a.pyc", "b.pyc", "c.pyc → b.pyc"]
        await stage.press("A")
        assert "No path here matches the filter" in stage.text
        await stage.press("a", "A", "A", "s")
        assert "hidden: added" in stage.text
        assert "by change" in stage.text
        # n goes on to the layer where something that is shown passes.
        await stage.press("n")
        assert "changes of layer 2" in stage.text
        assert names(stage) == ["usr/", "lib/", "b.pyc"]
        await stage.press("escape", "v", "left_square_bracket", "R")
        assert "changes of layers 1..2   hidden: added, removed" in stage.text
        assert names(stage) == ["usr/", "bin/", "su", "etc/", "passwd"]


@on_varied_wide
async def what_is_asked_for_is_never_hidden(stage: Stage) -> None:
    await stage.press("R", "A", "right_square_bracket", "enter", "D")
    assert names(stage) == ["usr/", "lib/", "big.bin"]
    assert "hidden:" not in stage.text.split("changes of layer 1")[1].splitlines()[0]


@on_varied
async def all_folders_are_closed_and_opened_at_once(stage: Stage) -> None:
    await stage.press("a", "1", "end", "right", "end", "right", "end")
    assert "/usr/lib/c.pyc   written" in stage.text
    await stage.press("Z")
    assert stage.rows == ["A ▸ etc/", "A ▸ usr/"]
    assert "/usr   written" in stage.text
    # It holds for other layers, where no folder opens by itself.
    await stage.press("right_square_bracket", "a")
    assert stage.rows == ["M ▸ etc/  ~1", "A ▸ opt/  +1", "M ▸ usr/  -1"]
    await stage.press("Z")
    assert names(stage)[-1] == "big.bin"
    await stage.press("end", "left", "left")
    assert names(stage)[-1] == "lib/"
    await stage.press("Z", "Z")
    assert names(stage)[-1] == "big.bin"


@on_varied
async def attributes_make_room_for_names(stage: Stage) -> None:
    assert "-rw-r--r--" in stage.text
    await stage.press("O")
    assert "-rw-r--r--" not in stage.text
    assert stage.line("passwd")
    await stage.press("O")
    assert "-rw-r--r--" in stage.text


async def test_cases_on_varied(tmp_path: Path) -> None:
    await on_varied.through(lambda: opened(varied(tmp_path)))


async def test_cases_on_varied_wide(tmp_path: Path) -> None:
    await on_varied_wide.through(lambda: opened(varied(tmp_path), WIDE))

"""Waste that one can act on: groups, advice, jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build_image import ImageSpec, file, format_named
from tests.ui.stage import SAMPLES, WIDE, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

LECTURE = SAMPLES / "lecture.tar"


async def test_w_opens_the_costliest_pair_of_layers() -> None:
    async with opened(LECTURE, WIDE) as stage:
        await stage.press("w")
        assert "deletes" in stage.text
        check_golden("waste-pairs-160x50", stage.text)
    async with opened(LECTURE) as stage:
        await stage.press("w", "space")
        check_golden("waste-pairs-80x24", stage.text)


async def test_b_goes_through_all_groupings() -> None:
    async with opened(LECTURE, WIDE) as stage:
        await stage.press("2")
        assert "by files" in stage.text
        for name in ("pairs of layers", "folders", "causes", "files"):
            await stage.press("b")
            assert f"by {name}" in stage.text


async def test_a_group_opens_and_its_rows_lead_to_the_path() -> None:
    async with opened(LECTURE, WIDE) as stage:
        await stage.press("w")
        assert "/var/cache/yum/x86_64/7/base/primary.sqlite" not in stage.text
        await stage.press("enter", "down", "enter")
        assert "written by 3, hidden by 4" in stage.text
        assert "primary.sqlite" in stage.text


async def test_t_keeps_to_the_chosen_layer() -> None:
    async with opened(LECTURE, WIDE) as stage:
        await stage.press("2", "t")
        assert "that layer 0 stored is wasted" in stage.text
        await stage.press("]")
        assert "that layer 1 stored" in stage.text


async def test_hostile_paths_are_visible_text(tmp_path: Path) -> None:
    name = b"[@click=app.quit]x[/]\x1b[31m\xff"
    layers = [[file(name, b"1" * 9)], [file(name, b"2")]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(path, WIDE) as stage:
        for _ in range(4):
            await stage.press("2", "b")
            await stage.press("right")
            assert "\x1b" not in stage.text
        assert "[@click=app.quit]x[/]" in stage.text

"""Choosing an image of an archive that holds several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.dialog import Dialog, border_text
from tests.build_image import ImageSpec, file
from tests.ui.images import LEGACY, several, small
from tests.ui.stage import opened

if TYPE_CHECKING:
    from pathlib import Path


async def test_several_images_and_none_chosen_open_a_picker(tmp_path: Path) -> None:
    async with opened(several(tmp_path)) as stage:
        assert "Which image?" in stage.text
        assert "The archive contains several images." in stage.text
        assert "--image" not in stage.text
        assert "•" not in stage.text
        line = stage.line("example.com/other:2")
        assert "linux/amd64" in line
        assert "sha256:" in line
        await stage.press("down", "enter")
        assert "Which image?" not in stage.text
        assert stage.rows == ["A   other"]
        await stage.pilot.press("q")
    assert stage.app.return_value == 0


async def test_a_closed_picker_can_be_opened_again_and_images_changed(tmp_path: Path) -> None:
    async with opened(several(tmp_path)) as stage:
        await stage.press("escape")
        assert "No image was chosen" in stage.text
        await stage.press("i", "enter")
        assert "RUN one" in stage.text
        await stage.press("i", "down", "enter")
        assert stage.rows == ["A   other"]
        assert "example.com/other:2" in stage.text.splitlines()[0]
        assert "RUN one" not in stage.text


async def test_the_image_that_is_open_is_marked_and_enter_keeps_it(tmp_path: Path) -> None:
    config = {"config": {"Env": ["DB_PASSWORD=Tr0ub4dor-and-3"]}}  # shown masked
    secret = ImageSpec(layers=[[file("app", b"a")]], config=config)
    other = ImageSpec(layers=[[file("other", b"o")]], tags=["example.com/other:2"])
    path = LEGACY.write(tmp_path / "several.tar", other, secret)
    async with opened(path) as stage:
        await stage.press("down", "enter")
        assert stage.rows == ["A   app"]
        assert stage.main.session is not None
        assert "***" in str(stage.main.session.image.config)
        await stage.press("i")
        assert stage.text.count("•") == 1
        assert "example.com/app:1" in stage.line("•")
        await stage.press("enter")
        assert stage.rows == ["A   app"]


async def test_a_click_beside_a_dialog_closes_it(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        for key in ("enter", "p", "x", "question_mark"):
            await stage.press(key)
            dialog = stage.app.screen
            assert isinstance(dialog, Dialog), key
            await stage.pilot.click(offset=(40, 13))
            await stage.settle()
            assert stage.app.screen is dialog, key
            await stage.pilot.click(offset=(0, 12))
            await stage.settle()
            assert len(stage.app.screen_stack) == 1, key


async def test_leaving_without_a_choice_is_a_usage_error(tmp_path: Path) -> None:
    async with opened(several(tmp_path)) as stage:
        await stage.press("q")
        assert "No image was chosen" in stage.text
        await stage.pilot.press("q")
    assert stage.app.return_value == 2


async def test_the_image_that_was_named_opens_at_once(tmp_path: Path) -> None:
    async with opened(several(tmp_path), name="example.com/other:2") as stage:
        assert stage.rows == ["A   other"]


def test_a_border_says_what_there_is_room_for() -> None:
    told = ("r replaces existing files", "Enter or Escape closes")
    assert border_text(80, *told).plain == "r replaces existing files, Enter or Escape closes"
    assert border_text(40, *told).plain == "Enter or Escape closes"
    assert border_text(10, *told).plain == "Enter or Escape closes"

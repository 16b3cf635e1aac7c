"""Arguments of docker run, typed on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.images import small
from tests.ui.stage import LOW, TAB, opened

if TYPE_CHECKING:
    from pathlib import Path


async def test_what_is_typed_shows_what_starts(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press(TAB["image"])
        assert "starts /bin/sh" in stage.words
        assert ">a b" in stage.text
        # Every key is text, those of the main screen and quotes, too.
        await stage.press("r", *"sq/", "space", "apostrophe", "b", "space", "c")
        assert "not complete yet" in stage.text
        await stage.press("apostrophe")
        assert "starts sq/ 'b c'" in stage.words
        assert "docker run example.com/app:1 sq/ 'b c'" in stage.words


async def test_enter_keeps_the_arguments_and_escape_clears_them(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press(TAB["image"], "r", "x", "enter", "j")
        assert stage.app.focused is not None
        assert stage.app.focused.id == "image"
        await stage.press("k")
        assert "starts x" in stage.words
        await stage.press("r", "escape")
        assert "starts /bin/sh" in stage.words
        assert stage.app.focused.id == "image"


async def test_it_can_be_read_on_a_low_screen(tmp_path: Path) -> None:
    async with opened(small(tmp_path), LOW) as stage:
        await stage.press(TAB["image"], "r", "x")
        assert "docker run IMAGE x" in stage.words
        assert "starts x" in stage.words

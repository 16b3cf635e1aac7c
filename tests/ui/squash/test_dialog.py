"""Squashing from the screen: which layers a key means, and the image that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.save_dialog import SaveField
from inspector.ui.squash.dialog import SquashDialog
from tests.ui.images import small
from tests.ui.sessions import session_of
from tests.ui.stage import NARROW, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_a_range_a_row_of_the_waste_and_what_lies_above_the_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(small(tmp_path), NARROW) as stage:
        await stage.press("Q")
        assert "One layer for layers 1 to 2: 18 B stored, 4 B of it hidden." in stage.text
        await stage.press("escape", "v", "down", "down", "Q")
        assert "One layer for layers 0 to 1: " in stage.text
        await stage.press("escape", "2", "Q")
        assert "One layer for layers 0 to 2: " in stage.text
        assert "The image: 3 layers now, 1 afterwards." in stage.text
        check_golden("squash-80x24", stage.text)
        stage.app.screen.query_one("#save-file", SaveField).value = "small.tar"
        await stage.press("enter")
        assert "small.tar is the image itself: write another file" in stage.text
        stage.app.screen.query_one("#save-file", SaveField).value = "out.tar"
        await stage.press("enter")
        assert "docker load -i out.tar loads it." in stage.text
        assert "layers 3 1" in stage.words
        await stage.press("enter")
        assert not isinstance(stage.app.screen, SquashDialog)
    assert len(session_of(tmp_path / "out.tar").image.layers) == 1

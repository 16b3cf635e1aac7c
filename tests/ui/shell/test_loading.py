"""What the screen keeps up to date while nothing is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.build_image import CREATED, ImageSpec, file, format_named
from tests.ui.stage import TAB, WIDE, opened

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_ages_grow_while_the_screen_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the image, of a row of the history, of a layer in the details and in its dialog."""
    monkeypatch.setattr("inspector.ui.shell.loading._AGING", 0.5)
    spec = ImageSpec(layers=[[file("a", b"x")]])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    made = datetime.fromisoformat(CREATED)
    async with opened(path, WIDE) as stage:
        for minutes, keys in enumerate(
            ((TAB["image"],), (TAB["history"],), ("shift+tab", "enter")), 3
        ):
            await stage.press(*keys)
            before = stage.text
            assert f"{minutes} minutes ago" not in before
            age = timedelta(minutes=minutes, seconds=2)
            monkeypatch.setattr(stage.main.image_loading, "_clock", lambda age=age: made + age)
            while f"{minutes} minutes ago" not in stage.text:
                await stage.pilot.pause(0.1)
            await stage.settle()
            # The details show it, too.
            assert stage.text.count(f"{minutes} minutes ago") == 2, stage.text

"""Commit on the screen: what it would be, and an archive that can be opened again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspector.ui.container.commit_dialog import CommitDialog
from inspector.ui.kit.save_dialog import SaveField
from tests.ui.container.test_screen import run
from tests.ui.images import damaged, small
from tests.ui.sessions import session_of
from tests.ui.stage import NARROW, WIDE, opened

if TYPE_CHECKING:
    import pytest

    from tests.ui.stage import Stage


def fill(stage: Stage, path: Path, tag: str = "") -> None:
    stage.app.screen.query_one("#save-file", SaveField).value = str(path)
    stage.app.screen.query_one("#save-tag", SaveField).value = tag


async def test_a_commit_says_what_it_would_be_and_writes_it(tmp_path: Path) -> None:
    target = tmp_path / "out.tar"
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "cd /opt", "rm new; echo 12345 > x", "ls", "commit")
        assert "One more layer, number 3: 3 paths, 6 B." in stage.text
        assert "/bin/sh -c cd /opt; rm new; echo 12345 > x 6 B" in stage.words
        assert "10 B are hidden and stay stored in the layers below." in stage.text
        fill(stage, target, "shop:patched")
        await stage.press("enter")
        assert "Written: " in stage.text
        assert "docker load -i out.tar loads it." in stage.text
        await stage.press("enter")
        assert not isinstance(stage.app.screen, CommitDialog)
    session = session_of(target)
    assert session.name == "shop:patched"
    assert len(session.image.layers) == 4
    assert session.image.layers[3].created_by == "/bin/sh -c cd /opt; rm new; echo 12345 > x"


async def test_a_file_that_exists_is_replaced_only_if_the_user_agrees(tmp_path: Path) -> None:
    target = tmp_path / "out.tar"
    target.write_text("mine")
    async with opened(small(tmp_path), NARROW) as stage:
        await stage.press("c")
        await run(stage, "mkdir /x", "commit")
        fill(stage, target)
        await stage.press("enter")
        assert "exists." in stage.text
        await stage.press("escape")
        assert target.read_text() == "mine"
        assert "exists." not in stage.text
        await stage.press("enter", "r")
        assert "Written: " in stage.text
    assert len(session_of(target).image.layers) == 4


async def test_what_cannot_be_written_says_why_and_can_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "mkdir /x", "commit")
        fill(stage, Path("none/out.tar"))
        await stage.press("enter")
        assert "none/out.tar: No such file or directory" in stage.text
        fill(stage, tmp_path / "out.tar", "NOT A NAME")
        await stage.press("enter")
        assert "is not a name and tag" in stage.words
        assert not (tmp_path / "out.tar").exists()
        fill(stage, tmp_path / "out.tar")
        await stage.press("enter")
        assert (tmp_path / "out.tar").exists()


async def test_an_image_that_is_damaged_is_not_committed(tmp_path: Path) -> None:
    target = tmp_path / "out.tar"
    async with opened(damaged(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "mkdir /x", "commit")
        fill(stage, target)
        await stage.press("enter")
        assert "Written" not in stage.text
        assert isinstance(stage.app.screen, CommitDialog)
    assert not target.exists()

"""Taking a file or folder out: asked where, told where, and nothing replaced unasked."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from inspector.reading.contents import Contents
from inspector.ui.extract.job import default_folder
from tests.ui.images import small
from tests.ui.stage import NARROW, WIDE, Stage, check_golden, opened
from tests.ui.views import go_to, views

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"80x24": NARROW, "160x50": WIDE}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the folder that is proposed lie below the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def type_in(stage: Stage, text: str) -> None:
    stage.app.screen.query_one("Input").value = text  # type: ignore[attr-defined]
    await stage.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_the_dialog_looks_as_it_did(here: Path, size: str) -> None:
    async with opened(small(here), SIZES[size]) as stage:
        await go_to(stage, "/srv/report.txt", 0, "x")
        check_golden(f"extract-{size}", stage.text)


async def test_a_file_lands_where_it_was_proposed(here: Path) -> None:
    async with opened(small(here), (200, 40)) as stage:
        await go_to(stage, "/etc/passwd", 0, "x", "enter")
        name = default_folder(stage.main.session.name)  # type: ignore[union-attr]
        said = stage.app.screen.query_one("#said", Static).content
        assert str(said).startswith(f"Wrote 1 path, 4 B, to {here / name}.\n")
        assert "Enter or Escape closes" in stage.text
        assert name.startswith("./extracted/")
        assert str(said).endswith(f"\n{here}/{name.removeprefix('./')}/etc/passwd")
        assert (here / name / "etc/passwd").read_bytes() == b"root"
        await stage.press("enter")
        assert stage.app.screen_stack == [stage.main]


async def test_a_folder_as_it_was_before_a_layer_removed_it(here: Path) -> None:
    async with opened(small(here)) as stage:
        await go_to(stage, "/srv", 2, "x")
        assert "Extract /srv as it is at layer 1 (the last layer that has it)" in stage.words
        await type_in(stage, str(here / "out"))
        assert (here / "out/srv/report.txt").stat().st_size == 3000
        assert (here / "out/srv/link").readlink() == Path("report.txt")


async def test_what_is_there_is_replaced_only_when_asked(here: Path) -> None:
    place = here / "out/etc/passwd"
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    async with opened(small(here)) as stage:
        await go_to(stage, "/etc", 0, "x")
        await type_in(stage, "out")
        assert "Skipped: 1 that already exists." in stage.text
        assert "r replaces existing files, Enter or Escape closes" in stage.text
        assert "/etc/passwd: already exists, not replaced" in stage.text
        assert place.read_text() == "mine"
        await stage.press("r")
        assert "Wrote 1 path" in stage.text
        assert place.read_text() == "root"
        await stage.press("r", "escape")
        assert stage.app.screen_stack == [stage.main]


async def test_what_was_left_out_is_named(here: Path) -> None:
    async with opened(views(here), WIDE) as stage:
        await go_to(stage, "/app/dangling", 0, "x")
        await type_in(stage, "out")
        assert "Nothing was written to " in stage.text
        assert "Skipped: 1 link that leads out." in stage.text
        assert (
            "/app/dangling: skipped: its link /no/\\x1bwhere leads out of the folder" in stage.text
        )


async def test_a_place_that_cannot_be_written_to(here: Path) -> None:
    (here / "file").write_text("")
    async with opened(small(here)) as stage:
        await go_to(stage, "/etc/passwd", 0, "x")
        await type_in(stage, "file/\x1b[31m")
        assert "cannot write to file/\\x1b[31m" in stage.text
        await type_in(stage, "~\0")
        assert "cannot write to" in stage.text
        await type_in(stage, "out")
        assert "Wrote 1 path" in stage.text


async def test_the_folder_of_before_is_proposed_again(here: Path) -> None:
    async with opened(small(here)) as stage:
        await go_to(stage, "/etc/passwd", 0, "x")
        await type_in(stage, "mine")
        await stage.press("enter")
        await go_to(stage, "/srv/report.txt", 0, "x")
        assert stage.app.screen.query_one("Input").value == "mine"  # type: ignore[attr-defined]
        await stage.press("enter")
        assert (here / "mine/srv/report.txt").exists()
        # One that cannot be written to was a mistake.
        (here / "full").write_text("")
        await stage.press("enter")
        await go_to(stage, "/etc/passwd", 0, "x")
        await type_in(stage, "full")
        assert "cannot write to full" in stage.text
        await stage.press("escape", "x")
        assert stage.app.screen.query_one("Input").value == "mine"  # type: ignore[attr-defined]


async def test_escape_stops_the_writing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = Event(), Event()

    def pieces(self: Contents, layer: int, entry: object) -> Iterator[tuple[int, bytes]]:
        while not go_on.is_set():
            yield 0, b"x" * 10
            began.set()
            go_on.wait(0.01)

    async with opened(small(here)) as stage:
        monkeypatch.setattr(Contents, "pieces", pieces)
        await go_to(stage, "/etc/passwd", 0, "x")
        await stage.pilot.press("enter")
        while not began.is_set():
            await stage.pilot.pause(0.01)
        await stage.press("escape")
        assert "Stopped: the files already written" in stage.text
        go_on.set()
        await stage.press("escape")
        assert stage.app.screen_stack == [stage.main]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("lecture:latest", "./extracted/lecture_latest"),
        ("../../etc/x:1", "./extracted/etc_x_1"),
        ("\x1b[31m", "./extracted/31m"),
        ("", "./extracted/image"),
        ("a" * 300, "./extracted/" + "a" * 60),
    ],
)
def test_the_folder_that_is_proposed(name: str, folder: str) -> None:
    assert default_folder(name) == folder


async def test_in_few_lines_the_answer_can_be_read_whole(here: Path) -> None:
    async with opened(views(here), (40, 10)) as stage:
        await go_to(stage, "/app", 0, "x")
        assert "Extract /app as it is at layer 0" in stage.text
        await type_in(stage, "")
        assert "Type the name of a folder." in stage.text
        await type_in(stage, "~\0")
        assert "cannot write to" in stage.words
        await type_in(stage, "out")
        assert "Extract /app" in stage.line("─")
        assert "Wrote " in stage.text
        assert "to which folder" not in stage.text
        assert "↑↓ Scroll" in stage.text
        assert "/app/pipe" not in stage.text
        seen = stage.text
        await stage.press(*["down"] * 20)
        seen += stage.text
        await stage.press(*["pageup"] * 20)
        for _ in range(20):
            seen += stage.text
            await stage.press("pagedown")
        assert "/app/pipe: " in seen
        assert "/app/null: " in seen
        await stage.press("escape")
        assert stage.app.screen_stack == [stage.main]


async def test_the_question_says_why_it_is_of_an_earlier_layer(here: Path) -> None:
    async with opened(small(here), WIDE) as stage:
        await go_to(stage, "/srv", 2, "x")
        asked = "Extract /srv as it is at layer 1 (the last layer that has it) to which folder?"
        assert asked in stage.text

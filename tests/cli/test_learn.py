"""``layerscope learn``: the list, a lesson's text, what was solved."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from inspector.lessons.catalogue import lesson, lessons
from inspector.lessons.progress import LessonProgress, progress_path

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

IDS = [each.id for each in lessons()]


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def solved() -> str:
    """Return the name of a lesson that was solved."""
    found = lesson("deletion")
    assert found is not None
    LessonProgress(progress_path(), lambda: datetime(2026, 3, 1, 12, tzinfo=UTC)).note(found, 2)
    return found.id


def test_all_lessons_are_listed_in_order_and_solved_ones_marked(run: Run, solved: str) -> None:
    said = run("learn")
    assert said.code == 0
    table, how = said.text.split("\n\n")
    rows = [row.split() for row in table.splitlines()]
    assert [row[2] for row in rows] == IDS
    assert {row[2]: row[0] for row in rows} == {
        each: "✓" if each == solved else "·" for each in IDS
    }
    assert how == f"Open one on a terminal: layerscope learn {IDS[0]}\n"


def test_json_is_the_list_in_english(run: Run, solved: str) -> None:
    said = run("learn", "--json", "--lang", "zh_CN")
    found = json.loads(said.text)
    assert [each["id"] for each in found] == IDS
    assert {each["id"] for each in found if each["done"]} == {solved}
    assert {"id": solved, "title": "Deleting frees nothing", "minutes": 5, "done": True} in found


def test_without_a_terminal_a_lessons_task_is_printed(run: Run) -> None:
    said = run("learn", "deletion")
    assert said.code == 0
    assert said.text.startswith("Deleting frees nothing  (5 min)\n\nThe Dockerfile of this image")
    assert "\n  RUN rm /opt/app.tar\n" in said.text
    assert "\n· You see /opt/app.tar in layer 1, which wrote it.\n" in said.text
    assert max(map(len, said.text.splitlines())) <= 80


def test_lessons_are_in_the_language_that_is_asked_for(run: Run) -> None:
    assert run("learn", "deletion", "--lang", "zh_CN").text.startswith("删除并不释放空间")
    assert "删除并不释放空间" in run("--lang=zh_CN", "learn").text


def test_an_unknown_lesson_is_exit_2_with_the_nearest_name_and_the_list(run: Run) -> None:
    near, far = run("learn", "deltion"), run("learn", "???")
    assert (near.code, far.code) == (2, 2)
    names = ", ".join(IDS)
    assert near.err == (
        f"layerscope: there is no lesson deltion: did you mean deletion? The lessons are {names}\n"
    )
    assert far.err == f"layerscope: there is no lesson ???; the lessons are {names}\n"


def test_what_was_solved_is_written_as_text(run: Run, solved: str, tmp_path: Path) -> None:
    printed = run("learn", "--export", "-").text
    first, _, *rows = printed.splitlines()
    assert first == f"1 of {len(IDS)} lessons solved"
    assert [row for row in rows if "2026-03-01  commands: 2, shortest: 1" in row] == [
        row for row in rows if f" {solved} " in row
    ]
    said = run("learn", "--export", tmp_path / "done.txt")
    assert (said.code, said.text) == (0, "")
    assert (tmp_path / "done.txt").read_text(encoding="utf-8") == printed


def test_what_cannot_be_done_is_one_line(run: Run, tmp_path: Path) -> None:
    said = run("learn", "--export", tmp_path / "no" / "done.txt")
    assert (said.code, said.err.count("\n")) == (3, 1)
    assert "done.txt cannot be written: No such file or directory" in said.err
    for arguments in (("deletion", "--json"), ("--json", "--export", "-"), ("deletion", "x")):
        said = run("learn", *arguments)
        assert (said.code, said.text, said.err.count("\n")) == (2, "", 1)

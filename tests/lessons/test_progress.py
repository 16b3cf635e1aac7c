"""What was solved is kept, and a broken file is no failure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from inspector.lessons.progress import LessonProgress, Solved, progress_path
from tests.lessons.samples import lesson

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_the_first_time_and_the_fewest_commands_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lessons.json"
    for now, commands in ((NOON, 3), (LATER, 2), (LATER, 5)):
        LessonProgress(path, lambda now=now: now).note(lesson(), commands)  # type: ignore[misc]
    assert LessonProgress(path).solved() == {"sample": Solved(NOON, 2)}


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[]", b"{", b'{"other": 3}', b'{"other": {"at": "noon", "commands": 1}}',
     b'{"other": {"at": "2026-03-01T12:00:00Z", "commands": -1}}'],
)  # fmt: skip
def test_what_does_not_fit_is_passed_over(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "lessons.json"
    path.write_bytes(data)
    progress = LessonProgress(path, lambda: NOON)
    assert progress.solved() == {}
    progress.note(lesson(), 1)
    assert progress.solved() == {"sample": Solved(NOON, 1)}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    progress = LessonProgress(tmp_path / "file" / "lessons.json")
    progress.note(lesson(), 1)
    assert progress.solved() == {}


def test_it_lies_in_the_users_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert progress_path() == tmp_path / "layerscope" / "lessons.json"

"""The steps as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.build_steps.playback import Playback
from inspector.ui.build_steps.rows import StepRows
from tests.ui.images import damaged, small
from tests.ui.sessions import session_of, texts

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path, at: int) -> StepRows:
    session = session_of(path)
    sizes = [None if each.is_unreadable else 1000 for each in session.image.layers]
    return StepRows(session, Playback(session.explanation, sizes, at))


def test_a_row_says_what_a_step_makes_and_what_there_is_by_then(tmp_path: Path) -> None:
    found = rows(small(tmp_path), 3)
    assert texts(found) == [
        ["0", "FROM scratch", "", ".", "0 B"],
        ["1", "ADD base in /", "0", "1.00 kB", "1.00 kB"],
        ["2", 'CMD ["sh"]', "config", ".", "1.00 kB"],
        ["3", "RUN one", "1", "1.00 kB", "2.00 kB"],
        ["4", "RUN two", "2", "1.00 kB", ""],
        ["5", "LABEL a=b", "config", ".", ""],
    ]
    assert [found.row(at).tone for at in (3, 4)] == ["", "rows--dim"]


def test_a_change_marks_what_is_used_and_what_runs(tmp_path: Path) -> None:
    found = rows(small(tmp_path), 3)
    found = StepRows(session_of(small(tmp_path)), found.playback.with_change())
    assert [row[0] for row in texts(found)] == ["used", "used", "used", "edit", "run", "run"]


def test_a_layer_that_cannot_be_read_has_no_size(tmp_path: Path) -> None:
    assert [row[-2:] for row in texts(rows(damaged(tmp_path), 3))][2:] == [
        ["?", "≥ 1.00 kB"],
        ["1.00 kB", "≥ 2.00 kB"],
    ]


def test_what_buildkit_may_keep_is_marked(tmp_path: Path) -> None:
    found = rows(small(tmp_path), 2)
    found = StepRows(session_of(small(tmp_path)), found.playback.with_change())
    assert [row[0] for row in texts(found)] == ["used", "used", "edit", "run?", "run?", "run"]

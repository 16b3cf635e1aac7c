"""What lessons may ask for is on the screen under these very names."""

from __future__ import annotations

from typing import get_args

from inspector.lessons.model import Screen, Tab
from inspector.ui.shell.features import tabs
from inspector.ui.shell.keymap.table import PARTS


def test_lessons_name_the_screens_as_these_name_themselves() -> None:
    named = [part.LESSON_NAME for part in PARTS if hasattr(part, "LESSON_NAME")]
    assert {"main", *named} == {*get_args(Screen)}
    assert len(named) == len({*named})


def test_lessons_name_every_tab() -> None:
    assert {pane().id for pane in tabs()} == {*get_args(Tab)}

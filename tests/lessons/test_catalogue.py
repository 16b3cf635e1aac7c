"""The lessons that there are: each can be solved as its file says, and is in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.exports.layout.cells import display_width
from inspector.language import ENGLISH
from inspector.lessons import catalogue
from inspector.lessons.catalogue import image_path, lesson, lessons
from inspector.lessons.conditions import holds
from inspector.lessons.errors import LessonError
from inspector.lessons.goal import compare
from inspector.lessons.model import Condition, GoalCondition, Lesson
from inspector.lessons.prose import paragraphs
from inspector.lessons.state import LessonState
from tests.lessons.samples import TEXT, Trial

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 300_000
ALL = pytest.mark.parametrize("each", lessons(), ids=lambda each: each.id)


def test_no_two_have_the_same_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / f"{name}.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "images").symlink_to(catalogue._ROOM / "images")
    monkeypatch.setattr(catalogue, "_ROOM", tmp_path)
    with pytest.raises(LessonError, match=r"^two.toml: order: 3 is that of one.toml, too$"):
        lessons()


def test_they_are_in_order_and_found_by_their_names() -> None:
    found = lessons()
    assert [each.order for each in found] == sorted({each.order for each in found})
    assert {each.id: lesson(each.id) for each in found} == {each.id: each for each in found}
    assert lesson("no such lesson") is None


@ALL
def test_each_is_in_both_languages_and_short(each: Lesson) -> None:
    assert list(each.text) == [ENGLISH, "zh_CN"]
    for language, words in each.text.items():
        assert 2 <= len(paragraphs(words.task)) <= 6, language
        assert len({*words.hints}) == 3
        said = [action.said(language) for action in each.solution]
        for texts, most in (
            ([words.title], 40),
            (words.conditions.values(), 80),
            (said, 100),
            (words.hints, 200),
        ):
            assert not [text for text in texts if display_width(text) > most], language
        assert "`" not in words.title
    assert each.minutes <= 10


@ALL
def test_its_image_is_small(each: Lesson) -> None:
    assert image_path(each).stat().st_size <= MOST_BYTES


@ALL
def test_its_commands_leave_the_goal_and_nothing_is_reached_before(each: Lesson) -> None:
    trial = Trial(each)
    assert not all(_holds(trial, condition) for condition in each.conditions)
    for line in each.commands:
        assert trial.shell.run(line).exit == 0, line
    if any(isinstance(condition, GoalCondition) for condition in each.conditions):
        assert trial.goal is not None
        assert compare(trial.goal, trial.filesystem.upper()) == []


def _holds(trial: Trial, condition: Condition) -> bool:
    upper = trial.filesystem.upper()
    is_goal = trial.goal is not None and not compare(trial.goal, upper)
    return holds(condition, LessonState(upper=upper, container=trial.filesystem), is_goal=is_goal)

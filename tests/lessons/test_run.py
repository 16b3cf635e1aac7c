"""A try at a lesson: what ticks, what counts as a mistake, which hints are given."""

from __future__ import annotations

import pytest

from inspector.lessons.run import LessonRun
from inspector.lessons.state import LessonState
from tests.lessons.samples import TEXT, Trial, lesson

SEEN = 'kind = "looking"\nlayer = 1'


class Learner:
    """Does something and shows what became of it."""

    def __init__(self, text: str = TEXT, language: str = "en") -> None:
        tried = lesson(text)
        self.trial = Trial(tried)
        self.run = LessonRun(tried, language)
        self.run.goal = self.trial.goal
        self.show()

    def show(self, layer: int | None = None) -> None:
        filesystem = self.trial.filesystem
        self.run.show(LessonState(layer=layer, upper=filesystem.upper(), container=filesystem))

    def type(self, line: str, layer: int | None = None) -> None:
        result = self.trial.shell.run(line)
        self.run.ran(has_failed=bool(result.exit))
        self.show(layer)

    @property
    def is_solved(self) -> tuple[bool, bool]:
        """Whether it is solved, and whether that counts."""
        return self.run.is_solved, self.run.counts

    @property
    def met(self) -> list[bool]:
        return [each.is_met for each in self.run.conditions]


@pytest.fixture
def learner() -> Learner:
    return Learner()


def test_conditions_tick_in_any_order_until_all_do(learner: Learner) -> None:
    assert learner.met == [False, False, False]
    learner.type("rm /etc/motd")
    assert learner.met == [False, True, True]
    assert learner.is_solved == (False, False)
    learner.show(layer=1)
    assert learner.met == [True, True, True]
    assert learner.is_solved == (True, True)
    assert learner.run.shortest == 1
    assert [each.sentence for each in learner.run.conditions] == [
        "You see it.", "It is hidden.", "Only that.",
    ]  # fmt: skip


def test_what_was_looked_at_stays_and_the_rest_must_hold_at_the_end(learner: Learner) -> None:
    learner.show(layer=1)
    learner.type("rm /etc/motd", layer=0)
    assert learner.run.is_solved
    learner.type("echo back > /etc/motd", layer=0)
    assert learner.met == [True, False, False]


def test_a_condition_may_stay_once_it_has_held_and_looking_may_not() -> None:
    text = TEXT.replace(SEEN, f"{SEEN}\nonce = false").replace(
        'type = "whiteout"', 'type = "whiteout"\nonce = true'
    )
    learner = Learner(text)
    learner.show(layer=1)
    learner.type("rm /etc/motd", layer=0)
    learner.type("echo back > /etc/motd", layer=0)
    assert learner.met == [False, True, False]


def test_a_wrong_way_does_not_solve(learner: Learner) -> None:
    learner.show(layer=1)
    learner.type("rm /etc/motd /etc/hostname")
    assert learner.met == [True, True, False]
    assert [each.path for each in learner.run.differences] == ["/etc/hostname"]


def test_before_the_image_is_read_the_goal_is_not_reached() -> None:
    run = LessonRun(lesson(TEXT.replace('["rm /etc/motd"]', "[]")), "en")
    run.show(LessonState())
    assert not run.conditions[2].is_met


def test_a_mistake_fails_or_changes_something_and_brings_no_nearer(learner: Learner) -> None:
    run = learner.run
    learner.type("ls /")
    assert run.mistakes == 0
    learner.type("rm /nothing")
    assert (run.mistakes, run.offered_hint) == (1, 0)
    learner.type("touch /etc/extra")
    assert run.mistakes == 2
    learner.type("rm /etc/extra")
    learner.type("rm /etc/motd")
    assert run.mistakes == 2
    learner.type("touch /a")
    learner.type("touch /b")
    assert (run.mistakes, run.offered_hint) == (4, 0)
    run.hint()
    assert run.offered_hint == 1


def test_three_hints_are_given_one_after_the_other(learner: Learner) -> None:
    run = learner.run
    assert run.offered_hint is None
    assert [run.hint(), run.hint(), run.hint(), run.hint()] == ["a", "b", "c", None]
    assert list(run.hints_given) == ["a", "b", "c"]
    assert run.offered_hint is None


def test_a_hint_with_what_is_met_already_is_passed_over() -> None:
    learner = Learner(
        TEXT.replace("minutes =", 'hints_for = [["seen"], ["hidden"], []]\nminutes =')
    )
    learner.show(layer=1)
    run = learner.run
    assert (run.next_hint, run.hint()) == (1, "b")
    learner.type("rm /etc/motd")
    learner.type("rm /nothing")
    assert (run.mistakes, run.next_hint, run.offered_hint) == (1, 2, None)
    learner.type("rm /nothing")
    learner.type("rm /nothing")
    assert run.offered_hint == 2  # the last, which says all, takes three mistakes
    assert [run.hint(), run.hint()] == ["c", None]
    assert (run.hints, [*run.hints_given]) == ([1, 2], ["b", "c"])


def test_what_was_shown_does_not_count_until_it_is_begun_anew(learner: Learner) -> None:
    run = learner.run
    run.hint()
    run.is_shown = True
    learner.show(layer=1)
    learner.type("rm /etc/motd")
    assert learner.is_solved == (True, False)
    run.reset()
    assert not run.is_shown
    assert learner.is_solved == (False, False)
    assert learner.met == [False, False, False]
    assert list(run.hints_given) == ["a"]


def test_sentences_are_in_the_language_that_was_asked_for() -> None:
    run = LessonRun(lesson(), "zh_CN")
    assert run.conditions[0].sentence == "看到了它。"
    assert run.hint() == "甲"

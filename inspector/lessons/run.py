"""One try at a lesson: what is ticked, what went wrong, which hints are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.lessons.conditions import holds
from inspector.lessons.goal import compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.container.stat import UpperRow
    from inspector.lessons.goal import GoalDifference, GoalStack
    from inspector.lessons.model import Lesson
    from inspector.lessons.state import LessonState


@dataclass(frozen=True)
class Ticked:
    """A condition's sentence, and whether it is met."""

    sentence: str
    is_met: bool


class LessonRun:
    """A lesson as it is tried.

    ``goal`` is set once the image is read, ``differences`` are the live layer's from it;
    ``commands`` are those of the container that count, ``hints`` the numbers from 0 of those that
    were given. A mistake is a command that failed, or that changed the writable layer and brought
    the end no nearer: a hint is offered once there were as many as its place among the hints.
    """

    def __init__(self, lesson: Lesson, language: str) -> None:
        self.lesson = lesson
        self.words = lesson.words(language)
        self.goal: GoalStack | None = None
        self.mistakes = 0
        self.hints: list[int] = []
        self._start()

    def _start(self) -> None:
        self.commands = 0
        self.is_shown = False
        self.differences: Sequence[GoalDifference] = ()
        self._met: frozenset[str] = frozenset()
        self._upper: Sequence[UpperRow] | None = None  # that ``differences`` are of
        self._has_run = False

    def show(self, state: LessonState) -> None:
        """Tick what holds now."""
        met, differing, upper = self._met, len(self.differences), self._upper
        if self.goal is not None and state.upper != upper:
            self.differences = compare(self.goal, state.upper)
        self._upper = state.upper
        is_goal = self.goal is not None and not self.differences
        self._met = frozenset(
            each.id
            for each in self.lesson.conditions
            if (each.once and each.id in met) or holds(each, state, is_goal=is_goal)
        )
        is_nearer = bool(self._met - met) or len(self.differences) < differing
        if self._has_run and state.upper != upper and not is_nearer:
            self.mistakes += 1
        self._has_run = False

    @property
    def conditions(self) -> Sequence[Ticked]:
        """All conditions, as the lesson has them."""
        return [
            Ticked(self.words.conditions[each.id], each.id in self._met)
            for each in self.lesson.conditions
        ]

    @property
    def is_solved(self) -> bool:
        """Whether all conditions are met."""
        return len(self._met) == len(self.lesson.conditions)

    @property
    def counts(self) -> bool:
        """Whether it was solved without having been shown the solution."""
        return self.is_solved and not self.is_shown

    def ran(self, *, has_failed: bool) -> None:
        """Note a command of the container; what came of it is shown next."""
        self.mistakes += has_failed
        self._has_run = not has_failed

    @property
    def shortest(self) -> int:
        """How many commands the solution has."""
        return len(self.lesson.commands)

    @property
    def hints_given(self) -> Sequence[str]:
        """The hints that were asked for."""
        return [self.words.hints[each] for each in self.hints]

    @property
    def next_hint(self) -> int | None:
        """The hint to be given next, None after the last: none of what is met already."""
        about = enumerate(self.lesson.hints_for)
        left = (at for at, ids in about if not ids or not self._met.issuperset(ids))
        return next((at for at in left if at not in self.hints), None)

    @property
    def offered_hint(self) -> int | None:
        """The hint to be offered unasked: a later one says more, and takes more mistakes."""
        following = self.next_hint
        return following if following is not None and self.mistakes > following else None

    def hint(self) -> str | None:
        """Give the next hint; None after the last."""
        following = self.next_hint
        if following is None:
            return None
        self.hints.append(following)
        return self.words.hints[following]

    def reset(self) -> None:
        """Begin anew; hints that were given stay."""
        self._start()

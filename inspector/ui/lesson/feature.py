"""A lesson, as a feature of the screen: ``shell/lesson_guide.py`` lays it over the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.kit.feature import Feature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.kit.feature import Chain, Part


def _chains() -> Sequence[Chain]:
    from inspector.ui.lesson.goal import GoalScreen
    from inspector.ui.lesson.listing import LessonList
    from inspector.ui.widgets.rows import Rows

    return [(Rows, GoalScreen), (Rows, LessonList)]


def _overlays() -> Sequence[Part]:
    from inspector.ui.lesson.panel import LessonPanel

    return [LessonPanel]


FEATURE = Feature(chains=_chains, overlays=_overlays)

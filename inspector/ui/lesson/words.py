"""What the panel of a lesson says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.content import Content

from inspector.language import _, ngettext, pgettext
from inspector.lessons.prose import paragraphs, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.lessons.run import LessonRun
    from inspector.ui.lesson.course import Course

_CODE = re.compile("`([^`]*)`")
_TITLE, _MET, _UNMET = "bold", "$text-success", "$text-muted"


def lesson_title(run: LessonRun) -> str:
    """Return the name of the lesson."""
    return f"{run.lesson.order}  {run.words.title}"


def score(run: LessonRun, *, is_brief: bool = False) -> str:
    """Return how far it is: conditions that are met, commands against the fewest."""
    met, all_ = sum(each.is_met for each in run.conditions), len(run.conditions)
    if is_brief:
        return f"{met}/{all_}{' ✓' if run.counts else ''}"
    parts = [_("{met} of {all} met").format(met=met, all=all_)]
    if run.is_solved:
        parts = [pgettext("lesson", "shown") if run.is_shown else _("✓ solved")]
    if run.shortest:
        commands = ngettext("{number} command", "{number} commands", run.commands)
        parts.append(commands.format(number=run.commands))
        parts.append(_("shortest {number}").format(number=run.shortest))
    return "   ".join(parts)


def status(course: Course, key_of: Callable[[str], str]) -> str:
    """Return what is to be done next."""
    run = course.run
    if course.is_playing:
        return _("Playing the solution: any key stops it.")
    if run.is_solved and not run.is_shown:
        if course.following is None:
            return _("Solved. That was the last lesson: {key} lists all.").format(
                key=key_of("lesson.list")
            )
        return _("Solved. {key} begins the next lesson.").format(key=key_of("lesson.next"))
    if run.is_shown:
        return _(
            "You have watched the solution: {key} starts over, so that you can solve it yourself."
        ).format(key=key_of("lesson.reset"))
    offered = run.offered_hint
    if offered is not None:
        return _("A hint may help: {key} gives number {number} of {all}.").format(
            key=key_of("lesson.hint"), number=offered + 1, all=len(run.words.hints)
        )
    unmet = next((each.sentence for each in run.conditions if not each.is_met), "")
    return _("Not yet: {sentence}").format(sentence=_plain(unmet))


def ticks(run: LessonRun, width: int) -> tuple[Content, int]:
    """Return the conditions, ticked where they are met, in lines of so many cells.

    The number is the line of the first that is not.
    """
    lines: list[Content] = []
    first: int | None = None
    for each in run.conditions:
        if first is None and not each.is_met:
            first = len(lines)
        mark = Content.styled("✓ ", _MET) if each.is_met else Content.styled("· ", _UNMET)
        for line in prose(each.sentence, width - 2).split("\n"):
            lines.append(mark + line)
            mark = Content("  ")
    return Content("\n").join(lines), first or 0


def text(course: Course, width: int) -> Content:
    """Return what is to be read: what is being shown, what was learnt, hints, the task."""
    run = course.run
    if course.is_playing and course.says:
        return prose(course.says, width)
    parts: list[Content] = []
    if run.is_solved:
        parts += [prose(run.words.solved, width), Content.styled(_("The task:"), _TITLE)]
        parts.append(prose(run.words.task, width))
    for at, hint in reversed([*zip(run.hints, run.hints_given, strict=True)]):
        parts.append(prose(_("Hint {number}: {hint}").format(number=at + 1, hint=hint), width))
    if not run.is_solved:
        parts.append(prose(run.words.task, width))
    if course.was_solved and not run.is_solved:
        parts += [Content.styled(_("What it shows:"), _TITLE), prose(run.words.solved, width)]
    return Content("\n\n").join(parts)


@lru_cache(maxsize=64)  # asked for after each key
def prose(text: str, width: int) -> Content:
    """Return paragraphs in lines of so many cells; what stands in backticks is bold."""
    lines = ("\n".join(wrapped(each, max(width, 1))) for each in paragraphs(text))
    parts = _CODE.split("\n\n".join(lines))
    return Content("").join(
        Content.styled(each, "bold") if at % 2 else Content(each) for at, each in enumerate(parts)
    )


def _plain(text: str) -> str:
    return " ".join(paragraphs(text)).replace("`", "")

"""Lessons as plain text: the list, one of them, and what was solved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.exports.layout.cells import display_width
from inspector.exports.layout.words import bracketed
from inspector.language import ENGLISH, _
from inspector.lessons.prose import paragraphs, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inspector.lessons.model import Lesson
    from inspector.lessons.progress import Solved

_WIDTH = 80
_DONE, _OPEN = "✓", "·"


def list_text(lessons: Sequence[Lesson], solved: Mapping[str, Solved], language: str) -> str:
    """Return all lessons in a table, solved ones marked, and how one is opened."""
    rows = [
        (
            _mark(lesson, solved),
            str(lesson.order),
            lesson.id,
            lesson.words(language).title,
            _("{minutes} min").format(minutes=lesson.minutes),
        )
        for lesson in lessons
    ]
    example = lessons[0].id if lessons else "NAME"
    return _lines([*_table(rows), "", _open(example)])


def list_json(lessons: Sequence[Lesson], solved: Mapping[str, Solved]) -> str:
    """Return all lessons as JSON, in English."""
    rows = [
        {
            "id": lesson.id,
            "title": lesson.words(ENGLISH).title,
            "minutes": lesson.minutes,
            "done": lesson.id in solved,
        }
        for lesson in lessons
    ]
    return json.dumps(rows) + "\n"


def lesson_text(lesson: Lesson, language: str) -> str:
    """Return what a lesson asks for, and how it is opened."""
    words = lesson.words(language)
    minutes = _("{minutes} min").format(minutes=lesson.minutes)
    lines = [f"{words.title}  {bracketed(minutes)}"]
    for paragraph in paragraphs(words.task):
        lines += ["", *wrapped(paragraph, _WIDTH)]
    lines.append("")
    for condition in lesson.conditions:
        lines += wrapped(words.conditions[condition.id], _WIDTH, f"{_OPEN} ")
    return _lines([*lines, "", _open(lesson.id)])


def progress_text(lessons: Sequence[Lesson], solved: Mapping[str, Solved], language: str) -> str:
    """Return which lessons were solved, when, and with how many commands."""
    rows = []
    for lesson in lessons:
        found = solved.get(lesson.id)
        told = ("", "")
        if found is not None:
            told = (f"{found.at:%Y-%m-%d}", _commands(lesson, found))
        title = lesson.words(language).title
        rows.append((_mark(lesson, solved), str(lesson.order), lesson.id, title, *told))
    done = sum(lesson.id in solved for lesson in lessons)
    total = _("{done} of {all} lessons solved").format(done=done, all=len(lessons))
    return _lines([total, "", *_table(rows)])


def _commands(lesson: Lesson, found: Solved) -> str:
    shortest = len(lesson.commands)
    if not shortest:
        return ""
    return _("commands: {commands}, shortest: {shortest}").format(
        commands=found.commands, shortest=shortest
    )


def _open(name: str) -> str:
    return _("Open one on a terminal: {command}").format(command=f"layerscope learn {name}")


def _mark(lesson: Lesson, solved: Mapping[str, Solved]) -> str:
    return _DONE if lesson.id in solved else _OPEN


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their columns below each other; the second, a number, to the right."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            " " * (width - display_width(cell)) + cell
            if at == 1
            else cell + " " * (width - display_width(cell))
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

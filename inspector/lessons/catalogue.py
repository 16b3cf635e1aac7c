"""The lessons that there are: one data file each."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.lessons.errors import LessonError
from inspector.lessons.reader import read_lesson

if TYPE_CHECKING:
    from inspector.lessons.model import Lesson

_ROOM = Path(__file__).parent


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in their order. Raises LessonError."""
    found = [_read(path) for path in (_ROOM / "data").glob("*.toml")]
    ordered = sorted(found, key=lambda each: (each.order, each.id))
    for before, each in pairwise(ordered):
        if before.order == each.order:
            said = f"order: {each.order} is that of {before.id}.toml, too"
            raise LessonError(f"{each.id}.toml: {said}")
    return tuple(ordered)


def lesson(id_: str) -> Lesson | None:
    """Return a lesson, None where there is none of that name. Raises LessonError."""
    return next((each for each in lessons() if each.id == id_), None)


def image_path(lesson: Lesson) -> Path:
    """Return where a lesson's image lies."""
    return _ROOM / "images" / lesson.image


def _read(path: Path) -> Lesson:
    try:
        found = read_lesson(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise LessonError(f"{path.name}: not UTF-8") from error
    if not image_path(found).is_file():
        raise LessonError(f"{path.name}: image: there is no {found.image} in lessons/images")
    return found

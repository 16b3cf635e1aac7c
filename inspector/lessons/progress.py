"""Which lessons the user has solved, in a small file of the data directory."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec

from inspector.statefile import read_state, write_state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from inspector.lessons.model import Lesson

_NAME = "lessons.json"


class Solved(msgspec.Struct, frozen=True):
    """When a lesson was solved first, and the fewest commands it took."""

    at: datetime
    commands: Annotated[int, msgspec.Meta(ge=0)]


def progress_path() -> Path:
    """Return where the file lies."""
    from platformdirs import user_data_path

    return user_data_path("layerscope", appauthor=False) / _NAME


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class LessonProgress:
    """The file's content; what in it does not fit is passed over, and no failure."""

    def __init__(self, path: Path, now: Callable[[], datetime] = _now) -> None:
        self._path = path
        self._now = now

    def solved(self) -> Mapping[str, Solved]:
        """Return the lessons that were solved, by their names."""
        found: dict[str, Solved] = {}
        for id_, value in read_state(self._path).items():
            with suppress(msgspec.ValidationError):
                found[id_] = msgspec.convert(value, Solved)
        return found

    def note(self, lesson: Lesson, commands: int) -> None:
        """Remember that a lesson was solved, if it can be written."""
        found = dict(self.solved())
        known = found.get(lesson.id)
        if known is None:
            found[lesson.id] = Solved(self._now(), commands)
        else:
            found[lesson.id] = Solved(known.at, min(known.commands, commands))
        write_state(self._path, found)

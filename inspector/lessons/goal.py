"""The writable layer that a lesson wants, and how a live one differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector.container.filesystem import Filesystem
from inspector.container.shell import CommandError, Shell
from inspector.lessons.errors import LessonError
from inspector.text import path_key, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from inspector.container.stat import UpperRow
    from inspector.lessons.model import Field, Lesson
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.tree import Tree


class Mark(StrEnum):
    """How a path of the live layer differs from the goal's."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"


@dataclass(frozen=True)
class GoalDifference:
    """A path on which two layers do not agree; ``fields`` is empty unless it is in both."""

    path: str
    mark: Mark
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class GoalStack:
    """The rows that are wanted, and what of them must agree; ``contents`` are the image's."""

    rows: Sequence[UpperRow]
    fields: Sequence[Field]
    contents: Contents


def prepare(lesson: Lesson, shell: Shell) -> None:
    """Run a lesson's setup in a new container. Raises LessonError."""
    _run(lesson, "setup", lesson.setup, shell)


def goal_stack(lesson: Lesson, image: Image, tree: Tree, contents: Contents) -> GoalStack | None:
    """Return what the goal's commands leave, None where there is no goal. Raises LessonError."""
    if lesson.goal is None:
        return None
    filesystem = Filesystem(image, tree, contents, lambda: 0, lesson.volumes)
    shell = Shell(filesystem)
    prepare(lesson, shell)
    _run(lesson, "goal.commands", lesson.goal.commands, shell)
    return GoalStack(filesystem.upper(), lesson.goal.fields, contents)


def _run(lesson: Lesson, key: str, lines: Sequence[str], shell: Shell) -> None:
    for at, line in enumerate(lines):
        where = f"{lesson.id}.toml: {key}[{at}]"
        try:
            result = shell.run(line)
        except CommandError as error:
            raise LessonError(f"{where}: {error}") from error
        if result.exit:
            raise LessonError(f"{where}: {printable(result.output.strip())}")


def compare(goal: GoalStack, live: Sequence[UpperRow]) -> list[GoalDifference]:
    """Return where a live layer is not the goal's, by the bytes of the paths."""
    wanted = {row.path: row for row in goal.rows}
    found = {row.path: row for row in live}
    differences: list[GoalDifference] = []
    for path in sorted(wanted.keys() | found.keys(), key=path_key):
        if path not in found:
            differences.append(GoalDifference(path, Mark.MISSING))
        elif path not in wanted:
            differences.append(GoalDifference(path, Mark.EXTRA))
        elif fields := _differing(goal, wanted[path], found[path]):
            differences.append(GoalDifference(path, Mark.DIFFERENT, fields))
    return differences


def _differing(goal: GoalStack, one: UpperRow, two: UpperRow) -> tuple[Field, ...]:
    return tuple(
        field
        for field in goal.fields
        if _VALUES[field](one, goal.contents) != _VALUES[field](two, goal.contents)
    )


def _digest(row: UpperRow, contents: Contents) -> str | None:
    return row.content.sha256(contents) if row.content is not None else None


# A whiteout has nothing but its type.
_VALUES: Mapping[Field, Callable[[UpperRow, Contents], object]] = {
    "type": lambda row, _: row.type,
    "origin": lambda row, _: row.is_copied_up,
    "opaque": lambda row, _: row.is_opaque,
    "size": lambda row, _: row.stat and row.stat.size,
    "mode": lambda row, _: row.stat and row.stat.mode,
    "uid": lambda row, _: row.stat and row.stat.uid,
    "gid": lambda row, _: row.stat and row.stat.gid,
    "link": lambda row, _: row.stat and row.stat.link,
    "sha256": _digest,
}

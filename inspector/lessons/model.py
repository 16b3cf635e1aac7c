"""A lesson as its data file gives it: CONTRIBUTING.md, "Add a lesson", says what each key means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from inspector.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

Text = Annotated[str, msgspec.Meta(min_length=1)]
Path = Annotated[str, msgspec.Meta(pattern="^/")]
Number = Annotated[int, msgspec.Meta(ge=0)]

Screen = Literal["main", "container", "viewer", "stack", "build", "life", "difference"]
Tab = Literal["files", "waste", "findings", "packages", "history", "dockerfile", "image", "map"]
Mode = Literal["changes", "all"]
Type = Literal["file", "dir", "symlink", "char", "block", "fifo"]
Origin = Literal["new", "copied-up"]
Field = Literal["type", "origin", "opaque", "size", "mode", "uid", "gid", "link", "sha256"]


_Ids = tuple[Text, ...]


class _TomlTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class _Condition(_TomlTable, frozen=True, tag_field="kind", kw_only=True):
    """What is ticked off.

    Attributes:
        id: What its sentence is called in ``[text.LANGUAGE.conditions]``.
        once: Whether it stays ticked once it has held; else it must hold at the end.

    """

    id: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]*$")]
    once: bool = False


class LookingCondition(_Condition, frozen=True, tag="looking", kw_only=True):
    """What is on the screen; of what is left out, anything."""

    once: bool = True
    screen: Screen | None = None
    tab: Tab | None = None
    layer: Number | None = None
    path: Path | None = None
    mode: Mode | None = None


class UpperCondition(_Condition, frozen=True, tag="upper", kw_only=True):
    """The row of the writable layer at a path; ``absent``: there must be none."""

    path: Path
    type: Type | Literal["whiteout", "absent"] | None = None
    origin: Origin | None = None
    opaque: bool | None = None


class MergedCondition(_Condition, frozen=True, tag="merged", kw_only=True):
    """What the container sees at a path, in volumes, too; ``absent``: there must be nothing."""

    path: Path
    type: Type | Literal["absent"] | None = None


class BytesCondition(_Condition, frozen=True, tag="bytes", kw_only=True):
    """How many bytes the writable layer holds."""

    at_least: Number | None = None
    at_most: Number | None = None


class GoalCondition(_Condition, frozen=True, tag="goal", kw_only=True):
    """The writable layer is the goal's, as strictly as ``[goal]`` says."""


class StartCondition(_Condition, frozen=True, tag="start", kw_only=True):
    """What ``docker run`` would start: all words, or the first of them."""

    argv: tuple[str, ...] | None = None
    program: Text | None = None


class CacheCondition(_Condition, frozen=True, tag="cache", kw_only=True):
    """What the played build counts as changed: a row of the Dockerfile from 0, or everything."""

    changed: Number | None = None
    no_cache: bool | None = None


class CommitCondition(_Condition, frozen=True, tag="committed", kw_only=True):
    """The image that a commit made: all its layers, the bytes and paths of the new one."""

    layers: Number | None = None
    at_most: Number | None = None
    paths: tuple[Path, ...] | None = None


class FreshCondition(_Condition, frozen=True, tag="fresh", kw_only=True):
    """The container was removed, and a new one runs."""


Condition = (
    LookingCondition
    | UpperCondition
    | MergedCondition
    | BytesCondition
    | GoalCondition
    | StartCondition
    | CacheCondition
    | CommitCondition
    | FreshCondition
)


class LessonGoal(_TomlTable, frozen=True, kw_only=True):
    """The writable layer that is to be reached.

    Attributes:
        commands: The lines that leave it, after those of the setup.
        fields: What must agree at each path.

    """

    commands: tuple[Text, ...]
    fields: tuple[Field, ...] = ("type",)


class SolutionStep(_TomlTable, frozen=True, kw_only=True):
    """One step of the solution: keys, a line at the container's prompt, or a text in a field.

    Attributes:
        keys: Names of keys, as Textual has them.
        run: Is typed at the container's prompt, and Enter pressed: a command that counts.
        type: Is typed into what has the focus, and Enter pressed.
        says: A sentence by language, shown meanwhile.

    """

    keys: tuple[Text, ...] = ()
    run: Text | None = None
    type: Text | None = None
    says: dict[str, Text] = {}

    def said(self, language: str) -> str:
        """Return the sentence, "" where there is none."""
        return self.says.get(language) or self.says.get(ENGLISH, "")


class Words(_TomlTable, frozen=True, kw_only=True):
    """The texts in one language; ``task`` and ``solved`` are paragraphs."""

    title: Text
    task: Text
    conditions: dict[str, Text]
    hints: tuple[Text, Text, Text]
    solved: Text


class Lesson(_TomlTable, frozen=True, kw_only=True):
    """One lesson. ``id`` is its file's name; what is not explained is in the classes above.

    Attributes:
        order: Its place in the list.
        minutes: How long it takes.
        image: The name of an archive in ``lessons/images``.
        tag: Which of its images is shown first, where it holds several.
        setup: Lines that are run in the container before the lesson begins.
        volumes: Directories of the container that are mounted volumes.
        hints_for: Of each hint the conditions that it helps with, none: with all; once they are
            met, it is not given.

    """

    id: str
    order: int
    minutes: Annotated[int, msgspec.Meta(ge=1)]
    image: Text
    tag: Text | None = None
    setup: tuple[Text, ...] = ()
    volumes: tuple[Path, ...] = ()
    hints_for: tuple[_Ids, _Ids, _Ids] = ((), (), ())
    goal: LessonGoal | None = None
    conditions: Annotated[tuple[Condition, ...], msgspec.Meta(min_length=1)]
    solution: Annotated[tuple[SolutionStep, ...], msgspec.Meta(min_length=1)]
    text: dict[str, Words]

    def words(self, language: str) -> Words:
        """Return the texts in a language, in English where there are none."""
        return self.text.get(language) or self.text[ENGLISH]

    @property
    def commands(self) -> Sequence[str]:
        """The lines that the solution runs in the container: the fewest that are needed."""
        return [each.run for each in self.solution if each.run is not None]

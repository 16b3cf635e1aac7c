"""Reads a lesson's data file; what is wrong in one is said with its file and key."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from inspector import toml
from inspector.language import ENGLISH
from inspector.lessons.errors import LessonError
from inspector.lessons.model import (
    BytesCondition,
    CacheCondition,
    CommitCondition,
    Condition,
    Field,
    GoalCondition,
    Lesson,
    LookingCondition,
    Mode,
    Origin,
    Screen,
    SolutionStep,
    StartCondition,
    Tab,
    Type,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# As msgspec ends its messages.
_AT_KEY = re.compile(r"(?P<what>.*) - at `\$\.?(?P<key>.*)`", re.DOTALL)
_FIELD = re.compile(r"Object (?P<what>missing required|contains unknown) field `(?P<key>.*)`")
_KINDS = [str(each.__struct_config__.tag) for each in get_args(Condition)]
_VALUES: Mapping[str, tuple[str, ...]] = {
    "fields": get_args(Field),
    "screen": get_args(Screen),
    "tab": get_args(Tab),
    "mode": get_args(Mode),
    "origin": get_args(Origin),
    "type": (*get_args(Type), "whiteout (kind upper alone)", "absent"),
}
# Keys by the names that Textual has for them, beside characters and their names in Unicode.
_KEYS = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "enter", "escape"),
    *("space", "backspace", "delete", "insert", "minus"),
    *(f"f{number}" for number in range(1, 13)),
}
_WITH = ("ctrl+", "shift+", "alt+")

# Of these keys at least one must be there.
_ASKED: Mapping[type[Any], tuple[str, ...]] = {
    LookingCondition: ("screen", "tab", "layer", "path", "mode"),
    BytesCondition: ("at_least", "at_most"),
    StartCondition: ("argv", "program"),
    CacheCondition: ("changed", "no_cache"),
    CommitCondition: ("layers", "at_most", "paths"),
}


def read_lesson(text: str, name: str) -> Lesson:
    """Read a lesson from the text of a file called ``name``. Raises LessonError."""
    try:
        found = toml.loads(text)
    except (ValueError, RecursionError) as error:
        raise LessonError(f"{name}: broken TOML: {error}") from error
    try:
        lesson = _converted(found, name.removesuffix(".toml"))
    except msgspec.ValidationError as error:
        raise LessonError(f"{name}: {_with_key_first(str(error))}") from error
    for wrong in _wrong(lesson):
        raise LessonError(f"{name}: {wrong}")
    return lesson


def _converted(found: dict[str, Any], id_: str) -> Lesson:
    """Convert what TOML gives. Raises ValidationError."""
    if "id" in found:
        raise msgspec.ValidationError("Object contains unknown field `id`")
    texts = found.get("text")
    for language, words in (texts if isinstance(texts, dict) else {}).items():
        try:
            msgspec.convert(words, Words)
        except msgspec.ValidationError as error:  # msgspec names no key of a table
            what, key = _parted(str(error))
            key = f"text.{language}.{key}".rstrip(".")
            raise msgspec.ValidationError(f"{what} - at `$.{key}`") from error
    return msgspec.convert({**found, "id": id_}, Lesson)


def _parted(told: str) -> tuple[str, str]:
    """Return what is wrong, and the key, "" for the whole."""
    found = _AT_KEY.fullmatch(told)
    return (found["what"], found["key"]) if found else (told, "")


def _with_key_first(told: str) -> str:
    what, key = _parted(told)
    field = _FIELD.fullmatch(what)
    if field is not None:
        is_missing = field["what"] == "missing required"
        key, what = f"{key}.{field['key']}", "is missing" if is_missing else "is unknown"
        return f"{key.lstrip('.')} {what}"
    values = _VALUES.get(re.sub(r"\[.*?\]$", "", key).rpartition(".")[2], ())
    if key.endswith(".kind"):
        values = (*_KINDS,)
    if values and what.startswith("Invalid"):
        what += f"; it is one of {', '.join(values)}"
    return f"{key}: {what}" if key else what


def _wrong(lesson: Lesson) -> Iterator[str]:
    """Yield what no type says."""
    yield from _wrong_conditions(lesson)
    yield from _wrong_hints(lesson)
    for at, action in enumerate(lesson.solution):
        yield from _wrong_action(lesson, action, f"solution[{at}]")
    if ENGLISH not in lesson.text:
        yield f"text: [text.{ENGLISH}] is missing"
    ids = [each.id for each in lesson.conditions]
    for language, words in lesson.text.items():
        for id_ in ids:
            if id_ not in words.conditions:
                yield f"text.{language}.conditions: the sentence of {id_} is missing"
        for id_ in words.conditions:
            if id_ not in ids:
                yield f"text.{language}.conditions.{id_}: there is no such condition"


def _wrong_conditions(lesson: Lesson) -> Iterator[str]:
    seen: set[str] = set()
    for at, each in enumerate(lesson.conditions):
        where = f"conditions[{at}]"
        if each.id in seen:
            yield f"{where}.id: {each.id} is there twice"
        seen.add(each.id)
        if isinstance(each, GoalCondition) and lesson.goal is None:
            yield f"{where}: there is no [goal]"
        asked = _ASKED.get(type(each), ())
        if asked and all(getattr(each, key) is None for key in asked):
            yield f"{where}: needs {', '.join(asked[:-1])} or {asked[-1]}"


def _wrong_hints(lesson: Lesson) -> Iterator[str]:
    ids = [each.id for each in lesson.conditions]
    for at, each in enumerate(lesson.hints_for):
        for id_ in each:
            if id_ not in ids:
                yield f"hints_for[{at}]: there is no condition {id_}"


def _is_key(name: str) -> bool:
    while name.startswith(_WITH):
        name = name.partition("+")[2]
    if len(name) == 1 or name in _KEYS:
        return True
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return False
    return name.islower()


def _wrong_action(lesson: Lesson, action: SolutionStep, where: str) -> Iterator[str]:
    if (bool(action.keys), action.run is not None, action.type is not None).count(True) != 1:
        yield f"{where}: needs one of keys, run, type"
    for key in action.keys:
        if not _is_key(key):
            yield f"{where}.keys: {key!r} is no key's name"
    if action.says and set(action.says) != set(lesson.text):
        yield f"{where}.says: needs one sentence in each of {', '.join(lesson.text)}"

"""Completes commands and paths of the container, as Tab does in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import FileError
from inspector.tarstream import Kind
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inspector.container.filesystem import Filesystem

_OPERATORS = ";&|>"
_SPECIAL = frozenset(" \t'\"\\$`&|;<>()*?[]!#{}~")
_HOME = "/root"


class Completion(NamedTuple):
    """What stands before the cursor once it is completed, and what fits where several do."""

    text: str
    choices: tuple[str, ...] = ()


class _PromptWord(NamedTuple):
    """The word before the cursor, without quotes; it begins at ``start``."""

    start: int
    text: str
    is_command: bool


def complete(
    before: str, filesystem: Filesystem, directory: str, commands: Iterable[str]
) -> Completion:
    """Complete the last word of what stands before the cursor; ``directory`` is the shell's."""
    word = _last_word(before)
    if word.is_command and "/" not in word.text:
        names = sorted(each for each in commands if each.startswith(word.text))
        folder, part, place = "", word.text, None
    else:
        around, slash, part = word.text.rpartition("/")
        folder = around + slash
        place = _place(folder, directory)
        names = [
            name
            for name in _names(filesystem, place)
            if name.startswith(part) and (part or not name.startswith("."))
        ]
    common = _common(names)
    if not names or (common == part and len(names) > 1):
        return Completion(before, tuple(names))
    ending = ""
    if len(names) == 1:
        is_dir = place is not None and _is_dir(filesystem, f"{place.rstrip('/')}/{common}")
        ending = "/" if is_dir else " "
    return Completion(before[: word.start] + as_word(folder + common) + ending, tuple(names))


def _common(names: Sequence[str]) -> str:
    """Return what all names begin with; they are sorted."""
    if not names:
        return ""
    first, last = names[0], names[-1]
    same = (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(same, min(len(first), len(last)))]


def as_word(path: str) -> str:
    """Return a path as a shell reads it; what cannot be seen becomes ``?``, which matches it."""
    if path.startswith("~/"):
        return "~/" + as_word(path[2:])
    return "".join(map(_as_character, path))


def _as_character(char: str) -> str:
    if printable(char) != char:
        return "?"
    return f"\\{char}" if char in _SPECIAL else char


def _place(folder: str, directory: str) -> str:
    if folder.startswith("/"):
        return folder
    if folder.startswith("~/"):
        return _HOME + folder[1:]
    return f"{directory.rstrip('/')}/{folder}"


def _names(filesystem: Filesystem, place: str) -> list[str]:
    try:
        return filesystem.names(place)
    except FileError:
        return []


def _is_dir(filesystem: Filesystem, path: str) -> bool:
    try:
        return filesystem.stat(path).kind is Kind.DIR
    except FileError:
        return False


def _last_word(before: str) -> _PromptWord:
    """Read a line up to the cursor as a shell does."""
    start, text, quote = 0, "", ""
    is_command, is_word = True, False
    at = 0
    while at < len(before):
        char = before[at]
        at += 1
        if quote:
            if char == quote:
                quote = ""
            elif char == "\\" and quote == '"' and before[at : at + 1] in {'"', "\\", "$", "`"}:
                text, at = text + before[at], at + 1
            else:
                text += char
        elif char in _OPERATORS or char in " \t":
            if char in _OPERATORS:
                is_command = char != ">"
            elif is_word:
                is_command = False
            start, text, is_word = at, "", False
        else:
            is_word = True
            if char in "'\"":
                quote = char
            elif char == "\\":
                text, at = text + before[at : at + 1], at + 1
            else:
                text += char
    return _PromptWord(start, text, is_command)

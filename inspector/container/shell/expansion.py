"""Globs in words: each stands for the paths that match, or for itself where none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.container.shell.patterns import name_pattern, unescaped
from inspector.errors import FileError

if TYPE_CHECKING:
    from inspector.container.shell.lexer import Word
    from inspector.container.shell.process import Process


def expanded(process: Process, word: Word) -> list[str]:
    """Return what a word stands for; names that begin with a dot match only an explicit one."""
    if word.pattern is None:
        return [word.text]
    found = [""]
    parts = word.pattern.split("/")
    for count, part in enumerate(parts):
        is_last = count == len(parts) - 1
        ending = "" if is_last else "/"
        if _has_glob(part):
            found = [
                f"{path}{name}{ending}" for path in found for name in _matches(process, path, part)
            ]
        else:
            found = [f"{path}{unescaped(part)}{ending}" for path in found]
    there = [path for path in found if process.stat(path, follow=False) is not None]
    return there or [word.text]


def _has_glob(part: str) -> bool:
    at = 0
    while at < len(part):
        if part[at] in "*?[":
            return True
        at += 2 if part[at] == "\\" else 1
    return False


def _matches(process: Process, folder: str, part: str) -> list[str]:
    try:
        names = process.filesystem.names(process.at(folder or "."))
    except FileError:
        return []
    matches = name_pattern(part).fullmatch
    dotted = part.startswith((".", "\\."))
    special = [".", ".."] if dotted else []
    return [
        name
        for name in (*special, *names)
        if (dotted or not name.startswith(".")) and matches(name)
    ]

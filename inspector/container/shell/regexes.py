"""Regular expressions of sed, basic and extended (POSIX 9.3, 9.4; GNU's additions), for ``re``.

Where alternatives overlap, ``re`` takes the first that matches and POSIX the longest.
"""

from __future__ import annotations

import re

from inspector.container.shell.errors import CommandError
from inspector.container.shell.patterns import bracket
from inspector.language import Lazy

_SAME = {"w": r"\w", "W": r"\W", "s": r"\s", "S": r"\S", "b": r"\b", "B": r"\B"}
_EDGES = {"<": r"\b(?=\w)", ">": r"\b(?<=\w)", "`": r"\A", "'": r"\Z"}
_LETTERS = {"n": r"\n", "t": r"\t", "r": r"\r", "f": r"\f", "v": r"\v", "a": r"\x07"}
_OPERATORS = "(){}|+?"
_STARTS = {"", "(", "|"}


def compiled(text: str, *, is_extended: bool, ignores_case: bool) -> re.Pattern[str]:
    """Return an expression of sed, for text in which a character is a byte. Raises CommandError."""
    flags = re.ASCII | re.DOTALL | (re.IGNORECASE if ignores_case else 0)
    try:
        return re.compile(_translated(text, is_extended=is_extended), flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise CommandError(
            Lazy("sed: the expression {text!r} is not understood: {error}", text=text, error=error)
        ) from error


def _translated(text: str, *, is_extended: bool) -> str:
    parts: list[str] = []
    before = ""  # the operator in front, "" at the beginning, "x" behind anything else
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        is_escaped = char == "\\" and at < len(text)
        if is_escaped:
            char = text[at]
            at += 1
        if char in _OPERATORS and is_escaped is not is_extended:
            is_literal = char in "{+?" and before in _STARTS
            parts.append(re.escape(char) if is_literal else char)
            before = char if char in "(|" else "x"
        elif is_escaped:
            parts.append(_escape(char))
            before = "x"
        elif char == "[":
            found = bracket(text, at, escapes=False)
            if found is None:
                raise CommandError(Lazy("sed: a [ is not closed"))
            parts.append(found[0])
            at, before = found[1], "x"
        else:
            parts.append(_plain(char, before, is_extended or _ends(text, at), is_extended))
            before = before if parts[-1] == r"\A" else "x"
    return "".join(parts)


def _plain(char: str, before: str, may_end: bool, is_extended: bool) -> str:  # noqa: FBT001
    if char == "*":
        return r"\*" if before in _STARTS else char
    if char == "^" and (is_extended or before in _STARTS):
        return r"\A"
    if char == "$" and may_end:
        return r"\Z"
    return char if char == "." else re.escape(char)


def _ends(text: str, at: int) -> bool:
    """Whether a basic expression, or a part of it, ends here."""
    return at == len(text) or text.startswith((r"\)", r"\|"), at)


def _escape(char: str) -> str:
    if char.isdecimal() and char != "0":
        return f"(?:\\{char})"
    return _SAME.get(char) or _EDGES.get(char) or _LETTERS.get(char) or re.escape(char)

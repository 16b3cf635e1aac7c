"""Patterns of file names, as fnmatch(3) reads them in the C locale."""

from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t-\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


@lru_cache(maxsize=256)
def name_pattern(pattern: str, *, ignores_case: bool = False) -> re.Pattern[str]:
    """Return what matches the names that a pattern stands for; a backslash quotes."""
    flags = re.DOTALL | (re.IGNORECASE if ignores_case else 0)
    return re.compile(_regex(pattern), flags)


def unescaped(pattern: str) -> str:
    """Return the name that a pattern without a glob stands for."""
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


def _regex(pattern: str) -> str:
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            if parts[-1:] != [".*"]:
                parts.append(".*")
        elif char == "?":
            parts.append(".")
        elif char == "\\" and at < len(pattern):
            parts.append(re.escape(pattern[at]))
            at += 1
        elif char == "[" and (found := bracket(pattern, at, escapes=True)) is not None:
            text, at = found
            parts.append(text)
        else:
            parts.append(re.escape(char))
    return "".join(parts)


def bracket(pattern: str, start: int, *, escapes: bool) -> tuple[str, int] | None:
    """Return a bracket expression for ``re`` and where it ends; ``start`` is behind its ``[``.

    None where it is not closed. ``escapes``: a backslash quotes in it, as in names and not in sed.
    """
    at = start
    is_negated = pattern[at : at + 1] in {"!", "^"} if escapes else pattern[at : at + 1] == "^"
    at += is_negated
    parts: list[str] = []
    first, low = at, ""  # ``low``: a character that a range may begin with
    while at < len(pattern):
        char = pattern[at]
        if char == "]" and at > first:
            return _set(parts, is_negated=is_negated), at + 1
        if pattern.startswith("[:", at) and (end := pattern.find(":]", at)) > 0:
            known = _CLASSES.get(pattern[at + 2 : end])
            if known is None:
                return None
            parts.append(known)
            at, low = end + 2, ""
            continue
        is_range = char == "-" and low and pattern[at + 1 : at + 2] not in {"]", "["}
        at += bool(is_range)
        if pattern[at : at + 1] == "\\" and escapes:
            at += 1
        char = pattern[at : at + 1]
        if is_range:
            parts[-1:] = [f"{re.escape(low)}-{re.escape(char)}"] if low <= char else []
            low = ""
        else:
            parts.append(re.escape(char))
            low = char
        at += 1
    return None


def _set(parts: list[str], *, is_negated: bool) -> str:
    """Return a set for ``re``; a range that ends before it begins has nothing in it."""
    if not parts:
        return "." if is_negated else "(?!)"
    return f"[{'^' if is_negated else ''}{''.join(parts)}]"

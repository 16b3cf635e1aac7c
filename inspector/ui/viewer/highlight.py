"""Colours of a file's text, by Pygments. For a thread: lexers take their time."""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING

from inspector.ui.widgets.line_source import TextSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pygments.lexer import Lexer

# 19,000 lines a second are lexed: a quarter of a second.
_MOST_LINES = 5000
# Lexers are regular expressions, some of which take long on lines that no one writes.
_LONGEST_LINE = 1000
_MOST_CHARACTERS = 400_000
_SECONDS = 3.0
# What Pygments takes for something rarer than what images hold, or knows only with more of it.
_BY_SUFFIX = {".pl": "perl", ".pm": "perl", ".h": "c", ".conf": "ini", ".m4": "m4"}
_BY_NAME = {"os-release": "ini", ".profile": "bash", "profile": "bash"}
_BY_PROGRAM = {
    "sh": "bash", "bash": "bash", "dash": "bash", "ash": "bash", "zsh": "bash", "ksh": "bash",
    "python": "python", "perl": "perl", "ruby": "ruby", "node": "javascript", "lua": "lua",
    "awk": "awk", "tclsh": "tcl", "php": "php", "make": "make", "guile": "scheme",
}  # fmt: skip
_SHEBANG = re.compile(r"#!\s*\S*?([a-z]+)[\d.]*(?:\s+(?:-\S+\s+)*(?:\S*/)?([a-z]+)[\d.]*)?")
_TONES = (
    ("Token.Comment", "lines--comment"),
    ("Token.Keyword", "lines--keyword"),
    ("Token.Operator.Word", "lines--keyword"),
    ("Token.Name.Tag", "lines--keyword"),
    ("Token.Name.Function", "lines--name"),
    ("Token.Name.Class", "lines--name"),
    ("Token.Name.Builtin", "lines--name"),
    ("Token.Name.Attribute", "lines--name"),
    ("Token.Name.Variable", "lines--name"),
    ("Token.Name.Decorator", "lines--name"),
    ("Token.Literal.String", "lines--string"),
    ("Token.Literal", "lines--constant"),
    ("Token.Name.Constant", "lines--constant"),
    ("Token.Generic.Heading", "lines--keyword"),
    ("Token.Generic.Subheading", "lines--keyword"),
    ("Token.Generic.Inserted", "lines--added"),
    ("Token.Generic.Deleted", "lines--removed"),
)


def highlighted(
    name: str, lines: Sequence[str], is_cancelled: Callable[[], bool]
) -> tuple[str, dict[int, Sequence[TextSpan]]]:
    """Return the language's name, "" for none known, and styles of the first lines."""
    lexer = _lexer(name, lines[0] if lines else "")
    if lexer is None:
        return "", {}
    found: dict[int, list[TextSpan]] = {}
    end = monotonic() + _SECONDS
    for line, span in _spans(lexer, _head(lines)):
        found.setdefault(line, []).append(span)
        if is_cancelled() or monotonic() > end:
            break
    return str(lexer.name), dict(found)


def _head(lines: Sequence[str]) -> str:
    """Return the text that is lexed: up to the first line that is too long."""
    head: list[str] = []
    room = _MOST_CHARACTERS
    for line in lines[:_MOST_LINES]:
        room -= len(line) + 1
        if len(line) > _LONGEST_LINE or room < 0:
            break
        head.append(line)
    return "\n".join(head)


def _lexer(name: str, first: str) -> Lexer | None:
    from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
    from pygments.util import ClassNotFound

    dot = name.rfind(".")
    known = _program(first) or _BY_NAME.get(name) or _BY_SUFFIX.get(name[dot:] if dot > 0 else "")
    try:
        if known is not None:
            return get_lexer_by_name(known, stripnl=False, ensurenl=False)
        found = find_lexer_class_for_filename(name)
    except ClassNotFound:
        return None
    return None if found is None or found.name == "Text only" else _made(found)


def _made(lexer: Callable[..., Lexer]) -> Lexer:
    return lexer(stripnl=False, ensurenl=False)


def _program(first: str) -> str | None:
    found = _SHEBANG.match(first[:200])
    if found is None:
        return None
    program = found[2] if found[1] == "env" else found[1]
    return _BY_PROGRAM.get(program or "")


def _spans(lexer: Lexer, text: str) -> Iterator[tuple[int, TextSpan]]:
    line = column = 0
    for token, value in lexer.get_tokens(text):
        tone = _tone(str(token))
        for place, part in enumerate(value.split("\n")):
            if place:
                line, column = line + 1, 0
            if tone and part:
                yield line, TextSpan(column, column + len(part), tone)
            column += len(part)


def _tone(token: str) -> str:
    return next((tone for prefix, tone in _TONES if token.startswith(prefix)), "")

"""Words, lines and JSON arrays that a Dockerfile parser reads back as they were.

Source of the rules: moby/buildkit frontend/dockerfile/parser (lines, words, JSON arrays,
here-documents) and frontend/dockerfile/shell (quotes and variables within a word).
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BARE = re.compile(r"[A-Za-z0-9_./:@%+,=~*?-]+")
_ACTIVE = re.compile(r"[\\\"'$]")
# Control characters but the tab, line and paragraph separators, surrogates: fit for no line.
_CODES = (*range(9), *range(10, 32), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0xD800, 0xE000))
_UNUSUAL = re.compile(r"[^ -~]")
_FLAGS = re.compile(r"(?:--[a-z-]+(?:=[^\s\"'\\]*)?[ \t]+)*")
_HEREDOC = re.compile(r"(?<!<)<<(?!<)")
_UNFIT = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _CODES}
_UNFIT |= {ord("\n"): "\\n", ord("\r"): "\\r"}


def escaped(text: str) -> str:
    r"""Return text for one line: what must not stand there becomes ``\x1b`` and the like."""
    return text if text.isascii() and text.isprintable() else text.translate(_UNFIT)


def is_line(text: str) -> bool:
    """Whether a parser reads the text back from one line as it is."""
    return (
        bool(text)
        and not text[0].isspace()
        and not text[-1].isspace()
        and not text.endswith("\\")  # would continue on the next line
        and escaped(text) == text
    )


def line(text: str) -> str:
    """Return text that ``is_line``: visible, without a last backslash."""
    shown = escaped(text.strip())
    return shown[:-1] + "\\x5c" if shown.endswith("\\") else shown


def quoted(value: str) -> str:
    """Return a word whose quotes and escapes a builder takes away again."""
    if is_bare(value):
        return value
    return '"' + re.sub(r'[\\"$]', r"\\\g<0>", escaped(value)) + '"'


def pair(key: str, value: str) -> str:
    """Return ``KEY="value"``."""
    return f"{quoted(key)}={quoted(value) if value else ''}"


def is_bare(word: str) -> bool:
    """Whether a word needs no quotes and no JSON array, and cannot be taken for a flag."""
    return _BARE.fullmatch(word) is not None and not word.startswith("--")


def json_array(words: Iterable[str], *, expands: bool = False) -> str:
    r"""Return words as a JSON array, with invisible characters as ``\u…``.

    ``expands``: the instruction treats each word as ``quoted`` ones, so that quotes, backslashes
    and dollar signs are escaped a second time.
    """
    plain = [_ACTIVE.sub(r"\\\g<0>", word) if expands else word for word in words]
    return _UNUSUAL.sub(_json_escape, json.dumps(plain, ensure_ascii=False))


def _json_escape(match: re.Match[str]) -> str:
    char = match[0]
    is_hidden = ord(char) in _UNFIT or unicodedata.category(char) == "Cf"
    return f"\\u{ord(char):04x}" if is_hidden and char < "\U00010000" else char


def parse_json_array(text: str) -> list[str] | None:
    """Return the words of a JSON array of strings, None where the text is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        return None
    return found


def begins_json(text: str) -> bool:
    """Whether a parser may take the text, or its beginning, for a JSON array."""
    if not text.lstrip().startswith("["):
        return False
    try:
        json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except ValueError:
        return False
    except RecursionError:
        return True
    return True


def after_flags(text: str) -> str:
    """Return what follows ``--chown=1:2`` and the like; empty where that is not clear."""
    match = _FLAGS.match(text)
    rest = text[match.end() :] if match else text
    return "" if rest.startswith("--") else rest


def is_written(text: str) -> bool:
    """Whether a text can stay behind an instruction as it was written there.

    Of ENV and LABEL a parser wants more (``pairs.written_pairs``), of ADD, COPY and RUN it must
    not ``begins_heredoc``.
    """
    rest = after_flags(text)
    if not rest or not is_line(text):
        return False
    return not begins_json(rest) or parse_json_array(rest) is not None


def begins_heredoc(text: str) -> bool:
    """Whether a parser may look for the lines of a here-document below the text."""
    return _HEREDOC.search(text) is not None


def split_words(text: str) -> list[str]:
    """Split at blanks outside quotes; quotes and escapes stay (``parseWords``)."""
    words: list[str] = []
    word: list[str] = []
    quote = ""
    chars = iter(text)
    for char in chars:
        if not quote and char.isspace():
            if word:
                words.append("".join(word))
            word = []
            continue
        word.append(char)
        if char == "\\" and quote != "'":
            word.append(next(chars, ""))
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
    return [*words, "".join(word)] if word else words


def unquoted(word: str) -> str | None:
    """Return what a word means (``ProcessWord``); None where variables or open quotes decide."""
    value: list[str] = []
    quote = ""
    at = 0
    while at < len(word):
        char = word[at]
        at += 1
        if char == quote:
            quote = ""
        elif char == "\\" and quote != "'" and at < len(word):
            if quote and word[at] not in '\\"$':
                value.append(char)
            value.append(word[at])
            at += 1
        elif char == "$" and quote != "'":
            return None
        elif not quote and char in "'\"":
            quote = char
        else:
            value.append(char)
    return None if quote else "".join(value)

"""The instructions of a Dockerfile and their lines.

Source of the rules: moby/buildkit frontend/dockerfile/parser (directives, comments, continued
lines, here-documents). What cannot be parsed is passed over: a builder has taken it, or will not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.dockerfile.words import after_flags, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIRECTIVE = re.compile(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*")
_HEREDOC = re.compile(r"\d*<<(-?)([\"']?)([^<\"']+)\2")
_WITH_HEREDOCS = frozenset({"ADD", "COPY", "RUN"})
_STAGE_NAME = re.compile(r"\s+as\s+(\S+)\s*$", re.IGNORECASE)


class LineRange(msgspec.Struct, frozen=True):
    """Lines of a file, counted from 1, the last one included."""

    first: int
    last: int


class SourceInstruction(msgspec.Struct, frozen=True):
    """One instruction as it is written; ``text`` is its logical line without the word.

    ``heredocs`` are the contents of its here-documents, ``stage`` counts the FROM lines up to it:
    -1 before the first.
    """

    word: str
    text: str
    lines: LineRange
    stage: int
    heredocs: tuple[str, ...] = ()


def instructions(text: str) -> tuple[SourceInstruction, ...]:
    """Return all instructions of a Dockerfile."""
    return tuple(_HistoryReader(text).instructions())


def final_stage(found: tuple[SourceInstruction, ...]) -> tuple[SourceInstruction, ...]:
    """Return what the last stage is made of: its own instructions and those of stages below it.

    A stage is below another whose FROM names it. FROM and ARG lines before them are left out.
    """
    froms = {each.stage: each for each in found if each.word == "FROM"}
    if not froms:
        return ()
    names: dict[str, int] = {}
    below: dict[int, int | None] = {}
    for stage, each in froms.items():
        base, name = _from(each.text)
        below[stage] = names.get(base.lower())
        if name:
            names[name.lower()] = stage
    chain: list[int] = []
    stage_or_none: int | None = max(froms)
    while stage_or_none is not None:
        chain.append(stage_or_none)
        stage_or_none = below[stage_or_none]
    return tuple(
        each
        for stage in reversed(chain)
        for each in found
        if each.stage == stage and each.word != "FROM"
    )


def _from(text: str) -> tuple[str, str]:
    """Return what a FROM builds on, and the name of its stage."""
    match = _STAGE_NAME.search(text)
    base = after_flags(text[: match.start()] if match else text).strip()
    return base, match[1] if match else ""


class _HistoryReader:
    def __init__(self, text: str) -> None:
        self._lines = text.removeprefix("\ufeff").removesuffix("\n").split("\n")
        self._at = 0
        self._escape = "\\"
        self._stage = -1

    def instructions(self) -> Iterator[SourceInstruction]:
        self._directives()
        while self._at < len(self._lines):
            first = self._at
            logical = self._logical_line()
            if not logical:
                continue
            word, _, rest = logical.replace("\t", " ", 1).partition(" ")
            word, rest = word.upper(), rest.strip()
            heredocs = tuple(self._heredocs(rest)) if word in _WITH_HEREDOCS else ()
            self._stage += word == "FROM"
            yield SourceInstruction(
                word, rest, LineRange(first + 1, self._at), self._stage, heredocs
            )

    def _directives(self) -> None:
        for line in self._lines:
            match = _DIRECTIVE.fullmatch(line.strip())
            if match is None:
                return
            if match[1].lower() == "escape" and match[2] in {"\\", "`"}:
                self._escape = match[2]

    def _next(self) -> str:
        line = self._lines[self._at].rstrip("\r")
        self._at += 1
        return line

    def _logical_line(self) -> str:
        """Return a line and those that continue it, "" for a comment or a blank one."""
        parts: list[str] = []
        is_open = True
        while is_open and self._at < len(self._lines):
            line = self._next()
            bare = line.strip()
            if bare.startswith("#") or (not bare and parts):
                if not parts:
                    return ""
                continue
            part = line.rstrip(" \t")
            is_open = part.endswith(self._escape) and not part.endswith(self._escape * 2)
            parts.append(part.removesuffix(self._escape) if is_open else line)
        return "".join(parts).strip()

    def _heredocs(self, text: str) -> Iterator[str]:
        """Yield the contents of the here-documents of a line, and step over them."""
        if text.startswith("["):
            return
        for word in split_words(text):
            match = _HEREDOC.fullmatch(word)
            if match is None:
                continue
            content = []
            while self._at < len(self._lines):
                line = self._next()
                if (line.lstrip("\t") if match[1] else line) == match[3]:
                    break
                content.append(line)
            yield "\n".join(content)

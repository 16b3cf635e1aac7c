"""What an instruction's text sets, read from a recipe's step: a line that a parser reads back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.pairs import written_pairs
from inspector.analyses.dockerfile.sources import LOST
from inspector.analyses.dockerfile.words import (
    after_flags,
    parse_json_array,
    split_words,
    unquoted,
)
from inspector.analyses.explain.model import Form, StepKind
from inspector.analyses.history.text import is_known_shell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Pairs = tuple[tuple[str, str | None], ...]
_FLAG = re.compile(r"--([a-z-]+)(?:=(\S*))?")


@dataclass(frozen=True, slots=True)
class Values:
    """What an instruction says. A value is None where it has none, or where variables decide."""

    pairs: Pairs = ()
    form: Form = Form.NONE
    flags: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    target: str = ""


def form_of(words: Sequence[str], shell: Sequence[str] = ()) -> Form:
    """Return the form of a configuration's command; ``shell``: what its SHELL says.

    The configuration keeps the shell form as an array that begins with the shell, so that an exec
    form which spells out the same is the same.
    """
    if not words:
        return Form.NONE
    before = list(words[:-1])
    is_shell = bool(before) and (before == list(shell) or is_known_shell(" ".join(before)))
    return Form.SHELL if is_shell else Form.EXEC


def values_of(kind: StepKind, body: str) -> Values:
    """Return what the text behind an instruction says."""
    reader = _READERS.get(kind)
    return reader(body) if reader is not None else Values()


def _pairs(body: str) -> Values:
    return Values(tuple(written_pairs(body) or ()))


def _arguments(body: str) -> Values:
    parts = [word.partition("=") for word in split_words(body)]
    return Values(tuple((name, unquoted(value) if eq else None) for name, eq, value in parts))


def _words(body: str) -> Values:
    array = parse_json_array(body)
    words = [unquoted(each) or each for each in (split_words(body) if array is None else array)]
    return Values(tuple((word, word) for word in words))


def _value(body: str) -> Values:
    return Values((("", unquoted(body)),))


def _text(body: str) -> Values:
    return Values((("", body),))


def _command(body: str) -> Values:
    words = parse_json_array(body)
    if words is None:
        return Values((("", body),), Form.SHELL if body else Form.NONE)
    form = form_of(words)
    return Values((("", words[-1] if form is Form.SHELL else body),), form)


def _run(body: str) -> Values:
    return Values(form=_command(after_flags(body) or body).form)


def _health(body: str) -> Values:
    kind, _, command = after_flags(body).partition(" ")
    is_none = kind.upper() == "NONE"
    told = _command(command.strip())
    return Values(
        (("", None),) if is_none else told.pairs,
        Form.NONE if is_none else told.form,
        _flags(body),
    )


def _copy(body: str) -> Values:
    rest = after_flags(body)
    words = parse_json_array(rest)
    if words is None:
        words = split_words(rest.partition("\n")[0])
    words = [unquoted(each) or each for each in words]
    sources = tuple(each for each in words[:-1] if not each.startswith(LOST))
    return Values(flags=_flags(body), sources=sources, target=words[-1] if words else "")


def _flags(body: str) -> tuple[tuple[str, str], ...]:
    flags = body[: len(body) - len(after_flags(body))].split()
    found = [match for match in map(_FLAG.fullmatch, flags) if match is not None]
    return tuple((match[1], match[2] or "") for match in found)


_READERS: Mapping[StepKind, Callable[[str], Values]] = {
    StepKind.ADD: _copy,
    StepKind.ARG: _arguments,
    StepKind.CMD: _command,
    StepKind.COPY: _copy,
    StepKind.ENTRYPOINT: _command,
    StepKind.ENV: _pairs,
    StepKind.EXPOSE: _words,
    StepKind.HEALTHCHECK: _health,
    StepKind.LABEL: _pairs,
    StepKind.MAINTAINER: _text,
    StepKind.ONBUILD: _text,
    StepKind.RUN: _run,
    StepKind.SHELL: _text,
    StepKind.STOPSIGNAL: _value,
    StepKind.USER: _value,
    StepKind.VOLUME: _words,
    StepKind.WORKDIR: _value,
}

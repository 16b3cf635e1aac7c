"""What a configuration's texts hold: variables, labels, command lines."""

from __future__ import annotations

import re
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

import msgspec

from inspector.secrets.assignments import COMMAND, handed_over, named_values
from inspector.secrets.hit import Hit, SecretKind, apart
from inspector.secrets.matcher import find_tokens
from inspector.secrets.names import is_secret_name
from inspector.secrets.plausible import is_plausible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# An argument that gives a name a value: `--name=value`, `NAME=value`, `--name` and then the value.
_ARGUMENT = re.compile(r"(?:--?|-D)?(?P<name>[A-Za-z_][\w.-]{0,99})(?:=(?P<value>.*))?", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
# Values as builders print them: without quotes, up to the next name.
_PRINTED = re.compile(
    r"(?:^|(?<= ))([A-Za-z_][\w.-]*)=(.*?)(?=\s+[A-Za-z_][\w.-]*=|\s*$)", re.DOTALL
)


def in_value(name: str, value: str) -> Iterator[Hit]:
    """Yield what a variable or label holds: all of it where its name tells, else tokens."""
    data = as_bytes(value)
    tokens = find_tokens(data)
    yield from tokens
    if not tokens and is_secret_name(name) and is_plausible(data):
        yield Hit(SecretKind.STORED, "", 0, data)


def in_pairs(text: str) -> Iterator[tuple[str, Hit]]:
    """Yield what the variables hold of a row that a builder printed, with their names."""
    for match in _PRINTED.finditer(text):
        name, value = match.groups()
        bare = value[1:-1] if value[:1] == value[-1:] and value[:1] in {'"', "'"} else value
        yield from ((name, hit) for hit in in_value(name, bare))


def in_command(text: str) -> Iterator[Hit]:
    """Yield what a command line holds."""
    data = as_bytes(text)
    tokens = find_tokens(data)
    yield from tokens
    yield from apart(chain(named_values(data, COMMAND), handed_over(data)), tokens)


def in_arguments(arguments: Sequence[str]) -> Iterator[Hit]:
    """Yield what a program is given, each argument by itself: a value may hold blanks."""
    whole: list[bytes] = []
    for argument, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        match = _ARGUMENT.fullmatch(argument)
        if match is None or not is_secret_name(match["name"]):
            continue
        is_apart = match["value"] is None and argument.startswith("-")
        value = as_bytes((following if is_apart else match["value"]) or "")
        if is_plausible(value) and not (is_apart and value.startswith(b"-")):
            whole.append(value)
            yield Hit(SecretKind.STORED, f"value of {match['name']}", 0, value)
    for hit in in_command(" ".join(arguments)):
        if not any(hit.value in each for each in whole):
            yield hit


def in_list(text: str) -> Iterator[Hit]:
    """Yield what a JSON array of arguments holds, as builders print it, with or without commas."""
    yield from in_arguments([_unquoted(each) for each in _QUOTED.findall(text)])


def _unquoted(text: str) -> str:
    try:
        return msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=str)
    except msgspec.MsgspecError:  # Go quotes in other ways, too
        return text[1:-1]


def spellings(value: str) -> Iterator[str]:
    """Yield how a value is written: as it is, and as JSON quotes it."""
    import json  # hardly any image has a value to hide

    yield value
    for is_ascii in (False, True):
        yield json.dumps(value, ensure_ascii=is_ascii)[1:-1]


def as_bytes(text: str) -> bytes:
    """Return a JSON's text as bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def as_text(value: bytes) -> str:
    """Return what ``as_bytes`` was given."""
    return value.decode("utf-8", "surrogatepass")

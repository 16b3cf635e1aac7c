"""What a configuration's texts hold: variables, labels, command lines."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from inspector.secrets.assignments import COMMAND, handed_over, named_values
from inspector.secrets.hit import Hit, SecretKind, apart
from inspector.secrets.matcher import find_tokens
from inspector.secrets.names import is_secret_name
from inspector.secrets.plausible import is_plausible

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def as_bytes(text: str) -> bytes:
    """Return a JSON's text as bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def as_text(value: bytes) -> str:
    """Return what ``as_bytes`` was given."""
    return value.decode("utf-8", "surrogatepass")

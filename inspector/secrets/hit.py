"""A secret that was found: with its value for those who mask it, without it for all others."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class SecretKind(StrEnum):
    """How a secret was recognised."""

    PRIVATE_KEY = "private-key"
    TOKEN = "token"  # noqa: S105  a value of a known form
    STORED = "stored"  # by the name that it is stored under


class Hit(msgspec.Struct, frozen=True):
    """A secret in a text. Never print it: ``value`` is the secret.

    Attributes:
        what: Its name for people: ``GitHub token``.
        at: Where the value begins, in bytes.

    """

    kind: SecretKind
    what: str
    at: int
    value: bytes

    def __repr__(self) -> str:
        return f"<Hit {self.what} at {self.at}>"


class Secret(msgspec.Struct, frozen=True, array_like=True):
    """What may be told of a hit: its kind, its name, and its line, from 1."""

    kind: SecretKind
    what: str
    line: int


def without_values(hits: list[Hit], data: bytes) -> tuple[Secret, ...]:
    """Return what may be told of hits in ``data``, each once, in their order."""
    found: dict[Secret, None] = {}
    line, counted = 1, 0
    for hit in sorted(hits, key=lambda each: each.at):
        line += data.count(b"\n", counted, hit.at)
        counted = hit.at
        found[Secret(hit.kind, hit.what, line)] = None
    return tuple(found)


def apart(hits: Iterable[Hit], known: list[Hit]) -> list[Hit]:
    """Return the hits that lie apart from those known, and from each other."""
    taken = [(each.at, each.at + len(each.value)) for each in known]
    found: list[Hit] = []
    for hit in hits:
        end = hit.at + len(hit.value)
        if not any(hit.at < stop and begin < end for begin, stop in taken):
            taken.append((hit.at, end))
            found.append(hit)
    return found

"""Since which layer a database lists what it lists at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from inspector.packages.reader import history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.packages.model import Record
    from inspector.packages.reader import Reader
    from inspector.tree import Node, Tree

R = TypeVar("R")


class Parser(Protocol):
    """What makes records of a database, as it is at the end (``is_last``) or was before."""

    def __call__(self, data: bytes, *, is_last: bool) -> Iterable[Record]:
        """Yield the records. Raises DamageError."""


class Database(msgspec.Struct):
    """A file that lists packages, at each layer that wrote it."""

    states: dict[int, list[Record]] = msgspec.field(default_factory=dict)

    @classmethod
    def wanted(
        cls,
        tree: Tree,
        reader: Reader,
        node: Node,
        parse: Parser,
        most: int,
        *,
        is_head: bool = False,
    ) -> Database:
        """Have all versions of a database read, as ``Reader.want`` does."""
        database = cls()
        for number, state in enumerate(history(tree, node)):

            def keep(data: bytes, layer: int = state.layer, *, is_last: bool = not number) -> None:
                # What is read until something is wrong stands.
                found = database.states[layer] = []
                for record in parse(data, is_last=is_last):
                    found.append(record)  # noqa: PERF402

            reader.want(node, state.version, keep, most, is_head=is_head)
        return database

    def layers(self) -> dict[Record, int]:
        """Return what is listed at the end, each since which layer without a break."""
        if not self.states:
            return {}
        newest, *older = sorted(self.states, reverse=True)
        found = dict.fromkeys(self.states[newest], newest)
        lasting = set(found)
        for layer in older:
            lasting.intersection_update(self.states[layer])
            found.update(dict.fromkeys(lasting, layer))
        return found

"""One condition of a filter, by the least that it must look at: names come cheapest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.tree import Node, Version
    from inspector.tree.view import ChangeKind


class Subject(msgspec.Struct, frozen=True, gc=False, eq=False):
    """What a filter looks at: a path as it is shown at a layer, and what the layer did to it.

    A struct of C: a filter may look at 500,000 with every key.
    """

    node: Node
    path: str
    version: Version
    change: ChangeKind | None = None
    layer: int = -1


@dataclass(frozen=True, slots=True)
class ByName:
    """A condition on the last part of a path."""

    holds: Callable[[str], bool]

    def matches(self, subject: Subject) -> bool:
        return self.holds(subject.node.name)

    def negated(self) -> ByName:
        return ByName(lambda name: not self.holds(name))


@dataclass(frozen=True, slots=True)
class ByVersion:
    """A condition on what a path is."""

    holds: Callable[[Version], bool]

    def matches(self, subject: Subject) -> bool:
        return self.holds(subject.version)

    def negated(self) -> ByVersion:
        return ByVersion(lambda version: not self.holds(version))


@dataclass(frozen=True, slots=True)
class BySubject:
    """A condition on the whole path, or on what a layer did to it."""

    holds: Callable[[Subject], bool]

    def matches(self, subject: Subject) -> bool:
        return self.holds(subject)

    def negated(self) -> BySubject:
        return BySubject(lambda subject: not self.holds(subject))


Test: TypeAlias = ByName | ByVersion | BySubject


def any_of(tests: list[Test]) -> Test:
    """Return a condition that holds where one of several does."""
    if len(tests) == 1:
        return tests[0]
    return BySubject(lambda subject: any(test.matches(subject) for test in tests))

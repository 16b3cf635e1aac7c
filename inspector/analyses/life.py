"""The life of a path: every layer that wrote, changed or hid it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.tree.view import ChangeKind, Transition, changes_of, classify

if TYPE_CHECKING:
    from inspector.contents import Contents
    from inspector.tree import Node, Version


@dataclass(frozen=True, slots=True)
class Event:
    """What one layer did to a path. ``stored_bytes`` is what it stored for it."""

    layer: int
    change: ChangeKind
    fields: tuple[str, ...]
    before: Version | None
    after: Version | None
    stored_bytes: int

    @property
    def shown(self) -> Version | None:
        """The version to look at: what the layer made, or what it took away."""
        return self.after or self.before


def clears_above(node: Node) -> tuple[int, ...]:
    """Return the layers that cleared below one of the path's parents, ascending."""
    found: set[int] = set()
    parent = node.parent
    while parent is not None:
        found.update(parent.cleared)
        parent = parent.parent
    return tuple(sorted(found))


def life_of(node: Node, contents: Contents) -> tuple[Event, ...]:
    """Return what became of a path, newest first."""
    found = [_event(each, contents) for each in changes_of(node, clears_above(node))]
    return tuple(reversed(found))


def _event(transition: Transition, contents: Contents) -> Event:
    kind, fields = classify(transition, contents)
    after = transition.after
    stored = 0
    if after is not None and after.entry is not None and after.home == transition.layer:
        stored = after.entry.stored
    return Event(transition.layer, kind, fields, transition.before, after, stored)


def hidden_by(node: Node, version: Version) -> int | None:
    """Return the layer that hid a version of a path, None where it is visible at the end."""
    for transition in changes_of(node, clears_above(node)):
        if transition.before is version:
            return transition.layer
    return None

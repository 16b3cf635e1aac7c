"""The life of a path: every layer that wrote, changed or hid it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.tree.view import ChangeKind, Transition, change_of, changes_of

if TYPE_CHECKING:
    from inspector.reading.contents import Contents
    from inspector.tree import Node, Tree, Version


@dataclass(frozen=True, slots=True)
class Event:
    """What one layer did to a path.

    ``stored_bytes`` is what the layer's tar holds for it: nothing for a further name of an inode,
    whose bytes its first name stores.
    """

    layer: int
    change: ChangeKind
    fields: tuple[str, ...]
    before: Version | None
    after: Version | None
    stored_bytes: int


def life_of(tree: Tree, node: Node, contents: Contents) -> tuple[Event, ...]:
    """Return what became of a path, newest first. Reads contents to compare them."""
    found = [_event(tree, each, contents) for each in _changes(node)]
    return tuple(reversed(found))


def touching_layers(node: Node) -> tuple[int, ...]:
    """Return the layers that ``life_of`` has an event for, ascending; reads no content."""
    return tuple(each.layer for each in _changes(node))


def last_seen(node: Node, layer: int) -> tuple[int, Version] | None:
    """Return the last layer up to ``layer`` at which a path is visible, with what is seen there.

    None where the path was not there so far.
    """
    version = node.visible_at(layer)
    if version is not None:
        return layer, version
    ends = [
        (each.layer - 1, each.before)
        for each in _changes(node)
        if each.after is None and each.layer <= layer
    ]
    for at, before in reversed(ends):
        if before is not None:
            return at, before
    return None


def last_change(node: Node, layer: int) -> Transition | None:
    """Return the newest change of a path that a layer up to ``layer`` made."""
    found = None
    for each in _changes(node):
        if each.layer <= layer:
            found = each
    return found


def hidden_by(node: Node, version: Version) -> int | None:
    """Return the first layer that hides a version, None where it is visible to the end.

    A directory that is written again as one is not hidden: what is in it stays.
    """
    for each in _changes(node):
        if each.layer <= version.layer:
            continue
        stays = version.is_dir and each.after is not None and each.after.is_dir
        if not stays:
            return each.layer
    return None


def stored_bytes(tree: Tree, node: Node, version: Version) -> int:
    """Return the payload bytes that a version's own layer stores for a path.

    Nothing for a whiteout, an implied directory, and a further name of an inode.
    """
    if version.entry is None or version.home != version.layer:
        return 0
    link = tree.link(version.entry)
    return version.entry.stored if link is None or link.first is node else 0


def _changes(node: Node) -> tuple[Transition, ...]:
    return tuple(changes_of(node, _clears_above(node)))


def _clears_above(node: Node) -> tuple[int, ...]:
    """Return the layers that cleared below one of the path's parents, ascending."""
    found: set[int] = set()
    parent = node.parent
    while parent is not None:
        found.update(parent.cleared)
        parent = parent.parent
    return tuple(sorted(found))


def _event(tree: Tree, transition: Transition, contents: Contents) -> Event:
    kind, fields = change_of(transition, contents)
    before, after = transition.before, transition.after
    stored = stored_bytes(tree, transition.node, after) if after is not None else 0
    return Event(transition.layer, kind, fields, before, after, stored)

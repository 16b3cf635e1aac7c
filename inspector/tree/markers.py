"""Whiteouts and opaque markers (OCI image-spec layer.md, "Whiteouts"; AUFS leftovers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.tree.node import HIDDEN, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.tree.node import Node

MARKER_PREFIX = ".wh."
_OPAQUE = ".wh..wh..opq"
_LEFTOVER = ".wh..wh."


class Marker(msgspec.Struct, frozen=True):
    """A marker entry: ``target`` is the hidden name, None for an opaque marker."""

    parent: tuple[str, ...]
    target: str | None

    @property
    def is_valid(self) -> bool:
        """Whether it names something: nothing, ``.`` and ``..`` cannot be hidden."""
        return self.target not in {"", ".", ".."}


def is_leftover(path: str) -> bool:
    """Whether a path is AUFS' own bookkeeping at the root, which every engine skips."""
    return path.startswith(_LEFTOVER) and path != _OPAQUE


def marker_of(path: str) -> Marker | None:
    """Return the marker a path is, None for an ordinary entry; the entry's type does not matter."""
    *parent, name = path.split("/")
    if not name.startswith(MARKER_PREFIX):
        return None
    target = None if name == _OPAQUE else name[len(MARKER_PREFIX) :]
    return Marker(tuple(parent), target)


def apply_markers(
    markers: Iterable[Marker], root: Node, layer: int
) -> tuple[list[Node], list[Marker]]:
    """Hide what the markers name in the layers below.

    Returns the nodes that were changed, and the markers whose path leads through a symlink of a
    lower layer. Upper ones come first: what is hidden as a whole needs no second look.
    """
    changed: list[Node] = []
    below_links: list[Marker] = []
    for marker in sorted(markers, key=lambda each: len(each.parent)):
        node, floor, is_link = _reach(marker.parent, root, layer)
        if is_link:
            below_links.append(marker)
        elif node is None:
            continue
        elif marker.target is None:
            if node.children:
                node.clear(layer)
                changed.append(node)
        else:
            hidden = node.child(marker.target)
            if hidden is not None and hidden.version_at(layer, floor) is not None:
                hidden.write(Version(layer, None, HIDDEN))
                hidden.clear(layer)
                changed.append(hidden)
    return changed, below_links


def _reach(parts: tuple[str, ...], root: Node, layer: int) -> tuple[Node | None, int, bool]:
    """Return a directory of the lower layers and its children's floor, None where there is none.

    The last value says that a symlink stands in the way.
    """
    node, floor = root, root.floor_below(layer, 0)
    for name in parts:
        child = node.child(name)
        found = child.version_at(layer, floor) if child is not None else None
        if child is None or found is None or not found.is_dir:
            return None, 0, found is not None and found.is_symlink
        node, floor = child, child.floor_below(layer, floor)
    return node, floor, False

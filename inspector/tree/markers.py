"""Whiteouts and opaque markers (OCI image-spec layer.md, "Whiteouts"; AUFS leftovers)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.tree.node import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.tree.node import Node

MARKER_PREFIX = ".wh."
_OPAQUE = ".wh..wh..opq"
_LEFTOVER = ".wh..wh."


@dataclass(frozen=True, slots=True)
class Marker:
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


def classify(path: str) -> Marker | None:
    """Return the marker a path is, None for an ordinary entry; the entry's type does not matter."""
    *parent, name = path.split("/")
    if not name.startswith(MARKER_PREFIX):
        return None
    target = None if name == _OPAQUE else name[len(MARKER_PREFIX) :]
    return Marker(tuple(parent), target)


def apply_markers(markers: Sequence[Marker], root: Node, layer: int) -> Iterator[tuple[Node, bool]]:
    """Hide what the markers name in the layers below.

    Yields every node that was changed, and whether it was a symlink that had to become a
    directory because a marker stands below it. Upper ones first: what is hidden as a whole needs
    no second look.
    """
    for marker in sorted(markers, key=lambda each: len(each.parent)):
        node, floor = root, root.floor_below(layer, 0)
        found: Node | None = root
        for name in marker.parent:
            found = node.child(name)
            visible = found.version_at(layer, floor) if found is not None else None
            if found is None or visible is None:
                found = None
                break
            if visible.is_symlink and visible.layer < layer:
                found.write(Version(layer, None))
                found.clear(layer)
                yield found, True
            floor = found.floor_below(layer, floor)
            node = found
        if found is None:
            continue
        if marker.target is None:
            if node.children and (node.parent is None or _is_directory(node, layer)):
                node.clear(layer)
                yield node, False
            continue
        hidden = node.child(marker.target)
        if hidden is not None and hidden.version_at(layer, floor) is not None:
            hidden.write(Version(layer, None, gone=True))
            hidden.clear(layer)
            yield hidden, False


def _is_directory(node: Node, layer: int) -> bool:
    visible = node.version_at(layer, node.floor_at(layer))
    return visible is not None and visible.is_dir

"""A layer's own tree as dive builds it, and the order in which dive walks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.tarstream import Entry

_WHITEOUT = ".wh."
# dive's prefix ends with a second dot: to it ".wh..wh.plnk" is a whiteout of ".wh.plnk".
_DROPPED = ".wh..wh.."

# A directory's children by path, None for one without an entry of its own.
Children: TypeAlias = "dict[str, Entry | None]"


@dataclass(slots=True)
class LayerTree:
    """The children of each path that has some, the root's under ``""``. Parents are implied.

    ``markers`` are the paths whose last name begins ``.wh.``, ``crossed`` those of them with
    something ordinary below: stacking recreates these as plain parents.
    """

    below: dict[str, Children] = field(default_factory=dict)
    markers: set[str] = field(default_factory=set)
    crossed: set[str] = field(default_factory=set)
    size: int = 0

    def children(self, parent: str) -> Children:
        """Return the children of a path, which is there from now on, and so are its parents."""
        below = self.below
        found = below.get(parent)
        if found is not None:
            return found
        found = below[parent] = {}
        while parent:
            child, parent = parent, parent.rpartition("/")[0]
            siblings = below.get(parent)
            if siblings is not None:
                siblings.setdefault(child, None)
                break
            below[parent] = {child: None}
        return found

    def add_marked(self, path: str, entry: Entry | None) -> None:
        """Add a path with markers in it; from a dropped name on, only the parents are left."""
        cut = f"/{path}".find(f"/{_DROPPED}")
        if cut >= 0:
            path, entry = f"/{path}"[:cut][1:], None
        at, ordinary = path, False
        while _WHITEOUT in at:
            parent, _, name = at.rpartition("/")
            if not name.startswith(_WHITEOUT):
                ordinary = True
            else:
                self.markers.add(at)
                if ordinary:
                    self.crossed.add(at)
            at = parent
        if entry is not None:
            self.children(parent_of(path))[path] = entry
        elif path:
            self.children(parent_of(path)).setdefault(path, None)


def layer_tree(entries: Iterable[Entry]) -> LayerTree:
    """Build a layer's tree; of duplicates the last counts, but all add to the layer's size."""
    tree = LayerTree()
    parent, children = "", tree.children("")
    size = 0
    for entry in entries:
        path = entry.path
        if not path:  # "./", which dive passes over
            continue
        size += entry.size
        if _WHITEOUT in path:
            tree.add_marked(path, entry)
            continue
        above = path.rpartition("/")[0]
        if above != parent:  # tars list a directory's children mostly in one go
            parent, children = above, tree.children(above)
        children[path] = entry
    tree.size = size
    return tree


def parent_of(path: str) -> str:
    """Return the path of the directory a path is in, ``""`` for the root's children."""
    return path.rpartition("/")[0]


def split_marker(marker: str) -> tuple[str, str, str]:
    """Return (parent, marker's name, hidden path); ``.wh.`` alone hides its own directory."""
    parent, slash, name = marker.rpartition("/")
    hidden = name.removeprefix(_WHITEOUT)
    return parent, name, parent + slash + hidden if hidden else parent


def visit_order(path: str) -> bytes:
    """Return a key that sorts leaves as dive visits them: by names in order of their bytes."""
    return encode(path).replace(b"/", b"\0")

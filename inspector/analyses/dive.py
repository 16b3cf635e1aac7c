"""The figures that dive 0.13 prints for the same layers, corner cases included.

Source: dive's ``filetree/efficiency.go``, ``filetree/file_tree.go``, ``filetree/file_node.go``,
``image/analysis.go``; checked against its binary. They are not Layerscope's own idea of waste.

dive gives each layer a tree of its own, counts the leaves in the order of their names, and asks
what a whiteout hides of the layers below, stacked anew for each whiteout. Here one stack grows
with the layers, so that the cost follows the entries. Nothing recurses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from inspector.tarstream import Entry, Kind
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WHITEOUT = ".wh."
# dive's prefix ends with a second dot: to it ".wh..wh.plnk" is a whiteout of ".wh.plnk".
_DROPPED = ".wh..wh.."

# A directory's children by path, None for one without an entry of its own.
_Children: TypeAlias = "dict[str, Entry | None]"


@dataclass(frozen=True, slots=True)
class DiveFile:
    """A path that was counted twice or more; ``bytes`` is the sum of all its sizes."""

    path: str
    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class DiveFigures:
    """What dive prints. ``efficiency`` and ``user_wasted_percent`` are fractions (0.48, not 48).

    ``user_wasted_percent`` is None where the layers above the base hold no bytes. dive divides
    all the same: without ``wasted_bytes`` its 0/0 passes a rule, with some its x/0 fails it.
    ``files`` ascend by bytes; equal ones stand in the order in which dive meets them.
    """

    efficiency: float
    wasted_bytes: int
    user_wasted_percent: float | None
    files: tuple[DiveFile, ...]


def dive_figures(layers: Sequence[Sequence[Entry]]) -> DiveFigures:
    """Compute dive's figures from the entries of each layer, base first, in tar order."""
    stack, tallies = _Stack(), _Tallies()
    user_bytes = 0
    for index, entries in enumerate(layers):
        tree = _own_tree(entries)
        if index:
            user_bytes += tree.size
        else:
            stack.start(tree)
        sizes, whiteouts = _leaves(tree, stack, tallies)
        tallies.count(sizes, whiteouts)
        if index < len(layers) - 1:
            stack.lay(tree)
    return tallies.figures(user_bytes)


# a layer's own tree --------------------------------------------------------------------------


@dataclass(slots=True)
class _Tree:
    """The children of each path that has some, the root's under ``""``. Parents are implied.

    ``markers`` are the paths whose last name begins ``.wh.``, ``crossed`` those of them with
    something ordinary below: stacking recreates these as plain parents.
    """

    below: dict[str, _Children] = field(default_factory=dict)
    markers: set[str] = field(default_factory=set)
    crossed: set[str] = field(default_factory=set)
    size: int = 0

    def children(self, parent: str) -> _Children:
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
        names = path.split("/")
        dropped = [depth for depth, name in enumerate(names) if name.startswith(_DROPPED)]
        if dropped:
            names, entry = names[: dropped[0]], None
            path = "/".join(names)
        ordinary = False
        for depth in range(len(names), 0, -1):
            if not names[depth - 1].startswith(_WHITEOUT):
                ordinary = True
                continue
            marker = "/".join(names[:depth])
            self.markers.add(marker)
            if ordinary:
                self.crossed.add(marker)
        if entry is not None:
            self.children(_parent(path))[path] = entry
        elif path:
            self.children(_parent(path)).setdefault(path, None)


def _own_tree(entries: Iterable[Entry]) -> _Tree:
    """Build a layer's tree; of duplicates the last counts, but all add to the layer's size."""
    tree = _Tree()
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


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _split(marker: str) -> tuple[str, str, str]:
    """Return (parent, marker's name, hidden path); ``.wh.`` alone hides its own directory."""
    parent, slash, name = marker.rpartition("/")
    hidden = name.removeprefix(_WHITEOUT)
    return parent, name, parent + slash + hidden if hidden else parent


def _visit_order(path: str) -> bytes:
    """Return a key that sorts leaves as dive visits them: by names in order of their bytes."""
    return encode(path).replace(b"/", b"\0")


# the layers stacked --------------------------------------------------------------------------


class _Stack:
    """The layers so far as dive stacks them: no opaque marker and no change of type hides."""

    def __init__(self) -> None:
        self.below: dict[str, _Children] = {}

    def start(self, tree: _Tree) -> None:
        """Begin with the base, its markers included: dive stacks the base on a copy of itself."""
        self.below = tree.below
        if tree.markers:
            self.below = {path: dict(children) for path, children in tree.below.items()}

    def hidden_bytes(self, target: str, known: dict[str, int]) -> int | None:
        """Return what a whiteout of the target counts, None where the target does not exist.

        Only a directory whose topmost mention was an entry counts: all below it. ``known`` keeps
        the sums for the whiteouts of one layer.
        """
        if not target:
            return 0
        siblings = self.below.get(_parent(target), {})
        if target not in siblings:
            return None
        entry = siblings[target]
        if entry is None or entry.kind is not Kind.DIR:
            return 0
        known[target] = entry.size + self._bytes_below(target, known)
        return known[target]

    def _bytes_below(self, target: str, known: dict[str, int]) -> int:
        below = self.below
        total = 0
        pending = [target]
        while pending:
            children = below.get(pending.pop(), {})
            total += sum([entry.size for entry in children.values() if entry is not None])
            for path in children.keys() & below.keys():
                if path not in known:
                    pending.append(path)
                    continue
                entry = children[path]
                total += known[path] - (entry.size if entry else 0)
        return total

    def lay(self, tree: _Tree) -> None:
        """Stack a layer; uses the tree up."""
        if not tree.markers:
            if tree.below is not self.below:
                self._merge(tree)
            return
        late = self._hide_lower(tree.markers)
        self._leave_markers_out(tree)
        self._merge(tree)
        for marker in late:
            parent, name, hidden = _split(marker)
            if hidden != parent:
                self._remove(hidden)
                continue
            for child in list(self.below.get(parent, ())):
                if encode(child.rpartition("/")[2]) <= encode(name):
                    self._remove(child)
            if parent in tree.markers and not self.below.get(parent):
                self._remove(parent)

    def _hide_lower(self, markers: set[str]) -> list[str]:
        """Hide what lies below this layer; return the markers that hide some of it, too.

        dive adds and removes in the order of names: ``.wh.x`` before ``x``, but after ``-x``.
        """
        late = []
        for marker in markers:
            parent, name, hidden = _split(marker)
            if hidden == parent or encode(hidden.rpartition("/")[2]) < encode(name):
                late.append(marker)
            if hidden:
                self._remove(hidden)
        return late

    def _leave_markers_out(self, tree: _Tree) -> None:
        """Markers are not stacked, unless something ordinary lies below them."""
        for marker in tree.markers:
            parent = _parent(marker)
            if marker in tree.crossed:
                tree.below[parent][marker] = self.below.get(parent, {}).get(marker)
            else:
                del tree.below[parent][marker]

    def _merge(self, tree: _Tree) -> None:
        for parent, children in tree.below.items():
            present = self.below.setdefault(parent, children)
            if present is not children:
                present.update(children)

    def _remove(self, target: str) -> None:
        """Remove a path and all below it, if it is there."""
        below = self.below
        below.get(_parent(target), {}).pop(target, None)
        pending = [target]
        while pending:
            pending.extend(below.pop(pending.pop(), {}).keys() & below.keys())


# counting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Whiteout:
    """A marker that is a leaf of its layer, and the path under which dive counts it."""

    marker: str
    path: str
    size: int


def _leaves(
    tree: _Tree, stack: _Stack, tallies: _Tallies
) -> tuple[dict[str, int], list[_Whiteout]]:
    """Return the sizes of a layer's leaves, and its whiteouts with what they hide.

    A whiteout of what is not there ends dive's walk through the layer.
    """
    sizes = {
        path: 0 if entry is None else entry.size
        for children in tree.below.values()
        for path, entry in children.items()
        if path not in tree.below
    }
    whiteouts, missing = [], []
    known: dict[str, int] = {}
    # Longest first: a directory's sum then contains the sums already known below it.
    for marker in sorted(tree.markers & sizes.keys(), key=len, reverse=True):
        del sizes[marker]
        parent, _, hidden = _split(marker)
        size = stack.hidden_bytes(hidden, known)
        # dive joins the names of the path, the last of which is then empty
        path = f"{hidden}/" if hidden and hidden == parent else hidden
        if size is None:
            missing.append(_Whiteout(marker, path, 0))
        else:
            whiteouts.append(_Whiteout(marker, path, size))
    if missing:
        last = min(missing, key=lambda each: _visit_order(each.marker))
        tallies.note_missing(last.path)
        end = _visit_order(last.marker)
        sizes = {path: size for path, size in sizes.items() if _visit_order(path) < end}
        whiteouts = [each for each in whiteouts if _visit_order(each.marker) < end]
    return sizes, whiteouts


@dataclass(slots=True)
class _Tally:
    total: int
    least: int
    count: int = 1

    def add(self, size: int) -> None:
        self.total += size
        self.least = min(self.least, size)
        self.count += 1


class _Tallies:
    """Sum, smallest size and count of each path over all layers."""

    def __init__(self) -> None:
        # Nearly all paths are counted once and need no tally of their own.
        self._once: dict[str, int] = {}
        self._repeated: dict[str, _Tally] = {}
        self._missing: set[str] = set()

    def note_missing(self, path: str) -> None:
        """Note the whiteout that ended a layer: dive's smallest size of it starts at -1."""
        self._missing.add(path)

    def count(self, sizes: dict[str, int], whiteouts: Sequence[_Whiteout]) -> None:
        """Count one layer's leaves; uses ``sizes`` up. Paths become repeated in dive's order."""
        for path in sizes.keys() & self._repeated.keys():
            self._repeated[path].add(sizes.pop(path))
        again = sizes.keys() & self._once.keys()
        again |= sizes.keys() & {each.path for each in whiteouts}
        events = [_Whiteout(path, path, sizes.pop(path)) for path in again]
        events.extend(whiteouts)
        events.sort(key=lambda each: _visit_order(each.marker))
        for event in events:
            self._count_one(event.path, event.size)
        self._once.update(sizes)

    def _count_one(self, path: str, size: int) -> None:
        if path in self._repeated:
            self._repeated[path].add(size)
        elif path in self._once:
            first = self._once.pop(path)
            self._repeated[path] = _Tally(first, first)
            self._repeated[path].add(size)
        else:
            self._once[path] = size

    def figures(self, user_bytes: int) -> DiveFigures:
        once = sum(self._once.values())
        wasted = sum(tally.total for tally in self._repeated.values())
        least = once + sum(tally.least for tally in self._repeated.values())
        least -= len(self._missing - self._once.keys() - self._repeated.keys())
        ascending = sorted(self._repeated.items(), key=lambda item: item[1].total)
        return DiveFigures(
            efficiency=float(least) / float(once + wasted) if once + wasted else 1.0,
            wasted_bytes=wasted,
            user_wasted_percent=float(wasted) / float(user_bytes) if user_bytes else None,
            files=tuple(DiveFile("/" + path, t.count, t.total) for path, t in ascending),
        )

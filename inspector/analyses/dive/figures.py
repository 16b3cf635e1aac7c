"""Counting leaves over all layers (dive's ``filetree/efficiency.go``, ``image/analysis.go``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspector.analyses.dive.layer import layer_tree, split_marker, visit_order
from inspector.analyses.dive.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.dive.layer import LayerTree
    from inspector.tarstream import Entry


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
    stack, tallies = Stack(), _Tallies()
    user_bytes = 0
    for index, entries in enumerate(layers):
        tree = layer_tree(entries)
        if index:
            user_bytes += tree.size
        else:
            stack.start(tree)
        tallies.count(_leaves(tree, stack))
        if index < len(layers) - 1:
            stack.lay(tree)
    return tallies.figures(user_bytes)


class _Whiteout(NamedTuple):
    """A marker that is a leaf: when dive comes to it, the path it counts for, what it costs."""

    order: bytes
    path: str
    size: int


class _Leaves(NamedTuple):
    """What dive counts in one layer, and the path of the whiteout that ended its walk."""

    sizes: dict[str, int]
    whiteouts: list[_Whiteout]
    ended_by: str | None = None


def _leaves(tree: LayerTree, stack: Stack) -> _Leaves:
    """Find a layer's leaves. A whiteout of what is not there ends dive's walk through the layer."""
    below = tree.below
    sizes = {
        path: 0 if entry is None else entry.size
        for children in below.values()
        for path, entry in children.items()
        if path not in below
    }
    whiteouts: list[_Whiteout] = []
    missing: list[_Whiteout] = []
    known: dict[str, int] = {}
    # Longest first: a directory's sum then uses the sums already known below it.
    for marker in sorted(tree.markers & sizes.keys(), key=len, reverse=True):
        del sizes[marker]
        parent, _, hidden = split_marker(marker)
        size = stack.hidden_bytes(hidden, known)
        # dive joins the names of the path, the last of which may be empty.
        path = f"{hidden}/" if hidden and hidden == parent else hidden
        found = missing if size is None else whiteouts
        found.append(_Whiteout(visit_order(marker), path, size or 0))
    if not missing:
        return _Leaves(sizes, whiteouts)
    end, ended_by, _ = min(missing)
    return _Leaves(
        {path: size for path, size in sizes.items() if visit_order(path) < end},
        [whiteout for whiteout in whiteouts if whiteout.order < end],
        ended_by,
    )


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
        self._ended_by: set[str] = set()

    def count(self, leaves: _Leaves) -> None:
        """Count one layer; uses the leaves up. Paths become repeated in dive's order."""
        sizes, whiteouts, ended_by = leaves
        if ended_by is not None:
            self._ended_by.add(ended_by)
        for path in sizes.keys() & self._repeated.keys():
            self._repeated[path].add(sizes.pop(path))
        again = sizes.keys() & self._once.keys()
        again |= sizes.keys() & {whiteout.path for whiteout in whiteouts}
        ordered = [(visit_order(path), path, sizes.pop(path)) for path in again]
        for _, path, size in sorted([*ordered, *whiteouts]):
            self._count_one(path, size)
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
        """Return the sums; ``user_bytes`` are the sizes of all layers but the base."""
        once, repeated = self._once, self._repeated
        wasted = sum(tally.total for tally in repeated.values())
        total = sum(once.values()) + wasted
        least = sum(once.values()) + sum(tally.least for tally in repeated.values())
        # dive's smallest size starts at -1 and stays there if no layer ever counts the path.
        least -= sum(path not in once and path not in repeated for path in self._ended_by)
        ascending = sorted(repeated.items(), key=lambda item: item[1].total)
        return DiveFigures(
            efficiency=float(least) / float(total) if total else 1.0,
            wasted_bytes=wasted,
            user_wasted_percent=float(wasted) / float(user_bytes) if user_bytes else None,
            files=tuple(
                DiveFile(f"/{path}", tally.count, tally.total) for path, tally in ascending
            ),
        )

"""Counting leaves over all layers (dive's ``filetree/efficiency.go``, ``image/analysis.go``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.dive.layer import (
    is_marked,
    joined,
    layer_tree,
    parted,
    split_marker,
    visit_order,
)
from inspector.analyses.dive.stack import Stack
from inspector.analyses.dive.tallies import Counted, Leaves, Tallies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.dive.layer import Children, LayerTree
    from inspector.tarstream import Entry


class DiveFile(msgspec.Struct, frozen=True):
    """A path that was counted twice or more; ``bytes`` is the sum of all its sizes."""

    path: str
    count: int
    bytes: int


class DiveFigures(msgspec.Struct, frozen=True):
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
    stack, tallies = Stack(), Tallies()
    user_bytes = 0
    marked = max((at for at, entries in enumerate(layers) if is_marked(entries)), default=-1)
    for index, entries in enumerate(layers):
        tree = layer_tree(entries)
        if index:
            user_bytes += tree.size
        elif marked >= 0:
            stack.start(tree)
        tallies.count(_leaves(tree, stack))
        if index < marked:  # what lies below is asked for by markers alone
            stack.lay(tree)
    return _figures(tallies, user_bytes)


def _leaves(tree: LayerTree, stack: Stack) -> Leaves:
    """Find a layer's leaves. A whiteout of what is not there ends dive's walk through the layer."""
    whiteouts: list[Counted] = []
    missing: list[Counted] = []
    known: dict[str, int] = {}
    leaves = tree.markers - tree.below.keys()
    # Longest first: a directory's sum then uses the sums already known below it.
    for marker in sorted(leaves, key=len, reverse=True):
        parent, _, hidden = split_marker(marker)
        size = stack.hidden_bytes(hidden, known)
        # dive joins the names of the path, the last of which may be empty.
        path = f"{hidden}/" if hidden and hidden == parent else hidden
        found = missing if size is None else whiteouts
        found.append(Counted(visit_order(marker), path, size or 0))
    if not leaves:
        return Leaves(tree.leaves(), whiteouts)
    end, ended_by, _ = min(missing, default=(None, None, 0))
    return Leaves(
        _ordinary(tree, leaves, end),
        [each for each in whiteouts if end is None or each.order < end],
        ended_by,
    )


def _ordinary(
    tree: LayerTree, markers: set[str], end: bytes | None
) -> Iterator[tuple[str, Children]]:
    """Yield the leaves that are no markers, up to where dive's walk ends, folder by folder."""
    marked: dict[str, set[str]] = {}
    for marker in markers:
        folder, name = parted(marker)
        marked.setdefault(folder, set()).add(name)
    for folder, children in tree.leaves():
        names = marked.get(folder, set())
        yield (
            folder,
            {
                name: entry
                for name, entry in children.items()
                if name not in names and (end is None or visit_order(joined(folder, name)) < end)
            },
        )


def _figures(tallies: Tallies, user_bytes: int) -> DiveFigures:
    """Return the sums; ``user_bytes`` are the sizes of all layers but the base."""
    once, repeated = tallies.once_bytes, tallies.repeated
    wasted = sum(tally.total for tally in repeated.values())
    total = once + wasted
    # dive's smallest size starts at -1 and stays there if no layer ever counts the path.
    least = once + sum(tally.least for tally in repeated.values()) - tallies.never_counted
    ascending = sorted(repeated.items(), key=lambda item: item[1].total)
    return DiveFigures(
        efficiency=float(least) / float(total) if total else 1.0,
        wasted_bytes=wasted,
        user_wasted_percent=float(wasted) / float(user_bytes) if user_bytes else None,
        files=tuple(DiveFile(f"/{path}", tally.count, tally.total) for path, tally in ascending),
    )

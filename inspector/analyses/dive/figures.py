"""Counting leaves over all layers (dive's ``filetree/efficiency.go``, ``image/analysis.go``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.analyses.dive.trees import (
    DiveStack,
    child_path,
    is_marked,
    layer_tree,
    parted,
    shared_folders,
    split_marker,
    visit_order,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from inspector.analyses.dive.trees import Children, LayerTree
    from inspector.tarstream import Entry


class Counted(NamedTuple):
    """What dive counts at its turn: when that is, the path it counts for, what it costs."""

    order: bytes
    path: str
    size: int


class Leaves(NamedTuple):
    """What dive counts in one layer, and the path of the whiteout that ended its walk.

    ``folders`` tell the leaves of one folder after the other.
    """

    folders: Iterable[tuple[str, Mapping[str, Entry | None]]]
    whiteouts: list[Counted]  # of markers that are leaves
    ended_by: str | None = None


class Tally(msgspec.Struct):
    """What was counted of one path."""

    total: int
    least: int
    count: int = 1

    def add(self, size: int) -> None:
        """Count the path once more."""
        self.total += size
        self.least = min(self.least, size)
        self.count += 1


class Tallies:
    """The tallies of all paths; ``repeated`` are those that were counted twice or more.

    ``shared`` are the folders whose paths may be: of all others the sum is kept and no name.
    """

    def __init__(self, shared: AbstractSet[str]) -> None:
        self._shared = shared
        self._elsewhere = 0  # bytes in folders that are not shared
        self._once: dict[str, dict[str, int]] = {}
        self.repeated: dict[str, Tally] = {}
        self._names: dict[str, set[str]] = {}  # of those that are repeated, by folder
        self._ended_by: set[str] = set()

    def count(self, leaves: Leaves) -> None:
        """Count one layer. Paths become repeated in dive's order."""
        if leaves.ended_by is not None:
            self._ended_by.add(leaves.ended_by)
        hidden: dict[str, set[str]] = {}
        for whiteout in leaves.whiteouts:
            folder, name = parted(whiteout.path)
            hidden.setdefault(folder, set()).add(name)
        again: list[Counted] = list(leaves.whiteouts)
        for folder, found in leaves.folders:
            if folder not in self._shared:
                self._elsewhere += sum([each.size for each in found.values() if each is not None])
                continue
            sizes = {n: 0 if entry is None else entry.size for n, entry in found.items()}
            again += self._count_folder(folder, sizes, hidden.get(folder, set()))
        for _, path, size in sorted(again):
            self._count_one(path, size)

    def _counted_once(self, folder: str) -> dict[str, int]:
        """Return the sizes of what was counted once in a folder, to be changed."""
        return self._once.setdefault(folder, {})

    def _count_folder(
        self, folder: str, sizes: dict[str, int], hidden: set[str]
    ) -> Iterator[Counted]:
        """Count what needs no order; yield the rest, whose order matters."""
        for name in sizes.keys() & self._names.get(folder, set()):
            self.repeated[child_path(folder, name)].add(sizes.pop(name))
        once = self._counted_once(folder)
        for name in (sizes.keys() & hidden) | (sizes.keys() & once.keys()):
            path = child_path(folder, name)
            yield Counted(visit_order(path), path, sizes.pop(name))
        once.update(sizes)

    def _count_one(self, path: str, size: int) -> None:
        folder, name = parted(path)
        if path in self.repeated:
            self.repeated[path].add(size)
            return
        once = self._counted_once(folder)
        if name not in once:
            once[name] = size
            return
        first = once.pop(name)
        self.repeated[path] = Tally(first, first)
        self.repeated[path].add(size)
        self._names.setdefault(folder, set()).add(name)

    @property
    def once_bytes(self) -> int:
        """The sizes of all paths that were counted once."""
        return self._elsewhere + sum(sum(sizes.values()) for sizes in self._once.values())

    @property
    def never_counted(self) -> int:
        """How many of the paths whose whiteout ended a walk no layer counted."""
        return sum(not self._is_counted(path) for path in self._ended_by)

    def _is_counted(self, path: str) -> bool:
        folder, name = parted(path)
        return path in self.repeated or name in self._counted_once(folder)


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
    marked = [at for at, entries in enumerate(layers) if is_marked(entries)]
    stack, tallies = DiveStack(), Tallies(shared_folders(layers, marked))
    user_bytes = 0
    last = max(marked, default=-1)
    for index, entries in enumerate(layers):
        tree = layer_tree(entries, marked=index in marked)
        if index:
            user_bytes += tree.size
        elif marked:
            stack.start(tree)
        tallies.count(_leaves(tree, stack))
        if index < last:  # what lies below is asked for by markers alone
            stack.lay(tree)
    return _figures(tallies, user_bytes)


def _leaves(tree: LayerTree, stack: DiveStack) -> Leaves:
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
                if name not in names
                and (end is None or visit_order(child_path(folder, name)) < end)
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

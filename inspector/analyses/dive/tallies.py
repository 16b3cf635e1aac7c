"""Sum, smallest size and count of each path over all layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.analyses.dive.layer import joined, parted, visit_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    """The tallies of all paths; ``repeated`` are those that were counted twice or more."""

    def __init__(self) -> None:
        # Nearly all paths are counted once and need no tally of their own, and nearly all folders
        # are met in one layer: what was met again is kept by folder and name.
        self._met: dict[str, list[Entry]] = {}
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
            if self._is_new(folder) and folder not in hidden and None not in found.values():
                self._met[folder] = [entry for entry in found.values() if entry is not None]
                continue
            sizes = {n: 0 if entry is None else entry.size for n, entry in found.items()}
            again += self._count_folder(folder, sizes, hidden.get(folder, set()))
        for _, path, size in sorted(again):
            self._count_one(path, size)

    def _is_new(self, folder: str) -> bool:
        return not (folder in self._met or folder in self._once or folder in self._names)

    def _counted_once(self, folder: str) -> dict[str, int]:
        """Return the sizes of what was counted once in a folder, to be changed."""
        found = self._once.get(folder)
        if found is None:
            met = self._met.pop(folder, ())
            found = self._once[folder] = {entry.name: entry.size for entry in met}
        return found

    def _count_folder(
        self, folder: str, sizes: dict[str, int], hidden: set[str]
    ) -> Iterator[Counted]:
        """Count what needs no order; yield the rest, whose order matters."""
        for name in sizes.keys() & self._names.get(folder, set()):
            self.repeated[joined(folder, name)].add(sizes.pop(name))
        once = self._counted_once(folder)
        for name in (sizes.keys() & hidden) | (sizes.keys() & once.keys()):
            path = joined(folder, name)
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
        met = sum(sum([entry.size for entry in found]) for found in self._met.values())
        return met + sum(sum(sizes.values()) for sizes in self._once.values())

    @property
    def never_counted(self) -> int:
        """How many of the paths whose whiteout ended a walk no layer counted."""
        return sum(not self._is_counted(path) for path in self._ended_by)

    def _is_counted(self, path: str) -> bool:
        folder, name = parted(path)
        return path in self.repeated or name in self._counted_once(folder)

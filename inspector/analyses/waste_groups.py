"""Waste by what one can do about it: by layer, by the pair of layers, by folder, by cause."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from inspector.analyses.usage import Cause, Waste

GroupKey = str | int | tuple[int, int]


class WasteGroup(msgspec.Struct, frozen=True):
    """Rows that belong together, largest first. ``key`` is a folder, a cause, a layer or a pair."""

    key: GroupKey
    bytes: int
    rows: tuple[Waste, ...]

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes that occur in it, the costliest first."""
        totals: defaultdict[Cause, int] = defaultdict(int)
        for row in self.rows:
            totals[row.cause] += row.bytes
        return tuple(sorted(totals, key=lambda cause: -totals[cause]))

    @property
    def files(self) -> int:
        """How many paths there are; a path may be wasted several times."""
        return len({row.path for row in self.rows})

    @property
    def origin(self) -> int:
        """The layer that most of the content comes from; of a pair, its writer or one below."""
        totals = self._origins
        return max(totals, key=lambda layer: (totals[layer], layer))

    @property
    def of_origin(self) -> WasteGroup:
        """The rows whose content comes from there."""
        rows = tuple(row for row in self.rows if row.origin == self.origin)
        return WasteGroup(self.key, sum(row.bytes for row in rows), rows)

    def bytes_of(self, cause: Cause) -> int:
        """Return the bytes that are wasted for one cause."""
        return sum(row.bytes for row in self.rows if row.cause is cause)

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers of a pair, and before them the one that the content comes from."""
        writer, hider = self.rows[0].written_by, self.rows[0].hidden_by
        return tuple(dict.fromkeys((self.origin, writer, hider)))

    @property
    def _origins(self) -> Mapping[int, int]:
        totals: defaultdict[int, int] = defaultdict(int)
        for row in self.rows:
            totals[row.origin] += row.bytes
        return totals


def by_layers(rows: Iterable[Waste]) -> tuple[WasteGroup, ...]:
    """Group by (written by, hidden by): each group is a pair of instructions to look at."""
    return _grouped(rows, lambda row: (row.written_by, row.hidden_by))


def by_writer(rows: Iterable[Waste]) -> tuple[WasteGroup, ...]:
    """Group by the layer that stored it."""
    return _grouped(rows, lambda row: row.written_by)


def by_cause(rows: Iterable[Waste]) -> tuple[WasteGroup, ...]:
    """Group by why the bytes are wasted."""
    return _grouped(rows, lambda row: str(row.cause))


def by_folder(rows: Iterable[Waste], depth: int = 3) -> tuple[WasteGroup, ...]:
    """Group by the folder ``depth`` names below the root at most."""
    known: dict[str, str] = {}

    def folder(row: Waste) -> str:
        parent = row.path[: row.path.rfind("/")]
        found = known.get(parent)
        if found is None:
            found = known[parent] = _folder(row.path, depth)
        return found

    return _grouped(rows, folder)


def by_branch(rows: Iterable[Waste], folder: str) -> tuple[WasteGroup, ...]:
    """Group rows below a folder, which ends with a slash, by what lies in it.

    The key is a path: of a file, or of the deepest folder that holds all rows of the group, with a
    slash at its end.
    """
    start = len(folder)

    def branch(row: Waste) -> str:
        end = row.path.find("/", start)
        return row.path if end < 0 else row.path[: end + 1]

    found = (_deepened(group) for group in _grouped(rows, branch))
    return tuple(found)


def _deepened(group: WasteGroup) -> WasteGroup:
    """Return a group under the deepest folder that its rows have in common."""
    # What the first and the last have in common, all between them have, too.
    paths = (min(row.path for row in group.rows), max(row.path for row in group.rows))
    if paths[0] == paths[1]:
        return WasteGroup(paths[0], group.bytes, group.rows)
    common = posixpath.commonpath([posixpath.dirname(path) for path in paths])
    return WasteGroup(f"{common}/", group.bytes, group.rows)


def _folder(path: str, depth: int) -> str:
    parts = path.split("/", depth + 1)
    return "/" + "/".join(parts[1 : min(len(parts) - 1, depth + 1)])


def _grouped(rows: Iterable[Waste], key: Callable[[Waste], GroupKey]) -> tuple[WasteGroup, ...]:
    groups: defaultdict[GroupKey, list[Waste]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    found = [
        WasteGroup(each, sum(row.bytes for row in of), tuple(of)) for each, of in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.bytes, str(group.key))))

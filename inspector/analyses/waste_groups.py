"""Waste by what one can do about it: by layer, by the pair of layers, by folder, by cause."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from inspector.analyses.usage import Cause, Waste

GroupKey = str | int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class WasteGroup:
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
    return _grouped(rows, lambda row: _folder(row.path, depth))


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

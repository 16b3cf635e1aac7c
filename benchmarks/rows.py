"""One comparison as a row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, TypeGuard

from benchmarks.measure import Figures

if TYPE_CHECKING:
    from benchmarks.measure import Outcome

HEADER = (
    "| what | ours s | CPU s | MB | other | other s | CPU s | MB | ratio | target | met |\n"
    "|---|---:|---:|---:|---|---:|---:|---:|---:|---|---|"
)


@dataclass(frozen=True, slots=True)
class Row:
    """Ours against another. ``target``: the ratio of times that is allowed, infinity: any."""

    name: str
    ours: Outcome
    against: str
    other: Outcome
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """Our time over the other's; the most it can be where the other did not finish."""
        if not isinstance(self.ours, Figures):
            return None
        other = self.other.wall if isinstance(self.other, Figures) else self.other.limit
        return self.ours.wall / other if other else None

    def __str__(self) -> str:
        """Return the row as Markdown."""
        ratio = "" if self.ratio is None else f"{self.ratio:.3f}"
        if ratio and not isinstance(self.other, Figures):
            ratio = f"< {ratio}"
        target = f"≤ {self.target:g}" if _is_bound(self.target) else ""
        return _line(self, ratio, target, met(self.ratio, self.target))


@dataclass(frozen=True, slots=True)
class MemoryRow(Row):
    """The same of peak memory; ``target`` is in bytes."""

    def __str__(self) -> str:
        """Return the row as Markdown; its ratio is that of memory."""
        if not isinstance(self.ours, Figures):
            return _line(self, "", "", "no")
        share = self.ours.memory / self.other.memory if isinstance(self.other, Figures) else None
        target = f"≤ {self.target / 1e6:.0f} MB" if _is_bound(self.target) else ""
        ratio = "" if share is None else f"{share:.3f}"
        return _line(self, ratio, target, met(self.ours.memory, self.target))


def _line(row: Row, ratio: str, target: str, verdict: str) -> str:
    sides = f"{_cells(row.ours)} | {row.against} | {_cells(row.other)}"
    return f"| {row.name} | {sides} | {ratio} | {target} | {verdict} |"


def _cells(outcome: Outcome) -> str:
    if not isinstance(outcome, Figures):
        return f"{outcome.reason} | | "
    digits = 2 if outcome.wall >= 1 else 3
    wall, cpu = f"{outcome.wall:.{digits}f}", f"{outcome.cpu:.{digits}f}"
    return f"{wall} | {cpu} | {outcome.memory / 1e6:.0f}"


def _is_bound(target: float | None) -> TypeGuard[float]:
    return target is not None and isfinite(target)


def met(value: float | None, target: float | None) -> str:
    """Return whether, and if not by how much of the target."""
    if not _is_bound(target):
        return ""
    if value is None:
        return "no"
    return "yes" if value <= target else f"no, by {value / target - 1:.0%}"

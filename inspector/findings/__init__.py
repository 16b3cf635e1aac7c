"""What is doubtful in an image: ids and values here, one sentence each at the edge.

A finding never stops anything and changes no exit code; the registry below is listed in
docs/findings.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.findings.build_kinds import BUILD_KINDS
from inspector.findings.format_kinds import FORMAT_KINDS
from inspector.findings.kind import FindingKind, Level
from inspector.findings.secret_kinds import SECRET_KINDS
from inspector.language import Lazy, _, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "FINDINGS", "Finding", "FindingKind", "FindingLog", "Level", "more_of", "most_severe_first",
]  # fmt: skip

FINDINGS = (*FORMAT_KINDS, *BUILD_KINDS, *SECRET_KINDS)

_BY_ID = {kind.id: kind for kind in FINDINGS}


class Finding(msgspec.Struct, frozen=True):
    """One doubt: on the image, on a layer, or on a path of a layer.

    Attributes:
        detail: Text of the image, or what was counted; words of ours are lazy, and so is advice.
        bytes: What it costs, where it costs any.
        hidden_by: The layer that removed or overwrote it later, None while it is visible.
        advice: What to do, in one sentence; "" for what its kind advises (``remedy``).
        see: The ids that others have for it: ``DL3009``, ``CWE-798``; none for those of its kind
            (``references``).
        graded: How much this one matters, None for as much as its kind.

    """

    id: str
    layer: int | None = None
    path: str | None = None
    detail: str = ""
    bytes: int | None = None
    hidden_by: int | None = None
    advice: str = ""
    see: tuple[str, ...] = ()
    graded: Level | None = None

    @property
    def kind(self) -> FindingKind:
        """The registry's row."""
        return _BY_ID[self.id]

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.kind.level if self.graded is None else self.graded

    @property
    def remedy(self) -> str:
        """What to do, in one sentence, "" where nothing is advised."""
        return shown(self.advice) or (self.kind.advice and _(self.kind.advice))

    @property
    def references(self) -> tuple[str, ...]:
        """The ids that others have for it."""
        return self.see or self.kind.see

    @property
    def name(self) -> str:
        """Its id and where it is, to tell it from others; lazy, and not printable yet."""
        named = f"{self.id} {self.path}" if self.path else self.id
        if self.layer is None:
            return named
        return Lazy("{name} (layer {layer})", name=named, layer=self.layer)

    @property
    def message(self) -> str:
        """The sentence, with the image's own text in it: pass it through ``text.printable``."""
        return _(self.kind.sentence).replace("{detail}", shown(self.detail))


def most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by their levels, of one level by their bytes, else in their order."""
    levels = list(Level)
    return sorted(findings, key=lambda each: (-levels.index(each.level), -(each.bytes or 0)))


class FindingLog:
    """The findings of one layer: of each kind the first ``limit``, of the others the number.

    A layer of a million odd names is odd once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[Finding] = []
        self._counts: dict[str, int] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it."""
        if self.count(finding.id):
            self.keep(finding)

    def count(self, kind: str) -> bool:
        """Count a finding of a kind; return whether it is one of those to be kept."""
        count = self._counts.get(kind, 0) + 1
        self._counts[kind] = count
        return count <= self._limit

    def keep(self, finding: Finding) -> None:
        """Keep a finding that was counted."""
        self._kept.append(finding)

    def findings(self) -> list[Finding]:
        """Return what was kept, in its order, and for each kind that had more one that says so."""
        return self._kept + [
            Finding("more-findings", detail=more_of(f"{count - self._limit:,}", kind))
            for kind, count in self._counts.items()
            if count > self._limit
        ]


def more_of(count: str, kind: str) -> str:
    """Return how many findings of a kind are not listed."""
    return Lazy("{count} more {kind}", count=count, kind=kind)

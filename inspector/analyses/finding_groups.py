"""Findings of one kind and level on one layer: one bad layer must not bury the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.findings import Finding, FindingKind, Level


class FindingGroup(msgspec.Struct, frozen=True):
    """Findings of one kind and level on one layer, or on the image; there is at least one."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that stands for all."""
        return self.findings[0]

    @property
    def kind(self) -> FindingKind:
        """The registry's row."""
        return self.first.kind

    @property
    def level(self) -> Level:
        """How much they matter."""
        return self.first.level

    @property
    def layer(self) -> int | None:
        """The layer, None where the image is meant."""
        return self.first.layer

    @property
    def bytes(self) -> int:
        """What all of them cost."""
        return sum(each.bytes or 0 for each in self.findings)


def by_kind_and_layer(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Group findings, in the order in which their groups begin."""
    groups: dict[tuple[str, int | None, Level], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.id, each.layer, each.level), []).append(each)
    return tuple(FindingGroup(tuple(of)) for of in groups.values())

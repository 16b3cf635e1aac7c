"""What is reported of two images: how they differ, and what rules say of the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.rules.baseline import as_baseline
from inspector.rules.growth import growth_since, new_findings
from inspector.rules.verdict import judge

if TYPE_CHECKING:
    from datetime import date

    from inspector.analyses.audit import Audit
    from inspector.analyses.comparison import Comparison
    from inspector.findings import Finding
    from inspector.rules.report import Growth, Report
    from inspector.rules.rule_set import RuleSet


class Compared(msgspec.Struct, frozen=True):
    """Two images beside each other.

    Attributes:
        old: The audit of the old image.
        report: That of the new one, with what rules say of it.
        growth: Packages before and after, and new findings.
        gone: Findings that the new image does not have.
        texts: Unified differences that were asked for, by path.

    """

    comparison: Comparison
    old: Audit
    report: Report
    growth: Growth
    gone: tuple[Finding, ...]
    texts: tuple[TextDifference, ...] = ()

    @property
    def new(self) -> Audit:
        """The audit of the new image."""
        return self.report.audit


class TextDifference(msgspec.Struct, frozen=True):
    """The unified difference of a file; not printable yet."""

    path: str
    lines: tuple[str, ...]


def compared(
    comparison: Comparison, old: Audit, new: Audit, rules: RuleSet, today: date
) -> Compared:
    """Judge a new image by the old one, as if it were a baseline."""
    baseline = as_baseline(old)
    report = judge(new, rules, baseline, today)
    growth = report.growth or growth_since(baseline, report.audit)
    return Compared(comparison, old, report, growth, new_findings(as_baseline(new), old.findings))

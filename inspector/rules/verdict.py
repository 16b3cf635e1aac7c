"""Rules over an audit: the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.rules import audit_rules, dive
from inspector.rules.report import Growth, Report, Sorted

if TYPE_CHECKING:
    from datetime import date

    from inspector.analyses.audit import Audit
    from inspector.rules.baseline import Baseline
    from inspector.rules.report import RuleResult
    from inspector.rules.rule_set import RuleSet


def judge(audit: Audit, rules: RuleSet, baseline: Baseline | None, today: date) -> Report:
    """Apply rules to an audit; ``today`` decides what is still ignored."""
    parts = _sorted(audit, rules, today)
    audit = msgspec.structs.replace(audit, findings=parts.counted)
    growth = _growth(audit, baseline)
    return Report(
        audit,
        rule_file=rules.file,
        rules=(*dive.judge(audit.dive, rules.dive), *_ours(audit, rules, growth)),
        ignored=parts.ignored,
        expired=parts.expired,
        growth=growth,
    )


def _ours(audit: Audit, rules: RuleSet, growth: Growth | None) -> list[RuleResult]:
    if not rules.audit:
        return []
    from inspector.rules.checks import Facts

    facts = Facts(
        audit,
        findings=growth.new_findings if growth is not None else audit.findings,
        growth=growth,
        min_wasted_bytes=rules.audit.get("min_wasted_bytes") or 0,
    )
    return audit_rules.judge(rules.audit, facts)


def _sorted(audit: Audit, rules: RuleSet, today: date) -> Sorted:
    if not rules.ignores:
        return Sorted(audit.findings)
    from inspector.rules.ignores import sort_out

    return sort_out(audit.findings, rules.ignores, today)


def _growth(audit: Audit, baseline: Baseline | None) -> Growth | None:
    if baseline is None:
        return None
    from inspector.rules.growth import growth_since

    return growth_since(baseline, audit)

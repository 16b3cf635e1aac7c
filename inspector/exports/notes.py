"""What every report says besides what is wrong: where its numbers come from, and what they are of.

Nothing is printable yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.unavoidable import unavoidable
from inspector.exports.base_image import base_named
from inspector.exports.growth_text import change
from inspector.exports.packages_text import packages_told
from inspector.exports.scope_text import not_counted
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.sums import Sums
    from inspector.rules.report import IgnoredFinding, Report


def notes(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the name of a note and what it says."""
    audit = report.audit
    yield "rule file", "none" if report.rule_file is None else report.rule_file
    for expired in report.expired:
        yield "counts again", _expired(expired)
    if audit.base is not None:
        yield "base image", base_named(audit.base)
    for told in not_counted(audit.scope):
        yield "not counted", told
    yield "sums", _sums(audit.sums)
    spared = sum(row.bytes for row in audit.usage.waste if unavoidable(row) is not None)
    if spared:
        yield "unavoidable", f"{human_size(spared)} of the waste"
    if audit.duplicates is not None:
        saved = human_size(audit.duplicates.bytes)
        yield (
            "duplicates",
            f"one copy of each would save {saved}" if audit.duplicates.rows else "none",
        )
    if audit.packages is not None:
        yield "packages", packages_told(audit.packages)
    if report.growth is not None:
        found = counted(len(report.growth.new_findings), "new finding")
        yield "baseline", f"{report.growth.reference}: {change(report.growth)}, {found}"


def _expired(expired: IgnoredFinding) -> str:
    return f"{expired.finding.name} was ignored until {expired.until}"


def _sums(sums: Sums) -> str:
    total = sums.total
    return (
        f"stored {total.stored_bytes:,} = live {sums.live_bytes:,} + wasted"
        f" {sums.wasted_bytes:,} bytes in all layers; docker images shows {total.size:,}"
    )

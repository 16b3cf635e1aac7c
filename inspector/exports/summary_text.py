"""Several images in a few lines, for people: one a line, then all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.shared_layers import shared_layers
from inspector.rules.report import Report
from inspector.text import counted, efficiency, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.rules.report import AnyReport


def summary_lines(reports: Sequence[AnyReport]) -> Iterator[str]:
    """Yield a line an image and their sum."""
    good = [each for each in reports if isinstance(each, Report)]
    bad = len(reports) - len(good)
    yield f"Summary ({len(reports):,} images{f', {bad:,} not read' if bad else ''})"
    yield "     SIZE     WASTED  EFFICIENCY  RULES   IMAGE"
    for each in reports:
        yield _line(each) if isinstance(each, Report) else _unread(each.reference)
    yield total_sentence(reports)


def total_sentence(reports: Sequence[AnyReport]) -> str:
    """Return what several images take together, layers that they share counted once, too.

    "" where there are not several, or none was read.
    """
    audits = [each.audit for each in reports if isinstance(each, Report)]
    if len(reports) < 2 or not audits:
        return ""
    total = shared_layers(audits)
    return (
        f"{human_size(total.size)} in {counted(total.layers, 'layer')};"
        f" {human_size(total.unique_size)} in {counted(total.unique_layers, 'layer')}"
        " with shared layers counted once"
    )


def _line(report: Report) -> str:
    usage = report.audit.usage
    share = efficiency(usage.live_bytes, usage.stored_bytes)
    verdict = "-" if not report.rules else "FAIL" if report.has_failed else "pass"
    return (
        f"{human_size(report.audit.size):>9}  {human_size(usage.wasted_bytes):>9}  {share:>10}"
        f"  {verdict:<6}  {printable(report.audit.reference)}"
    )


def _unread(reference: str) -> str:
    return f"{'-':>9}  {'-':>9}  {'-':>10}  {'-':<6}  {printable(reference)} (not read)"

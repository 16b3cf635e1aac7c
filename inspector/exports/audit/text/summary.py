"""Several images in a few lines, for people: one a line, then all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.shared_layers import shared_layers
from inspector.exports.layout.columns import Columns
from inspector.language import _
from inspector.rules.report import Report
from inspector.text import counted, efficiency, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.rules.report import AnyReport


def summary_lines(reports: Sequence[AnyReport]) -> Iterator[str]:
    """Yield a line an image and their sum."""
    bad = sum(not isinstance(each, Report) for each in reports)
    title = _("Summary ({images}, {count} not read)") if bad else _("Summary ({images})")
    yield title.format(images=counted(len(reports), "image"), count=f"{bad:,}")
    columns = Columns(
        (_("SIZE"), ">9"), (_("WASTED"), ">9"), (_("EFFICIENCY"), ">10"), (_("RULES"), "<6"),
        (_("IMAGE"), "<0"),
    )  # fmt: skip
    yield columns.title
    for each in reports:
        yield columns.row(*(_cells(each) if isinstance(each, Report) else _unread(each.reference)))
    yield total_sentence(reports)


def total_sentence(reports: Sequence[AnyReport]) -> str:
    """Return what several images take together, layers that they share counted once, too.

    "" where there are not several, or none was read.
    """
    audits = [each.audit for each in reports if isinstance(each, Report)]
    if len(reports) < 2 or not audits:
        return ""
    total = shared_layers(audits)
    told = _("{size} in {layers}; {unique_size} in {unique_layers} with shared layers counted once")
    return told.format(
        size=human_size(total.size),
        layers=counted(total.layers, "layer"),
        unique_size=human_size(total.unique_size),
        unique_layers=counted(total.unique_layers, "layer"),
    )


def _cells(report: Report) -> tuple[str, ...]:
    usage = report.audit.usage
    return (
        human_size(report.audit.size),
        human_size(usage.wasted_bytes),
        efficiency(usage.live_bytes, usage.stored_bytes),
        "-" if not report.rules else _("FAIL") if report.has_failed else _("pass"),
        printable(report.audit.reference),
    )


def _unread(reference: str) -> tuple[str, ...]:
    return ("-", "-", "-", "-", _("{name} (not read)").format(name=printable(reference)))

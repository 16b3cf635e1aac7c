"""The HTML report without its script: what matters most, as plain tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.html_growth import growth_rows
from inspector.exports.html_text import escaped
from inspector.exports.notes import notes
from inspector.exports.waste_text import unavoidable_note
from inspector.formats.choice import labels
from inspector.rules.report import Report
from inspector.text import efficiency, human_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.analyses.audit import Audit
    from inspector.exports.html_growth import GrowthRow
    from inspector.rules.report import AnyReport, RuleResult

_MOST = 50
_FINDING_HEAD = ("Level", "Finding", "Layer", "Hidden by", "Path", "Bytes", "What to do", "See")


def plain(reports: Sequence[AnyReport]) -> str:
    """Return all reports, one below the other."""
    return "\n".join(line for each in reports for line in _report(each))


def _report(report: AnyReport) -> Iterator[str]:
    if not isinstance(report, Report):
        yield f"<h1>{escaped(report.reference)}</h1>"
        yield f"<p>Not read: {escaped(report.error)}</p>"
        return
    audit = report.audit
    yield f"<h1>{escaped(', '.join(labels(audit.names)) or audit.reference)}</h1>"
    yield f"<p>{escaped(audit.id)} {escaped(audit.platform or '')}</p>"
    yield f"<p>{_summary(audit)}</p>"
    for name, text in notes(report):
        yield f"<p>{escaped(f'{name.capitalize()}: {text}')}</p>"
    yield from _rules(report)
    if report.growth is not None:
        head = ("Changed", "", "Before", "After")
        yield from _table("Since the baseline", head, map(_growth, growth_rows(report.growth)))
    yield from _table("Layers", ("Layer", "Size", "Wasted", "Instruction"), _layers(audit))
    if audit.usage.waste:
        titles = ("Wasted", "Path", "Stored by", "Hidden by", "Cause")
        yield from _table("Largest waste", titles, _waste(audit))
    if audit.duplicates is not None:
        yield from _table("Duplicates", ("One copy saves", "Paths"), _duplicates(audit))
    if audit.findings:
        title = f"Findings ({len(audit.findings):,})"
        yield from _table(title, _FINDING_HEAD, _findings(audit))


def _summary(audit: Audit) -> str:
    usage = audit.usage
    size = human_size(audit.sums.total.size)
    share = efficiency(usage.live_bytes, usage.stored_bytes)
    return f"{size}, efficiency {share}, {human_size(usage.wasted_bytes)} wasted"


def _rules(report: Report) -> Iterator[str]:
    if report.rules:
        titles = ("Status", "Rule", "Value", "Threshold", "Message")
        yield from _table("Rules", titles, map(_rule, report.rules))


def _growth(row: GrowthRow) -> Sequence[str]:
    sizes = ("" if each is None else human_size(each) for each in (row.before, row.after))
    return (row.kind, row.name, *sizes)


def _rule(result: RuleResult) -> Sequence[str]:
    value, threshold = (
        "" if each is None else str(each) for each in (result.value, result.threshold)
    )
    shown = "warning" if result.is_warning else str(result.status)
    return (shown, result.rule, value, threshold, result.message)


def _layers(audit: Audit) -> Iterator[Sequence[str]]:
    for each in audit.layers:
        usage = each.usage
        sizes = human_size(usage.size), human_size(usage.wasted_bytes)
        yield (str(each.index), *sizes, each.instruction)


def _waste(audit: Audit) -> Iterator[Sequence[str]]:
    for row in audit.usage.waste[:_MOST]:
        cause = ", ".join(filter(None, (str(row.cause), unavoidable_note(row))))
        yield (human_size(row.bytes), row.path, str(row.written_by), str(row.hidden_by), cause)


def _duplicates(audit: Audit) -> Iterator[Sequence[str]]:
    if audit.duplicates is not None:
        for row in audit.duplicates.rows[:_MOST]:
            yield (human_size(row.saved_bytes), "  ".join(row.paths[:_MOST]))


def _findings(audit: Audit) -> Iterator[Sequence[str]]:
    for each in audit.findings[:_MOST]:
        layers = ("" if at is None else str(at) for at in (each.layer, each.hidden_by))
        size = human_size(each.bytes) if each.bytes else ""
        see = ", ".join(each.references)
        yield (str(each.level), each.message, *layers, each.path or "", size, each.remedy, see)


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"<h2>{escaped(title)}</h2>"
    yield "<table><thead><tr>"
    yield from (f'<th scope="col">{escaped(each)}</th>' for each in head)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escaped(each)}</td>" for each in row) + "</tr>"
    yield "</tbody></table>"

"""The HTML report without its script: what matters most, as plain tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.audit.html.growth import growth_rows
from inspector.exports.audit.notes import notes, titled
from inspector.exports.audit.text.rules import status_named
from inspector.exports.audit.text.waste import cause_named, unavoidable_note
from inspector.exports.html_text import escaped
from inspector.exports.layout.words import joined
from inspector.exports.sentences.problems import level_named
from inspector.formats.choice import labels
from inspector.language import N_, _, shown
from inspector.rules.report import Report
from inspector.text import efficiency, human_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.analyses.audit import Audit
    from inspector.exports.audit.html.growth import GrowthRow
    from inspector.rules.report import AnyReport, RuleResult

_MOST = 50
_LAYER_HEAD = (N_("Layer"), N_("Size"), N_("Wasted"), N_("Instruction"))
_FINDING_HEAD = (
    N_("Level"), N_("Finding"), N_("Layer"), N_("Hidden by"), N_("Path"), N_("Bytes"),
    N_("What to do"), N_("See"),
)  # fmt: skip


def plain(reports: Sequence[AnyReport]) -> str:
    """Return all reports, one below the other."""
    return "\n".join(line for each in reports for line in _report(each))


def _report(report: AnyReport) -> Iterator[str]:
    if not isinstance(report, Report):
        yield f"<h1>{escaped(report.reference)}</h1>"
        told = _("Not read: {error}").format(error=shown(report.error))
        yield f"<p>{escaped(told)}</p>"
        return
    audit = report.audit
    yield f"<h1>{escaped(', '.join(labels(audit.names)) or audit.reference)}</h1>"
    yield f"<p>{escaped(audit.id)} {escaped(audit.platform or '')}</p>"
    yield f"<p>{escaped(_summary(audit))}</p>"
    for name, text in notes(report):
        yield f"<p>{escaped(titled(name, text))}</p>"
    yield from _rules(report)
    if report.growth is not None:
        head = (N_("Changed"), "", N_("Before"), N_("After"))
        yield from _table(_("Since the baseline"), head, map(_growth, growth_rows(report.growth)))
    yield from _table(_("Layers"), _LAYER_HEAD, _layers(audit))
    if audit.usage.waste:
        titles = (N_("Wasted"), N_("Path"), N_("Stored by"), N_("Hidden by"), N_("Cause"))
        yield from _table(_("Largest waste"), titles, _waste(audit))
    if audit.duplicates is not None:
        yield from _table(_("Duplicates"), (N_("One copy saves"), N_("Paths")), _duplicates(audit))
    if audit.findings:
        title = _("Findings ({count})").format(count=f"{len(audit.findings):,}")
        yield from _table(title, _FINDING_HEAD, _findings(audit))


def _summary(audit: Audit) -> str:
    usage = audit.usage
    return _("{size}, efficiency {efficiency}, {wasted} wasted").format(
        size=human_size(audit.sums.total.size),
        efficiency=efficiency(usage.live_bytes, usage.stored_bytes),
        wasted=human_size(usage.wasted_bytes),
    )


def _rules(report: Report) -> Iterator[str]:
    if report.rules:
        titles = (N_("Status"), N_("Rule"), N_("Value"), N_("Threshold"), N_("Message"))
        yield from _table(_("Rules"), titles, map(_rule, report.rules))


def _growth(row: GrowthRow) -> Sequence[str]:
    sizes = ("" if each is None else human_size(each) for each in (row.before, row.after))
    return (row.kind, row.name, *sizes)


def _rule(result: RuleResult) -> Sequence[str]:
    value, threshold = (
        "" if each is None else str(each) for each in (result.value, result.threshold)
    )
    return (status_named(result), result.rule, value, threshold, shown(result.message))


def _layers(audit: Audit) -> Iterator[Sequence[str]]:
    for each in audit.layers:
        usage = each.usage
        sizes = human_size(usage.size), human_size(usage.wasted_bytes)
        yield (str(each.index), *sizes, each.instruction)


def _waste(audit: Audit) -> Iterator[Sequence[str]]:
    for row in audit.usage.waste[:_MOST]:
        cause = joined(filter(None, (cause_named(row), unavoidable_note(row))))
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
        yield (
            level_named(each.level),
            each.message,
            *layers,
            each.path or "",
            size,
            each.remedy,
            see,
        )


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"<h2>{escaped(title)}</h2>"
    yield "<table><thead><tr>"
    yield from (f'<th scope="col">{escaped(each and _(each))}</th>' for each in head)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escaped(each)}</td>" for each in row) + "</tr>"
    yield "</tbody></table>"

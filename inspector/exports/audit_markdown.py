"""The audit as a comment on a pull request: the verdict first, long tables behind a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.markdown import Page, code
from inspector.exports.markdown_growth import add_growth
from inspector.exports.notes import notes
from inspector.exports.references import links
from inspector.exports.sentences import (
    finding_advice,
    ignored_sentence,
    rule_sentence,
    sentence,
    verdict,
)
from inspector.exports.summary_text import total_sentence
from inspector.exports.waste_text import unavoidable_note
from inspector.formats.choice import labels
from inspector.rules.problems import problems, worst
from inspector.rules.report import Report, RuleResult, Status
from inspector.text import counted, efficiency, human_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import AuditedLayer
    from inspector.analyses.usage import Waste
    from inspector.findings import Finding
    from inspector.packages import Package
    from inspector.rules.report import AnyReport, IgnoredFinding, Unreadable

_MOST_PROBLEMS = 10
_MOST_ROWS = 200
# Characters that a report may have even if others then are not shown, and that these are said in.
_LEAST = 4_000
_REST = 60
_SUMMARY_HEAD = ("image", "verdict", "size", "wasted")
_LAYER_HEAD = ("layer", "size", "wasted", "added", "modified", "removed", "instruction")
_WASTE_HEAD = ("bytes", "written by", "hidden by", "cause", "path")
_FINDING_HEAD = ("level", "id", "finding", "see")
_IGNORED_HEAD = ("level", "id", "finding")
_PACKAGE_HEAD = ("bytes", "files", "layer", "package")


def render(reports: Sequence[AnyReport]) -> str:
    """Return one page of at most ``LIMIT`` characters; everything from an image is inert."""
    page = Page()
    if len(reports) > 1:
        page.add(f"## Layerscope: {counted(len(reports), 'image')}")
        rows = map(_summary, reports)
        page.table("All images", _SUMMARY_HEAD, rows, len(reports), is_open=True)
        page.add("", total_sentence(reports))
    for at, each in enumerate(reports):
        waiting = len(reports) - at
        share = max(_LEAST, (page.left - _REST) // waiting)
        part = _audit(each, share) if isinstance(each, Report) else _unreadable(each)
        if len(part) + 2 > page.left - _REST:
            page.add("", f"{counted(waiting, 'more report')} not shown.")
            break
        page.add(*([""] if len(reports) > 1 else []), part)
    return str(page)


def _summary(report: AnyReport) -> tuple[str, ...]:
    if not isinstance(report, Report):
        return code(report.reference), "not read", "", ""
    audit = report.audit
    word = "fail" if report.has_failed else "pass"
    return (
        code(audit.reference),
        word,
        human_size(audit.size),
        human_size(audit.usage.wasted_bytes),
    )


def _unreadable(unreadable: Unreadable) -> str:
    said = code(unreadable.error, 500)
    return f"### Layerscope: {code(unreadable.reference)} could not be read\n\n{said}\n"


def _audit(report: Report, limit: int) -> str:
    audit = report.audit
    waste, findings = audit.usage.waste, audit.findings
    packages = audit.packages.rows if audit.packages is not None else ()
    page = Page(limit)
    page.add(*_head(report), *_totals(report), *_rules(report))
    if report.growth is not None:
        add_growth(page, report.growth)
    page.add(*_problems(report))
    page.table("Layers", _LAYER_HEAD, map(_layer_row, audit.layers), len(audit.layers))
    if waste:
        title = f"Largest waste ({counted(len(waste), 'stored version')})"
        page.table(title, _WASTE_HEAD, map(_waste_row, waste[:_MOST_ROWS]), len(waste))
    if packages:
        title = f"Packages ({len(packages):,})"
        page.table(title, _PACKAGE_HEAD, map(_package_row, packages[:_MOST_ROWS]), len(packages))
    if findings:
        title = f"Findings ({len(findings):,})"
        page.table(title, _FINDING_HEAD, map(_finding_row, findings[:_MOST_ROWS]), len(findings))
    if report.ignored:
        title = f"Ignored findings ({len(report.ignored):,})"
        page.table(title, _IGNORED_HEAD, map(_ignored_row, report.ignored), len(report.ignored))
    return str(page)


def _head(report: Report) -> Iterator[str]:
    audit = report.audit
    names = ", ".join(labels(audit.names)) or audit.reference
    yield f"### Layerscope: {verdict(report)}"
    yield ""
    platform = f", {code(audit.platform)}" if audit.platform else ""
    yield f"{code(names)}, {code(audit.id[:19])}{platform}"
    yield ""


def _totals(report: Report) -> Iterator[str]:
    audit = report.audit
    usage = audit.usage
    yield "| | |"
    yield "| --- | ---: |"
    yield f"| size | {human_size(audit.size)} |"
    yield f"| layers | {len(audit.layers):,} |"
    yield f"| stored | {human_size(usage.stored_bytes)} |"
    yield f"| wasted | {human_size(usage.wasted_bytes)} |"
    yield f"| efficiency | {efficiency(usage.live_bytes, usage.stored_bytes)} |"
    yield ""
    for name, text in notes(report):
        yield f"- {name.capitalize()}: {code(text, 300)}"
    yield ""


def _rules(report: Report) -> Iterator[str]:
    for each in report.rules:
        if each.status in {Status.FAIL, Status.MISCONFIGURED}:
            yield f"- **{each.status}** {code(rule_sentence(each), 300)}"
        elif each.is_warning:
            yield f"- **warning** {code(rule_sentence(each), 300)}"
    passed = sum(each.status is Status.PASS and not each.is_warning for each in report.rules)
    if passed:
        yield f"- {counted(passed, 'rule')} passed"
    yield ""


def _problems(report: Report) -> Iterator[str]:
    """Yield the worst of what no rule is about: rules are told above."""
    every = worst(problems(report), report)
    found = [each for each in every if not isinstance(each.subject, RuleResult)]
    if not found:
        return
    count = len(found)
    shown = f"{_MOST_PROBLEMS} of {count:,}" if count > _MOST_PROBLEMS else str(count)
    yield f"**Worst problems ({shown})**"
    yield ""
    yield "| level | bytes | problem |"
    yield "| --- | ---: | --- |"
    for each in found[:_MOST_PROBLEMS]:
        size = human_size(each.bytes) if each.bytes else ""
        yield f"| {each.level} | {size} | {code(sentence(each.subject, report.audit), 300)} |"
    yield ""


def _layer_row(layer: AuditedLayer) -> tuple[str, ...]:
    usage = layer.usage
    counts = (f"{count:,}" for count in (usage.added, usage.modified, usage.removed))
    sizes = (human_size(usage.size), human_size(usage.wasted_bytes))
    return str(layer.index), *sizes, *counts, code(layer.instruction)


def _waste_row(row: Waste) -> tuple[str, ...]:
    layers = (str(row.written_by), str(row.hidden_by))
    cause = ", ".join(filter(None, (str(row.cause), unavoidable_note(row))))
    return human_size(row.bytes), *layers, cause, code(row.path)


def _package_row(row: Package) -> tuple[str, ...]:
    counts = (human_size(row.bytes), f"{row.files:,}", str(row.layer))
    return *counts, code(f"{row.type} {row.name} {row.version}")


def _finding_row(finding: Finding) -> tuple[str, ...]:
    told = code(finding_advice(finding), 300)
    return str(finding.level), code(finding.id), told, links(finding.references)


def _ignored_row(ignored: IgnoredFinding) -> tuple[str, ...]:
    finding = ignored.finding
    return str(finding.level), code(finding.id), code(ignored_sentence(ignored), 300)

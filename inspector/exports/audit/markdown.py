"""The audit as a comment on a pull request: the verdict first, long tables behind a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.audit.markdown_growth import add_growth
from inspector.exports.audit.notes import notes, titled
from inspector.exports.audit.text.rules import status_named
from inspector.exports.audit.text.summary import total_sentence
from inspector.exports.audit.text.waste import cause_named, unavoidable_note
from inspector.exports.layout.words import first_of, joined
from inspector.exports.markdown import Page, code
from inspector.exports.sentences.problems import (
    finding_advice,
    ignored_sentence,
    level_named,
    rule_sentence,
    rules_verdict,
    sentence,
)
from inspector.exports.sentences.references import links
from inspector.formats.choice import labels
from inspector.language import N_, _
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
_SUMMARY_HEAD = (N_("image"), N_("verdict"), N_("size"), N_("wasted"))
_LAYER_HEAD = (
    N_("layer"), N_("size"), N_("wasted"), N_("added"), N_("modified"), N_("removed"),
    N_("instruction"),
)  # fmt: skip
_WASTE_HEAD = (N_("bytes"), N_("written by"), N_("hidden by"), N_("cause"), N_("path"))
_FINDING_HEAD = (N_("level"), N_("id"), N_("finding"), N_("see"))
_IGNORED_HEAD = (N_("level"), N_("id"), N_("finding"))
_PROBLEM_HEAD = (N_("level"), N_("bytes"), N_("problem"))
_PACKAGE_HEAD = (N_("bytes"), N_("files"), N_("layer"), N_("package"))


def _add_overview(page: Page, reports: Sequence[AnyReport]) -> None:
    page.add(f"## Layerscope: {counted(len(reports), 'image')}")
    rows = map(_summary, reports)
    page.table(_("All images"), _told(_SUMMARY_HEAD), rows, len(reports), is_open=True)
    page.add("", total_sentence(reports))


def render(reports: Sequence[AnyReport]) -> str:
    """Return one page of at most ``LIMIT`` characters; everything from an image is inert."""
    page = Page()
    if len(reports) > 1:
        _add_overview(page, reports)
    for at, each in enumerate(reports):
        waiting = len(reports) - at
        share = max(_LEAST, (page.left - _REST) // waiting)
        part = _audit(each, share) if isinstance(each, Report) else _unreadable(each)
        if len(part) + 2 > page.left - _REST:
            page.add("", _("{reports} not shown.").format(reports=counted(waiting, "more report")))
            break
        page.add(*([""] if len(reports) > 1 else []), part)
    return str(page)


def _told(head: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(_, head))


def _summary(report: AnyReport) -> tuple[str, ...]:
    if not isinstance(report, Report):
        return code(report.reference), _("not read"), "", ""
    audit = report.audit
    word = _("fail") if report.has_failed else _("pass")
    return (
        code(audit.reference),
        word,
        human_size(audit.size),
        human_size(audit.usage.wasted_bytes),
    )


def _unreadable(unreadable: Unreadable) -> str:
    said = code(unreadable.error, 500)
    title = _("{image} could not be read").format(image=code(unreadable.reference))
    return f"### Layerscope: {title}\n\n{said}\n"


def _audit(report: Report, limit: int) -> str:
    audit = report.audit
    waste, findings = audit.usage.waste, audit.findings
    packages = audit.packages.rows if audit.packages is not None else ()
    page = Page(limit)
    page.add(*_head(report), *_totals(report), *_rules(report))
    if report.growth is not None:
        add_growth(page, report.growth)
    page.add(*_problems(report))
    page.table(_("Layers"), _told(_LAYER_HEAD), map(_layer_row, audit.layers), len(audit.layers))
    if waste:
        versions = counted(len(waste), "stored version")
        title = _("Largest waste ({versions})").format(versions=versions)
        page.table(title, _told(_WASTE_HEAD), map(_waste_row, waste[:_MOST_ROWS]), len(waste))
    if packages:
        title = _("Packages ({count})").format(count=f"{len(packages):,}")
        page.table(
            title, _told(_PACKAGE_HEAD), map(_package_row, packages[:_MOST_ROWS]), len(packages)
        )
    if findings:
        title = _("Findings ({count})").format(count=f"{len(findings):,}")
        page.table(
            title, _told(_FINDING_HEAD), map(_finding_row, findings[:_MOST_ROWS]), len(findings)
        )
    if report.ignored:
        title = _("Ignored findings ({count})").format(count=f"{len(report.ignored):,}")
        page.table(
            title, _told(_IGNORED_HEAD), map(_ignored_row, report.ignored), len(report.ignored)
        )
    return str(page)


def _head(report: Report) -> Iterator[str]:
    audit = report.audit
    names = ", ".join(labels(audit.names)) or audit.reference
    yield f"### Layerscope: {rules_verdict(report)}"
    yield ""
    platform = f", {code(audit.platform)}" if audit.platform else ""
    yield f"{code(names)}, {code(audit.id[:19])}{platform}"
    yield ""


def _totals(report: Report) -> Iterator[str]:
    audit = report.audit
    usage = audit.usage
    yield from ("| | |", "| --- | ---: |")
    rows = (
        (_("size"), human_size(audit.size)),
        (_("layers"), f"{len(audit.layers):,}"),
        (_("stored"), human_size(usage.stored_bytes)),
        (_("wasted"), human_size(usage.wasted_bytes)),
        (_("efficiency"), efficiency(usage.live_bytes, usage.stored_bytes)),
    )
    yield from (f"| {name} | {value} |" for name, value in rows)
    yield ""
    for name, text in notes(report):
        yield f"- {titled(name, code(text, 300))}"
    yield ""


def _rules(report: Report) -> Iterator[str]:
    for each in report.rules:
        if each.is_warning or each.status in {Status.FAIL, Status.MISCONFIGURED}:
            yield f"- **{status_named(each)}** {code(rule_sentence(each), 300)}"
    passed = sum(each.status is Status.PASS and not each.is_warning for each in report.rules)
    if passed:
        yield "- " + _("{rules} passed").format(rules=counted(passed, "rule"))
    yield ""


def _problems(report: Report) -> Iterator[str]:
    """Yield the worst of what no rule is about: rules are told above."""
    every = worst(problems(report), report)
    found = [each for each in every if not isinstance(each.subject, RuleResult)]
    if not found:
        return
    yield _("**Worst problems ({count})**").format(count=first_of(_MOST_PROBLEMS, len(found)))
    yield ""
    yield f"| {' | '.join(_told(_PROBLEM_HEAD))} |"
    yield "| --- | ---: | --- |"
    for each in found[:_MOST_PROBLEMS]:
        size = human_size(each.bytes) if each.bytes else ""
        told = code(sentence(each.subject, report.audit), 300)
        yield f"| {level_named(each.level)} | {size} | {told} |"
    yield ""


def _layer_row(layer: AuditedLayer) -> tuple[str, ...]:
    usage = layer.usage
    counts = (f"{count:,}" for count in (usage.added, usage.modified, usage.removed))
    sizes = (human_size(usage.size), human_size(usage.wasted_bytes))
    return str(layer.index), *sizes, *counts, code(layer.instruction)


def _waste_row(row: Waste) -> tuple[str, ...]:
    layers = (str(row.written_by), str(row.hidden_by))
    cause = joined(filter(None, (cause_named(row), unavoidable_note(row))))
    return human_size(row.bytes), *layers, cause, code(row.path)


def _package_row(row: Package) -> tuple[str, ...]:
    counts = (human_size(row.bytes), f"{row.files:,}", str(row.layer))
    return *counts, code(f"{row.type} {row.name} {row.version}")


def _finding_row(finding: Finding) -> tuple[str, ...]:
    told = code(finding_advice(finding), 300)
    return level_named(finding.level), code(finding.id), told, links(finding.references)


def _ignored_row(ignored: IgnoredFinding) -> tuple[str, ...]:
    finding = ignored.finding
    return level_named(finding.level), code(finding.id), code(ignored_sentence(ignored), 300)

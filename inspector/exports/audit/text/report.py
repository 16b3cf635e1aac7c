"""The audit for people: the verdict first, then where the bytes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.finding_groups import by_kind_and_layer
from inspector.analyses.usage import Cause
from inspector.analyses.waste_groups import WasteGroup
from inspector.exports.audit.text.dive import dive_lines
from inspector.exports.audit.text.rules import rules_lines
from inspector.exports.audit.text.scope import scope_lines
from inspector.exports.audit.text.sums import sums_lines
from inspector.exports.audit.text.waste import (
    step_lines,
    total_lines,
    unavoidable_line,
    unavoidable_note,
)
from inspector.exports.audit.text.worst import MOST, worst_lines
from inspector.exports.layout.cells import ellipsis
from inspector.exports.layout.columns import Columns
from inspector.exports.layout.paragraphs import wrapped
from inspector.exports.layout.words import bracketed, clauses, first_of, trouble_named
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.base_image import base_named
from inspector.exports.sentences.image_line import image_line
from inspector.exports.sentences.problems import group_sentence, levelled, sentence
from inspector.language import N_, _
from inspector.rules.problems import problems, worst
from inspector.rules.report import Report
from inspector.text import counted, efficiency, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.analyses.audit import Audit, AuditedLayer
    from inspector.analyses.usage import Usage, Waste
    from inspector.findings import Finding
    from inspector.rules.problems import Problem
    from inspector.rules.report import AnyReport

_TOP = 10
_TOP_PAIRS = 5
_COMMAND_WIDTH = 60
_WIDTH = 80
_CAUSES = {
    Cause.OVERWRITTEN: N_("layer {writer}, overwritten in layer {hider}"),
    Cause.REMOVED: N_("layer {writer}, removed in layer {hider}"),
    Cause.METADATA: N_("layer {writer}, stored again with the same content in layer {hider}"),
}


def render(reports: Sequence[AnyReport]) -> str:
    """Return the reports one below the other; what could not be read is said elsewhere."""
    texts = [_report(each) for each in reports if isinstance(each, Report)]
    if texts and len(reports) > 1:
        from inspector.exports.audit.text.summary import summary_lines

        texts.append("\n".join(summary_lines(reports)) + "\n")
    return without_commands("\n".join(texts))


def _report(report: Report) -> str:
    """Return one report, what matters most first; everything from the image is made printable."""
    found = problems(report)
    first = worst(found, report)
    parts = (
        _head(report.audit),
        worst_lines(first, report.audit),
        _details(report.audit, found, first[:MOST]),
        rules_lines(report),
        _growth(report),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in map(list, parts) if part)


def _growth(report: Report) -> Iterable[str]:
    if report.growth is None:
        return ()
    from inspector.exports.sentences.growth import growth_lines

    return growth_lines(report.growth)


def _head(audit: Audit) -> list[str]:
    lines = [image_line(audit.names, audit.id, audit.platform or ""), _summary(audit)]
    if audit.base is not None:
        lines.append(_("Base image: {base}").format(base=printable(base_named(audit.base))))
    return [*lines, *scope_lines(audit.scope)]


def _details(audit: Audit, found: Sequence[Problem], first: Sequence[Problem]) -> list[str]:
    usage = audit.usage
    lines = [
        *_layer_lines(audit.layers),
    ]
    if usage.waste:
        lines += ["", _waste_title(usage), *_waste_lines(usage.waste)]
        lines += ["", *_pair_lines(audit, found, first), "", *total_lines(audit, _TOP_PAIRS)]
    if audit.duplicates is not None:
        from inspector.exports.audit.text.duplicates import duplicate_lines

        lines += ["", *duplicate_lines(audit.duplicates, _TOP)]
    if audit.packages is not None:
        from inspector.exports.audit.text.packages import package_lines

        lines += ["", *package_lines(audit.packages, audit.layers)]
    if audit.findings:
        title = _("Findings ({count})").format(count=f"{len(audit.findings):,}")
        lines += ["", title, *_finding_lines(audit.findings)]
    lines += ["", *sums_lines(audit.sums)]
    symlinks = [each.index for each in audit.layers if each.is_symlink]
    return [*lines, "", *dive_lines(audit.dive, _TOP, symlinks)]


def _summary(audit: Audit) -> str:
    return _("{size} in {layers}, efficiency {efficiency}, {wasted} wasted").format(
        size=human_size(audit.size),
        layers=counted(len(audit.layers), "layer"),
        efficiency=efficiency(audit.usage.live_bytes, audit.usage.stored_bytes),
        wasted=human_size(audit.usage.wasted_bytes),
    )


def _layer_lines(layers: Iterable[AuditedLayer]) -> Iterator[str]:
    columns = Columns(
        (_("LAYER"), ">5"), (_("SIZE"), ">9"), (_("WASTED"), ">9"), (_("ADDED"), ">5"),
        (_("MODIFIED"), ">8"), (_("REMOVED"), ">7"), (_("METADATA"), ">8"),
        (_("INSTRUCTION"), "<0"),
    )  # fmt: skip
    yield columns.title
    for each in layers:
        usage = each.usage
        told = printable(each.instruction)
        if each.trouble is not None:
            told = f"[{trouble_named(each.trouble)}] {told}"
        counts = (usage.added, usage.modified, usage.removed, usage.metadata)
        yield columns.row(
            str(each.index),
            human_size(usage.size),
            human_size(usage.wasted_bytes),
            *(f"{count:,}" for count in counts),
            ellipsis(told, _COMMAND_WIDTH),
        )


def _waste_title(usage: Usage) -> str:
    """Return what the rows are: a path has as many as there are hidden versions of it."""
    versions = counted(len(usage.waste), "stored version")
    if len(usage.waste) > _TOP:
        versions = _("{shown} of {count}").format(shown=_TOP, count=versions)
    return _("Largest waste ({versions}, in {files})").format(
        versions=versions, files=counted(usage.wasted_files, "file")
    )


def _waste_lines(rows: tuple[Waste, ...]) -> list[str]:
    return [
        f"{human_size(row.bytes):>9}  {printable(row.path)}  {bracketed(_told(row))}"
        for row in rows[:_TOP]
    ]


def _told(row: Waste) -> str:
    told = _(_CAUSES[row.cause]).format(writer=row.written_by, hider=row.hidden_by)
    return clauses(filter(None, (told, unavoidable_note(row))))


def _pair_lines(audit: Audit, found: Sequence[Problem], first: Sequence[Problem]) -> list[str]:
    """Return the pairs of layers that waste most; what to do, unless the worst problems tell it."""
    told = {each.subject.key for each in first if isinstance(each.subject, WasteGroup)}
    pairs = [each.subject for each in found if isinstance(each.subject, WasteGroup)]
    count = first_of(_TOP_PAIRS, len(pairs))
    lines = [_("Most expensive layer pairs ({count})").format(count=count)]
    for pair in pairs[:_TOP_PAIRS]:
        text = _layers_of(pair) if pair.key in told else printable(sentence(pair, audit))
        head = f"{human_size(pair.bytes):>9}  "
        lines += [*wrapped(text, _WIDTH, head, cuts=False), *step_lines(audit, pair)]
    spared = audit.usage.wasted_bytes - sum(pair.bytes for pair in pairs)
    return [*lines, *unavoidable_line(spared)]


def _layers_of(pair: WasteGroup) -> str:
    """Return ``layer 0, hidden by layer 2``, or ``within layer 1``."""
    writer, hider = pair.rows[0].written_by, pair.rows[0].hidden_by
    if writer == hider:
        return _("within layer {layer}").format(layer=writer)
    return _("layer {writer}, hidden by layer {hider}").format(writer=writer, hider=hider)


def _finding_lines(findings: tuple[Finding, ...]) -> list[str]:
    """Return a line for each kind on each layer: one bad layer must not bury the others."""
    return [
        "  " + printable(levelled(group.level, group_sentence(group)))
        for group in by_kind_and_layer(findings)
    ]

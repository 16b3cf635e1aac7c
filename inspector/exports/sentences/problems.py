"""What is wrong with an image in words, the same in every report; nothing is printable yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.finding_groups import FindingGroup
from inspector.analyses.waste_groups import WasteGroup
from inspector.exports.layout.words import and_more, clauses, explained, joined, joined_last
from inspector.exports.sentences.advice import advice
from inspector.exports.sentences.base_image import layers_named
from inspector.exports.sentences.rule_figures import rule_figures
from inspector.findings import Level
from inspector.language import N_, _, ngettext, pgettext, shown
from inspector.rules.report import RuleResult, Status
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from inspector.analyses.audit import Audit
    from inspector.analyses.dockerfile.lines import DockerfileLines
    from inspector.analyses.duplicates import Duplicate
    from inspector.findings import Finding
    from inspector.rules.problems import ProblemSubject
    from inspector.rules.report import IgnoredFinding, Report

WASTED_BYTES = "wasted-bytes"
DUPLICATE_FILES = "duplicate-files"
_MOST_PATHS = 3
_MOST_NUMBERS = 10
_LEVELS = {Level.NOTE: N_("note"), Level.WARNING: N_("warning"), Level.ERROR: N_("error")}


def subject_id(subject: ProblemSubject) -> str:
    """Return a kebab-case id: a rule's is ``rule-max-size``, a finding's its own."""
    if isinstance(subject, RuleResult):
        return rule_id(subject.rule)
    if isinstance(subject, FindingGroup):
        return subject.kind.id
    return WASTED_BYTES if isinstance(subject, WasteGroup) else DUPLICATE_FILES


def rule_id(rule: str) -> str:
    """Return ``rule-lowest-efficiency`` for ``lowestEfficiency``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", rule)
    return "rule-" + re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def sentence(subject: ProblemSubject, audit: Audit) -> str:
    """Return what is wrong, in one sentence."""
    if isinstance(subject, RuleResult):
        return rule_sentence(subject)
    if isinstance(subject, FindingGroup):
        return group_sentence(subject)
    if isinstance(subject, WasteGroup):
        return advice(subject, lambda layer: audit.layers[layer].instruction, audit.base)
    return duplicate_sentence(subject)


def level_named(level: Level) -> str:
    """Return a level in the language of the process."""
    return _(_LEVELS[level])


def levelled(level: Level, text: str) -> str:
    """Return ``warning: …``."""
    return explained(level_named(level), text)


def rules_verdict(report: Report) -> str:
    """Return ``fail (1 of 3 rules failed)``."""
    looked_at = [each for each in report.rules if each.status is not Status.SKIP]
    failed = sum(each.status is Status.FAIL for each in looked_at)
    if not looked_at:
        return _("fail (no rules)") if report.has_failed else _("pass (no rules)")
    total = counted(len(looked_at), "rule")
    if failed:
        return _("fail ({failed} of {rules} failed)").format(failed=failed, rules=total)
    template = _("fail ({rules})") if report.has_failed else _("pass ({rules})")
    return template.format(rules=total)


def rule_sentence(rule: RuleResult) -> str:
    """Return ``max_size: 12.3 MB, at most 10 MB allowed``, and why where that is not all."""
    told = rule_figures(rule)
    if rule.status is Status.SKIP:
        told = _("skipped")
    elif rule.status is Status.MISCONFIGURED:
        told = _("misconfigured")
    return explained(rule.rule, told, shown(rule.message))


def group_sentence(group: FindingGroup) -> str:
    """Return the first finding of a group, and how many more there are."""
    told, more = finding_sentence(group.first), len(group.findings) - 1
    if not more:
        return told
    return _("{finding} (+{count} more)").format(finding=told, count=f"{more:,}")


def finding_sentence(finding: Finding) -> str:
    """Return where it is, what it is, what it costs, what to do, and what others call it."""
    see = f" [{', '.join(finding.references)}]" if finding.references else ""
    return finding_advice(finding) + see


def finding_advice(finding: Finding) -> str:
    """Return where it is, what it is, what it costs and what to do."""
    where = _("image") if finding.layer is None else layers_named(finding.layer, finding.layer)
    if finding.path:
        where += f" {finding.path}"
    said = finding.message
    if finding.bytes:
        said = _("{what} ({size})").format(what=said, size=human_size(finding.bytes))
    if finding.hidden_by is not None:
        said = _("{what}, hidden by layer {layer}").format(what=said, layer=finding.hidden_by)
    told = explained(where, said)
    if not finding.remedy:
        return told
    return pgettext("a finding and what to do", "{finding}: {advice}").format(
        finding=told, advice=finding.remedy
    )


def ignored_sentence(ignored: IgnoredFinding) -> str:
    """Return an ignored finding, why it is ignored and until when."""
    told = explained(finding_sentence(ignored.finding), _("ignored"), ignored.reason)
    if ignored.until is None:
        return told
    return _("{finding} (until {day})").format(finding=told, day=ignored.until)


def duplicate_sentence(duplicate: Duplicate) -> str:
    """Return how many files are alike, and the first of their names."""
    names, more = joined(duplicate.paths[:_MOST_PATHS]), duplicate.count - _MOST_PATHS
    if more > 0:
        names = _("{names} and {count} more").format(names=names, count=f"{more:,}")
    return _("{files} of {size} with the same content: {names}").format(
        files=counted(duplicate.count, "file"), size=human_size(duplicate.bytes), names=names
    )


def unmatched(lines: DockerfileLines) -> str:
    """Return what of a Dockerfile and an image does not match, "" where all does."""
    if not lines.layers:
        return explained(lines.path, _("no instruction matches the history of the image"))
    said = clauses(filter(None, (_unmatched_layers(lines), _unmatched_lines(lines))))
    return said and explained(lines.path, said)


def _unmatched_layers(lines: DockerfileLines) -> str:
    count = len(lines.unmatched_layers)
    template = ngettext(
        "no instruction matches layer {layers}", "no instruction matches layers {layers}", count
    )
    return template.format(layers=_numbers(lines.unmatched_layers)) if count else ""


def _unmatched_lines(lines: DockerfileLines) -> str:
    count = len(lines.unmatched_lines)
    template = ngettext("no layer matches line {lines}", "no layer matches lines {lines}", count)
    return template.format(lines=_numbers(lines.unmatched_lines)) if count else ""


def _numbers(numbers: tuple[int, ...]) -> str:
    """Return ``3``, ``3, 5 and 7``, ``1, 2, 3 and 9 more``."""
    told = list(map(str, numbers))
    return and_more(told, _MOST_NUMBERS) if len(told) > _MOST_NUMBERS else joined_last(told)

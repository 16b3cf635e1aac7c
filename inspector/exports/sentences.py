"""What is wrong with an image in words, the same in every report; nothing is printable yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.finding_groups import FindingGroup
from inspector.analyses.waste_groups import WasteGroup
from inspector.exports.advice import advice
from inspector.exports.rule_figures import rule_figures
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


def verdict(report: Report) -> str:
    """Return ``fail (1 of 3 rules failed)``."""
    word = "fail" if report.has_failed else "pass"
    looked_at = [each for each in report.rules if each.status is not Status.SKIP]
    failed = sum(each.status is Status.FAIL for each in looked_at)
    if not looked_at:
        return f"{word} (no rules)"
    total = counted(len(looked_at), "rule")
    return f"{word} ({failed} of {total} failed)" if failed else f"{word} ({total})"


def rule_sentence(rule: RuleResult) -> str:
    """Return ``max_size: 12.3 MB, at most 10 MB allowed``, and why where that is not all."""
    told = rule_figures(rule)
    if rule.status is Status.SKIP:
        told = "skipped"
    elif rule.status is Status.MISCONFIGURED:
        told = "misconfigured"
    return ": ".join(filter(None, (rule.rule, told, rule.message)))


def group_sentence(group: FindingGroup) -> str:
    """Return the first finding of a group, and how many more there are."""
    more = len(group.findings) - 1
    return finding_sentence(group.first) + (f" (+{more:,} more)" if more else "")


def finding_sentence(finding: Finding) -> str:
    """Return where it is, what it is, what it costs, what to do, and what others call it."""
    see = f" [{', '.join(finding.references)}]" if finding.references else ""
    return finding_advice(finding) + see


def finding_advice(finding: Finding) -> str:
    """Return where it is, what it is, what it costs and what to do."""
    where = "image" if finding.layer is None else f"layer {finding.layer}"
    path = f" {finding.path}" if finding.path else ""
    cost = f" ({human_size(finding.bytes)})" if finding.bytes else ""
    hidden = "" if finding.hidden_by is None else f", hidden by layer {finding.hidden_by}"
    remedy = f": {finding.remedy}" if finding.remedy else ""
    return f"{where}{path}: {finding.message}{cost}{hidden}{remedy}"


def ignored_sentence(ignored: IgnoredFinding) -> str:
    """Return an ignored finding, why it is ignored and until when."""
    until = f" (until {ignored.until})" if ignored.until is not None else ""
    reason = f": ignored: {ignored.reason}" if ignored.reason else ": ignored"
    return f"{finding_sentence(ignored.finding)}{reason}{until}"


def duplicate_sentence(duplicate: Duplicate) -> str:
    """Return how many files are alike, and the first of their names."""
    count = duplicate.count
    names = ", ".join(duplicate.paths[:_MOST_PATHS])
    more = f" and {count - _MOST_PATHS:,} more" if count > _MOST_PATHS else ""
    size = human_size(duplicate.bytes)
    return f"{counted(count, 'file')} of {size} with the same content: {names}{more}"


def unmatched(lines: DockerfileLines) -> str:
    """Return what of a Dockerfile and an image does not match, "" where all does."""
    if not lines.layers:
        return f"{lines.path}: no instruction matches the history of the image"
    said = []
    if lines.unmatched_layers:
        said.append(f"no instruction matches {_numbers('layer', lines.unmatched_layers)}")
    if lines.unmatched_lines:
        said.append(f"no layer matches {_numbers('line', lines.unmatched_lines)}")
    return f"{lines.path}: {'; '.join(said)}" if said else ""


def _numbers(noun: str, numbers: tuple[int, ...]) -> str:
    """Return ``line 3``, ``lines 3, 5 and 7``, ``layers 1, 2, 3 and 9 more``."""
    if len(numbers) == 1:
        return f"{noun} {numbers[0]}"
    if len(numbers) > _MOST_NUMBERS:
        named, last = numbers[:_MOST_NUMBERS], f"{len(numbers) - _MOST_NUMBERS:,} more"
    else:
        named, last = numbers[:-1], str(numbers[-1])
    return f"{noun}s {', '.join(map(str, named))} and {last}"

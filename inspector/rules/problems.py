"""What is wrong with an image, the worst first: one order for every report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from inspector.analyses.finding_groups import FindingGroup, by_kind_and_layer
from inspector.analyses.unavoidable import avoidable
from inspector.analyses.waste_groups import WasteGroup, by_layers
from inspector.findings import Level
from inspector.rules.report import RuleResult, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inspector.analyses.duplicates import Duplicate
    from inspector.rules.report import Report

ProblemSubject: TypeAlias = "RuleResult | FindingGroup | WasteGroup | Duplicate"

# Waste and duplicates from this many bytes on are a warning, less is a note.
MUCH = 1_000_000
_NEARLY = 0.9
_OF_PAIRS = frozenset({"copied-metadata", "deleted-later", "mergeable-layers"})
_BROKEN = frozenset({Status.FAIL, Status.MISCONFIGURED})


class Problem(msgspec.Struct, frozen=True):
    """A rule that failed or warns, findings of a kind, waste of a pair of layers, or duplicates.

    ``bytes`` is what it costs, 0 where that is nothing or not known.
    """

    level: Level
    bytes: int
    subject: ProblemSubject


def problems(report: Report) -> tuple[Problem, ...]:
    """Return everything that is wrong, the worst first, but for waste that cannot be avoided.

    Errors come first; of each level rules, then what costs most.
    """
    return tuple(sorted(_found(report), key=_rank))


def worst(found: Iterable[Problem], report: Report) -> tuple[Problem, ...]:
    """Return problems without what is said twice: for people, who read the first few.

    Findings of pairs of layers are left out, as the pairs themselves say more, and a pair where
    findings of leftovers tell nearly all of its bytes: they know what it is.
    """
    told: Counter[tuple[int | None, int | None]] = Counter()
    for each in report.audit.findings:
        if each.hidden_by is not None and each.id.startswith("leftover-"):
            told[each.layer, each.hidden_by] += each.bytes or 0
    return tuple(each for each in found if not _is_told(each.subject, told))


def _is_told(subject: ProblemSubject, told: Mapping[tuple[int | None, int | None], int]) -> bool:
    if isinstance(subject, FindingGroup):
        return subject.kind.id in _OF_PAIRS
    if not isinstance(subject, WasteGroup):
        return False
    return told[subject.rows[0].written_by, subject.rows[0].hidden_by] >= subject.bytes * _NEARLY


def _found(report: Report) -> Iterator[Problem]:
    for rule in report.rules:
        if rule.status in _BROKEN:
            yield Problem(Level.ERROR, 0, rule)
        elif rule.is_warning:
            yield Problem(Level.WARNING, 0, rule)
    for findings in by_kind_and_layer(report.audit.findings):
        yield Problem(findings.level, findings.bytes, findings)
    for pair in by_layers(avoidable(report.audit.usage.waste)):
        yield Problem(_level(pair.bytes), pair.bytes, pair)
    copies = report.audit.duplicates
    for duplicate in copies.rows if copies is not None else ():
        yield Problem(_level(duplicate.saved_bytes), duplicate.saved_bytes, duplicate)


def _level(size: int) -> Level:
    return Level.WARNING if size >= MUCH else Level.NOTE


def _rank(problem: Problem) -> tuple[int, bool, int]:
    """Return where a problem stands; what stands alike keeps its order."""
    grades = (Level.ERROR, Level.WARNING, Level.NOTE)
    is_rule = isinstance(problem.subject, RuleResult)
    return grades.index(problem.level), not is_rule, -problem.bytes

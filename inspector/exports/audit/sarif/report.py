"""The audit as SARIF 2.1.0: one run an image, a result for everything that is wrong with it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from inspector import __version__
from inspector.analyses.duplicates import Duplicate
from inspector.analyses.finding_groups import FindingGroup
from inspector.exports.audit.notes import notes
from inspector.exports.audit.sarif.model import (
    AutomationDetails,
    Driver,
    Invocation,
    Log,
    Message,
    Notification,
    Result,
    ResultProperties,
    Run,
    Suppression,
    Tool,
)
from inspector.exports.audit.sarif.places import BASES, hider_of, layer_of, paths_of, places
from inspector.exports.audit.sarif.rules import descriptors
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.problems import sentence, subject_id, unmatched
from inspector.rules.problems import Problem, problems
from inspector.rules.report import Report
from inspector.text import path_key, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.exports.audit.sarif.model import ReportingDescriptor
    from inspector.rules.problems import ProblemSubject
    from inspector.rules.report import AnyReport, Unreadable

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
# Code hosts take 25,000 results of a run and show 5,000.
_MOST_RESULTS = 5_000
_FINGERPRINT = "layerscope/v1"
# The one that GitHub tells results by; it makes its own for lines of files that it has.
_LINE_HASH = "primaryLocationLineHash"


def render(reports: Sequence[AnyReport]) -> str:
    """Return one log; everything from an image is made printable or part of a URI."""
    several = len(reports) > 1
    runs = tuple(
        _run(each, several=several) if isinstance(each, Report) else _unreadable(each)
        for each in reports
    )
    text = msgspec.json.format(
        msgspec.json.encode(Log(_SCHEMA, runs=runs), enc_hook=str), indent=2
    ).decode()
    return without_commands(text, r"\u0023") + "\n"


def _tool(rules: tuple[ReportingDescriptor, ...] = ()) -> Tool:
    return Tool(Driver("Layerscope", __version__, rules))


def _unreadable(unreadable: Unreadable) -> Run:
    notes = (Notification("error", _message(unreadable.message)),)
    return Run(_tool(), (Invocation(False, notes),))  # noqa: FBT003 - SARIF's own field


def _run(report: Report, *, several: bool) -> Run:
    found = [*_results_of(report)]
    rules = descriptors(problem.subject for problem, _ in found)
    indexes = {id_: at for at, id_ in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = tuple(
        _result(problem, reason, report, indexes, seen) for problem, reason in found[:_MOST_RESULTS]
    )
    return Run(
        tool=_tool(tuple(rules.values())),
        invocations=(Invocation(True, _notes(report, len(found))),),  # noqa: FBT003
        results=results,
        automation_details=_automation(report) if several else None,
        original_uri_base_ids=BASES,
    )


def _automation(report: Report) -> AutomationDetails:
    return AutomationDetails(f"layerscope/{printable(report.audit.reference)}/")


def _notes(report: Report, count: int) -> tuple[Notification, ...]:
    """Say what the results do not show."""
    said = [f"{name}: {text}" for name, text in notes(report)]
    if count > _MOST_RESULTS:
        said.append(f"{count - _MOST_RESULTS:,} more results are not listed")
    if report.audit.dockerfile is not None:
        said += filter(None, [unmatched(report.audit.dockerfile)])
    return tuple(Notification("note", _message(each)) for each in said)


def _message(text: str) -> Message:
    """Return text as a message, without the links that a message may hold (SARIF 2.1.0, 3.11.6)."""
    said = printable(text)
    return Message(re.sub(r"[\\\[\]]", r"\\\g<0>", said) if "](" in said else said)


def _results_of(report: Report) -> Iterator[tuple[Problem, str | None]]:
    """Yield what is wrong; with a reason what is ignored."""
    for problem in problems(report):
        yield problem, None
    for ignored in report.ignored:
        finding = ignored.finding
        yield Problem(finding.level, finding.bytes or 0, FindingGroup((finding,))), ignored.reason


def _result(
    problem: Problem,
    reason: str | None,
    report: Report,
    indexes: dict[str, int],
    seen: Counter[str],
) -> Result:
    subject = problem.subject
    id_ = subject_id(subject)
    here, related = places(subject, report)
    is_line = report.audit.dockerfile is not None and report.audit.dockerfile.of(layer_of(subject))
    mark = _fingerprint(subject, report)
    seen[mark] += 1
    mark = f"{mark}:{seen[mark]}"
    return Result(
        rule_id=id_,
        rule_index=indexes[id_],
        level=str(problem.level),
        message=_message(sentence(subject, report.audit)),
        locations=here,
        related_locations=related,
        partial_fingerprints={_FINGERPRINT: mark} | ({} if is_line else {_LINE_HASH: mark}),
        suppressions=() if reason is None else (Suppression("external", printable(reason)),),
        properties=_properties(problem),
    )


def _properties(problem: Problem) -> ResultProperties | None:
    paths = len(paths_of(problem.subject))
    layer = layer_of(problem.subject)
    if not (problem.bytes or paths or layer is not None):
        return None
    return ResultProperties(problem.bytes or None, layer, hider_of(problem.subject), paths or None)


def _fingerprint(subject: ProblemSubject, report: Report) -> str:
    """Return what stays the same while other layers come and go, and sizes change."""
    layers = report.audit.layers
    told = [
        layers[each].created_by
        for each in (layer_of(subject), hider_of(subject))
        if each is not None and each < len(layers)
    ]
    parts = [subject_id(subject), *told]
    if isinstance(subject, FindingGroup):
        parts += paths_of(subject)[:1]
    elif isinstance(subject, Duplicate):
        parts.append(subject.sha256)
    return hashlib.sha256(b"\0".join(map(path_key, parts))).hexdigest()[:32]

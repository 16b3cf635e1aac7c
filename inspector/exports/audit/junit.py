"""The audit as JUnit XML: a test suite an image, a test case a rule and a level of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from inspector.exports.audit.notes import notes
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.problems import finding_sentence, ignored_sentence, rule_sentence
from inspector.findings import Level
from inspector.rules.report import Report, Status
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.rules.report import AnyReport, RuleResult

_MOST_FINDINGS = 100
_COUNTED = ("failures", "errors", "skipped")
# What a test case holds where its rule did not pass.
_ELEMENTS = {
    Status.FAIL: "failure",
    Status.MISCONFIGURED: "error",
    Status.SKIP: "skipped",
}


def render(reports: Sequence[AnyReport]) -> str:
    """Return one XML document; everything from an image is made printable, which XML can hold.

    Only what changes the verdict fails: a level of findings lists them and passes, as a finding
    alone fails no audit.
    """
    root = Element("testsuites", name="Layerscope")
    for each in reports:
        suite = _suite(root, each.audit.reference if isinstance(each, Report) else each.reference)
        if isinstance(each, Report):
            _fill(suite, each)
        else:
            _outcome(_case(suite, "readable"), "error", each.error)
        _count(suite)
    for name in ("tests", *_COUNTED):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{without_commands(text, "&#35;")}\n'


def _suite(root: Element, reference: str) -> Element:
    return SubElement(root, "testsuite", name=printable(reference))


def _case(suite: Element, name: str) -> Element:
    return SubElement(
        suite, "testcase", classname=suite.get("name", ""), name=printable(name), time="0"
    )


def _outcome(case: Element, kind: str, message: str) -> None:
    said = printable(message)
    SubElement(case, kind, message=said, type=kind).text = said


def _fill(suite: Element, report: Report) -> None:
    properties = SubElement(suite, "properties")
    for name, value in (("image", report.audit.id), *notes(report)):
        SubElement(properties, "property", name=name, value=printable(value))
    for rule in report.rules:
        _rule(suite, rule)
    for level in Level:
        found = [each for each in report.audit.findings if each.level is level]
        told = [f"{each.id}: {finding_sentence(each)}" for each in found]
        _list(_case(suite, f"findings: {level}"), told)
    if report.ignored:
        told = [f"{each.finding.id}: {ignored_sentence(each)}" for each in report.ignored]
        _list(_case(suite, "findings: ignored"), told)


def _rule(suite: Element, rule: RuleResult) -> None:
    case = _case(suite, f"rule: {rule.rule}")
    kind = _ELEMENTS.get(rule.status)
    if kind is not None:
        _outcome(case, kind, rule_sentence(rule))
    elif rule.is_warning:
        SubElement(case, "system-out").text = printable(f"warning: {rule_sentence(rule)}")


def _list(case: Element, told: list[str]) -> None:
    if not told:
        return
    lines = list(map(printable, told[:_MOST_FINDINGS]))
    if len(told) > _MOST_FINDINGS:
        lines.append(f"{len(told) - _MOST_FINDINGS:,} more")
    SubElement(case, "system-out").text = "\n".join(lines)


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, kind in zip(_COUNTED, ("failure", "error", "skipped"), strict=True):
        suite.set(name, str(sum(case.find(kind) is not None for case in cases)))

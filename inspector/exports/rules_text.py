"""What rules say of an image, for people: which file they come from, each rule with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.rule_figures import rule_figures
from inspector.rules.report import Status
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import IgnoredFinding, Report, RuleResult

_WORDS = {
    Status.PASS: "pass",
    Status.FAIL: "FAIL",
    Status.SKIP: "skip",
    Status.MISCONFIGURED: "misconfigured",
}
_NO_FILE = "no rule file"
_MOST = 10
_WIDTH = 80


def rules_lines(report: Report) -> Iterator[str]:
    """Yield where the rules come from, one line a rule, and the findings that are ignored."""
    origin = printable(report.rule_file) if report.rule_file is not None else _NO_FILE
    if not report.rules:
        yield f"Rules: none ({origin})"
    else:
        failed = len(report.failed)
        verdict = f"{failed} of {len(report.rules)} failed" if failed else "passed"
        yield f"Rules ({origin}): {verdict}"
        width = max(len(each.rule) for each in report.rules)
        for each in report.rules:
            yield from _rule_lines(each, width)
    yield from _ignored_lines(report.ignored)


def _rule_lines(result: RuleResult, width: int) -> Iterator[str]:
    """Yield a rule in one line, or with its message in the next where that would be too long."""
    word = "warn" if result.is_warning else _WORDS[result.status]
    head = f"  {word}  {result.rule:<{width}}"
    line = f"{head}  {told(result)}".rstrip()
    if len(line) <= _WIDTH or not result.message or result.value is None:
        yield line
    else:
        yield f"{head}  {printable(rule_figures(result))}"
        yield f"{'':8}{printable(result.message)}"


def told(result: RuleResult) -> str:
    """Return a rule's figures and its message in one line, printable."""
    return printable(": ".join(filter(None, (rule_figures(result), result.message))))


def _ignored_lines(ignored: tuple[IgnoredFinding, ...]) -> Iterator[str]:
    if not ignored:
        return
    count = f"{_MOST} of {len(ignored):,}" if len(ignored) > _MOST else f"{len(ignored):,}"
    yield f"Ignored findings ({count})"
    for each in ignored[:_MOST]:
        until = f" until {each.until}" if each.until else ""
        reason = f": {printable(each.reason)}" if each.reason else ""
        yield f"  {printable(each.finding.name)}{until}{reason}"

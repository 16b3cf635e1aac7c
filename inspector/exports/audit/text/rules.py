"""What rules say of an image, for people: which file they come from, each rule with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.cells import display_width
from inspector.exports.layout.words import explained, first_of
from inspector.exports.sentences.rule_figures import rule_figures
from inspector.language import N_, _, shown
from inspector.rules.report import Status
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import IgnoredFinding, Report, RuleResult

_WORDS = {
    Status.PASS: N_("pass"),
    Status.FAIL: N_("FAIL"),
    Status.SKIP: N_("skip"),
    Status.MISCONFIGURED: N_("misconfigured"),
}
_STATES = {
    Status.PASS: N_("pass"),
    Status.FAIL: N_("fail"),
    Status.SKIP: N_("skip"),
    Status.MISCONFIGURED: N_("misconfigured"),
}
_NO_FILE = N_("no rule file")
_MOST = 10
_WIDTH = 80


def rules_lines(report: Report) -> Iterator[str]:
    """Yield where the rules come from, one line a rule, and the findings that are ignored."""
    origin = printable(report.rule_file) if report.rule_file is not None else _(_NO_FILE)
    count, failed = len(report.rules), len(report.failed)
    title = _("Rules ({origin}): passed") if count else _("Rules: none ({origin})")
    if failed:
        title = _("Rules ({origin}): {failed} of {count} failed")
    yield title.format(origin=origin, failed=failed, count=count)
    width = max((len(each.rule) for each in report.rules), default=0)
    for each in report.rules:
        yield from _rule_lines(each, width)
    yield from _ignored_lines(report.ignored)


def _rule_lines(result: RuleResult, width: int) -> Iterator[str]:
    """Yield a rule in one line, or with its message in the next where that would be too long."""
    word = _("warn") if result.is_warning else _(_WORDS[result.status])
    head = f"  {word}  {result.rule:<{width}}"
    line = f"{head}  {rule_text(result)}".rstrip()
    if display_width(line) <= _WIDTH or not result.message or result.value is None:
        yield line
    else:
        yield f"{head}  {printable(rule_figures(result))}"
        yield f"{'':8}{printable(shown(result.message))}"


def status_named(result: RuleResult) -> str:
    """Return what became of a rule, in a word."""
    return _("warning") if result.is_warning else _(_STATES[result.status])


def rule_text(result: RuleResult) -> str:
    """Return a rule's figures and its message in one line, printable."""
    return printable(explained(rule_figures(result), shown(result.message)))


def _ignored_lines(ignored: tuple[IgnoredFinding, ...]) -> Iterator[str]:
    if not ignored:
        return
    yield _("Ignored findings ({count})").format(count=first_of(_MOST, len(ignored)))
    for each in ignored[:_MOST]:
        named = printable(shown(each.finding.name))
        if each.until:
            named = _("{name} until {day}").format(name=named, day=each.until)
        yield "  " + explained(named, printable(each.reason))

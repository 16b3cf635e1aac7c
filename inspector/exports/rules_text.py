"""What rules say of an image, for people: which file they come from, each rule with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.rules.report import Status
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.rules.report import IgnoredFinding, Report, RuleResult

_SIZES = frozenset(
    {"max_size", "max_layer_size", "max_wasted_bytes", "max_growth", "highestWastedBytes"}
)
_AT_LEAST = frozenset({"min_efficiency", "lowestEfficiency"})
_WORDS = {Status.PASS: "pass", Status.FAIL: "FAIL", Status.SKIP: "skip"}
_COUNTED = {
    "fail_on": "finding",
    "warn_on": "finding",
    "fail_on_new": "new finding",
    "forbid": "path",
    "deny_waste": "path",
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
        yield f"{head}  {_figures(result)}"
        yield f"{'':8}{printable(result.message)}"


def told(result: RuleResult) -> str:
    """Return a rule's figures and its message in one line, printable."""
    figures = "" if result.value is None else _figures(result)
    return ": ".join(each for each in (figures, printable(result.message)) if each)


def _figures(result: RuleResult) -> str:
    value = shown(result, result.value)
    if isinstance(result.threshold, str) or result.threshold is None:
        return value
    limit = shown(result, result.threshold)
    return f"{value}, {'at least' if result.rule in _AT_LEAST else 'at most'} {limit} allowed"


def shown(result: RuleResult, figure: float | str | None) -> str:
    """Return a threshold or a value of a rule with its unit, printable."""
    if figure is None:
        return ""
    if isinstance(figure, str):
        return printable(figure)
    if result.rule in _SIZES and not isinstance(result.threshold, float):
        return f"-{human_size(-int(figure))}" if figure < 0 else human_size(int(figure))
    if isinstance(figure, int):
        noun = _COUNTED.get(result.rule, "")
        return f"{figure:,} {noun}{'' if figure == 1 else 's'}" if noun else f"{figure:,}"
    return f"{figure:.4g}"


def _ignored_lines(ignored: tuple[IgnoredFinding, ...]) -> Iterator[str]:
    if not ignored:
        return
    count = f"{_MOST} of {len(ignored):,}" if len(ignored) > _MOST else f"{len(ignored):,}"
    yield f"Ignored findings ({count})"
    for each in ignored[:_MOST]:
        path = f" {printable(each.finding.path)}" if each.finding.path else ""
        until = f" until {each.until}" if each.until else ""
        reason = f": {printable(each.reason)}" if each.reason else ""
        yield f"  {each.finding.id}{path}{until}{reason}"

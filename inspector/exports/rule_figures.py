"""A rule's figures in words, each with its unit; nothing is printable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.text import counted, human_size

if TYPE_CHECKING:
    from inspector.rules.report import RuleResult

_SIZES = frozenset(
    {"max_size", "max_layer_size", "max_wasted_bytes", "max_growth", "highestWastedBytes"}
)
_HUGE = 10  # times
_AT_LEAST = frozenset({"min_efficiency", "lowestEfficiency"})
_COUNTED = {
    "fail_on": "finding",
    "warn_on": "finding",
    "fail_on_new": "new finding",
    "forbid": "path",
    "deny_waste": "path",
}


def rule_figures(rule: RuleResult) -> str:
    """Return ``12.3 MB, at most 10 MB allowed``, ``3 findings``; "" where there is no value."""
    if rule.value is None:
        return ""
    value = shown(rule, rule.value)
    if isinstance(rule.threshold, str) or rule.threshold is None:
        return value
    limit = shown(rule, rule.threshold)
    if value == limit and not isinstance(rule.value, str) and rule.value != rule.threshold:
        # Rounded, they would not tell what is wrong.
        value, limit = _exact(rule, rule.value), _exact(rule, rule.threshold)
    return f"{value}, {'at least' if rule.rule in _AT_LEAST else 'at most'} {limit} allowed"


def _is_size(rule: RuleResult) -> bool:
    return rule.rule in _SIZES and not isinstance(rule.threshold, float)


def _exact(rule: RuleResult, figure: float) -> str:
    return f"{int(figure):,} bytes" if _is_size(rule) else f"{figure:,}"


def shown(rule: RuleResult, figure: float | str | None) -> str:
    """Return a threshold or a value of a rule with its unit."""
    if figure is None:
        return ""
    if isinstance(figure, str):
        return figure
    if _is_size(rule):
        return f"-{human_size(-int(figure))}" if figure < 0 else human_size(int(figure))
    if isinstance(figure, int):
        noun = _COUNTED.get(rule.rule, "")
        return counted(figure, noun) if noun else f"{figure:,}"
    if rule.rule == "max_growth":
        return f"{100 * figure:,.4g}%" if abs(figure) < _HUGE else f"{100 * figure:,.0f}%"
    return f"{figure:.4g}"

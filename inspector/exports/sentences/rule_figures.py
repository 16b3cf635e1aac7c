"""A rule's figures in words, each with its unit; nothing is printable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import _
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from inspector.rules.report import RuleResult

_GROWTH = frozenset({"max_growth", "max_wasted_growth"})
_SIZES = _GROWTH | {"max_size", "max_layer_size", "max_wasted_bytes", "highestWastedBytes"}
_HUGE = 10  # times
_AT_LEAST = frozenset({"min_efficiency", "lowestEfficiency"})
_FINDINGS = frozenset({"fail_on", "warn_on"})
_PATHS = frozenset({"forbid", "deny_waste"})


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
    if rule.rule in _AT_LEAST:
        return _("{value}, at least {limit} allowed").format(value=value, limit=limit)
    return _("{value}, at most {limit} allowed").format(value=value, limit=limit)


def _is_size(rule: RuleResult) -> bool:
    return rule.rule in _SIZES and not isinstance(rule.threshold, float)


def _exact(rule: RuleResult, figure: float) -> str:
    return counted(int(figure), "byte") if _is_size(rule) else f"{figure:,}"


def _counted(rule: str, figure: int) -> str:
    if rule in _FINDINGS:
        return counted(figure, "finding")
    if rule == "fail_on_new":
        return counted(figure, "new finding")
    return counted(figure, "path") if rule in _PATHS else f"{figure:,}"


def shown(rule: RuleResult, figure: float | str | None) -> str:
    """Return a threshold or a value of a rule with its unit."""
    if figure is None:
        return ""
    if isinstance(figure, str):
        return figure
    if _is_size(rule):
        return f"-{human_size(-int(figure))}" if figure < 0 else human_size(int(figure))
    if isinstance(figure, int):
        return _counted(rule.rule, figure)
    if rule.rule in _GROWTH:
        return f"{100 * figure:,.4g}%" if abs(figure) < _HUGE else f"{100 * figure:,.0f}%"
    return f"{figure:.4g}"

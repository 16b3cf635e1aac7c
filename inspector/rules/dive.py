"""dive's three rules over dive's own figures, with the verdict that dive 0.13 gives.

Source: dive's ``runtime/ci/rule.go`` and ``evaluator.go``; equality passes, ``disabled`` skips.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from inspector.language import N_, Lazy
from inspector.rules.go_values import parse_bytes, parse_ratio
from inspector.rules.report import RuleResult, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inspector.analyses.dive import DiveFigures

DISABLED = N_("disabled")
DIVE_FILE = ".dive-ci"


class DiveRule(NamedTuple):
    """A rule: its key in ``.dive-ci``, dive's default, how its value is read, what it looks at.

    ``metavar`` and ``help`` are those of its option.
    """

    key: str
    default: str
    parse: Callable[[str], float]
    value: Callable[[DiveFigures], float]
    fails: Callable[[float, float], bool]  # of the value and the threshold
    metavar: str
    help: str


def _user_percent(figures: DiveFigures) -> float:
    """Return dive's fraction as Go divides: 0/0 is NaN, which passes; x/0 is infinite."""
    if figures.user_wasted_percent is not None:
        return figures.user_wasted_percent
    return math.inf if figures.wasted_bytes else math.nan


DIVE_RULES = (
    DiveRule(
        "lowestEfficiency",
        "0.9",
        parse_ratio,
        lambda figures: figures.efficiency,
        lambda value, threshold: threshold > value,
        "RATIO",
        N_("dive's rule: minimum efficiency (0 to 1), by dive's figures."),
    ),
    DiveRule(
        "highestWastedBytes",
        DISABLED,
        parse_bytes,
        lambda figures: figures.wasted_bytes,
        lambda value, threshold: value > threshold,
        "SIZE",
        N_("dive's rule: maximum number of wasted bytes, by dive's figures."),
    ),
    DiveRule(
        "highestUserWastedPercent",
        "0.1",
        parse_ratio,
        _user_percent,
        lambda value, threshold: value > threshold,
        "RATIO",
        N_("dive's rule: maximum wasted share (0 to 1), by dive's figures."),
    ),
)
DEFAULTS: Mapping[str, str] = {rule.key: rule.default for rule in DIVE_RULES}


def parse_threshold(key: str, text: str) -> float | None:
    """Return a rule's threshold, None where it is disabled. Raises ValueError."""
    if text == DISABLED:
        return None
    (rule,) = (each for each in DIVE_RULES if each.key == key)
    return rule.parse(text)


def judge(figures: DiveFigures, thresholds: Mapping[str, float | None]) -> list[RuleResult]:
    """Return what becomes of the rules that have a threshold, or are disabled."""
    return [
        _judged(rule, figures, thresholds[rule.key])
        for rule in DIVE_RULES
        if rule.key in thresholds
    ]


def _judged(rule: DiveRule, figures: DiveFigures, threshold: float | None) -> RuleResult:
    if threshold is None:
        return RuleResult(rule.key, None, None, Status.SKIP, Lazy(DISABLED))
    value = rule.value(figures)
    status = Status.FAIL if rule.fails(value, threshold) else Status.PASS
    return RuleResult(rule.key, _plain(threshold), _plain(value), status)


def _plain(value: float) -> float | str | None:
    """Return a number that JSON has; of those that it has not, Go's word."""
    if math.isnan(value):
        return "NaN"
    return "+Inf" if math.isinf(value) else value

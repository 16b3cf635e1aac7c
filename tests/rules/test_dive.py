"""dive's rules over dive's figures: every combination of pass, fail and skip."""

from __future__ import annotations

from itertools import product

import pytest

from inspector.analyses.dive import DiveFigures
from inspector.rules.dive import DEFAULTS, judge, parse_threshold
from inspector.rules.report import Status
from tests.cases import tried_with

# Efficiency 0.75, 7,000 bytes wasted, which is 0.4667 of the user's.
FIGURES = DiveFigures(0.75, 7000, 7000 / 15000, ())
PASSING = {
    "lowestEfficiency": "0.75",
    "highestWastedBytes": "7kB",
    "highestUserWastedPercent": str(7000 / 15000),
}
FAILING = {
    "lowestEfficiency": "0.7500001",
    "highestWastedBytes": "6,999",
    "highestUserWastedPercent": "0.4666",
}
TEXTS = {
    Status.PASS: PASSING,
    Status.FAIL: FAILING,
    Status.SKIP: dict.fromkeys(DEFAULTS, "disabled"),
}
COMBINATIONS = list(product((Status.PASS, Status.FAIL, Status.SKIP), repeat=len(DEFAULTS)))


@tried_with("wanted", COMBINATIONS)
def test_each_rule_has_its_own_status(wanted: tuple[Status, ...]) -> None:
    given = {key: TEXTS[status][key] for key, status in zip(DEFAULTS, wanted, strict=True)}
    results = judge(FIGURES, {key: parse_threshold(key, given[key]) for key in DEFAULTS})
    assert [(each.rule, each.status) for each in results] == list(
        zip(DEFAULTS, wanted, strict=True)
    )


def test_the_defaults_are_dives() -> None:
    assert DEFAULTS == {
        "lowestEfficiency": "0.9",
        "highestWastedBytes": "disabled",
        "highestUserWastedPercent": "0.1",
    }


@pytest.mark.parametrize(("wasted", "status"), [(0, Status.PASS), (5, Status.FAIL)])
def test_dividing_by_nothing(wasted: int, status: Status) -> None:
    """0/0 is NaN, which no comparison holds of; x/0 is infinite."""
    (result,) = judge(DiveFigures(1.0, wasted, None, ()), {"highestUserWastedPercent": 1.0})
    assert result.status is status


def test_a_threshold_that_is_no_number_passes_as_in_dive() -> None:
    (result,) = judge(FIGURES, {"lowestEfficiency": parse_threshold("lowestEfficiency", "NaN")})
    assert (result.status, result.threshold) == (Status.PASS, "NaN")

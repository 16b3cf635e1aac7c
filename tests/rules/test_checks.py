"""Our own rules, each with what passes and what fails; equality passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.analyses.path_matches import PathMatch
from inspector.analyses.scope import Scope
from inspector.findings import Finding
from inspector.rules import audit_rules
from inspector.rules.audit_rules import AUDIT_RULES, read_values
from inspector.rules.checks import CHECKS
from inspector.rules.report import Growth, RuleResult, Status
from tests.cases import tried_with
from tests.rules.audits import audit_of, facts, layer

if TYPE_CHECKING:
    from collections.abc import Mapping

PASS, FAIL, SKIP = Status.PASS, Status.FAIL, Status.SKIP
# 1,000 bytes in two layers, of which 300 are wasted.
AUDIT = audit_of(
    layer(0, 600),
    layer(1, 400),
    waste=[("/var/cache/x.deb", 200), ("/tmp/x", 100)],
    findings=[Finding("duplicate-path", 0, "/a"), Finding("layer-damaged", 1)],
    matches=[PathMatch("/k.pem", 0, 1)],
)
NEW = Finding("layer-damaged", 1)


def growth(before: int, after: int, *new: Finding) -> Growth:
    return Growth("old", "", before, after, 0, 0, (), None, new)


Judged = list[tuple[str, float | str | None, Status]]


def judged(given: Mapping[str, object], grown: Growth | None = None, floor: int = 0) -> Judged:
    found = audit_rules.judge(
        read_values(given), facts(AUDIT, growth=grown, min_wasted_bytes=floor)
    )
    return [(each.rule, each.value, each.status) for each in found]


@pytest.mark.parametrize(
    ("rule", "passes", "fails", "value"),
    [
        ("max_size", 1000, 999, 1000),
        ("max_layers", 2, 1, 2),
        ("max_layer_size", 600, 599, 600),
        ("max_wasted_bytes", 300, 299, 300),
        ("max_wasted_share", 0.3, 0.299, 0.3),
        ("min_efficiency", 0.7, 0.701, 0.7),
    ],
)
def test_figures(rule: str, passes: object, fails: object, value: float) -> None:
    assert judged({rule: passes}) == [(rule, value, PASS)]
    assert judged({rule: fails}) == [(rule, value, FAIL)]


@pytest.mark.parametrize(("floor", "status"), [(300, FAIL), (301, PASS)])
def test_too_little_waste_fails_no_share(floor: int, status: Status) -> None:
    assert judged({"max_wasted_share": 0.1}, floor=floor) == [("max_wasted_share", 0.3, status)]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ("duplicate-path", 1),
        ("duplicate-*", 1),
        ("error", 1),
        ("warning", 2),
        ("note", 2),
        ("error, duplicate-path", 2),
        ("hidden-data", 0),
    ],
)
def test_findings_by_id_and_by_level_and_those_above(wanted: str, count: int) -> None:
    assert judged({"fail_on": wanted}) == [("fail_on", count, FAIL if count else PASS)]
    assert judged({"warn_on": wanted}) == [("warn_on", count, PASS)]
    (warning,) = audit_rules.judge(read_values({"warn_on": wanted}), facts(AUDIT))
    assert warning.is_warning == bool(count)


def test_a_forbidden_path_is_there_though_it_is_hidden() -> None:
    (result,) = audit_rules.judge(read_values({"forbid": ["*.pem"]}), facts(AUDIT))
    assert result == RuleResult("forbid", "*.pem", 1, FAIL, "/k.pem (layer 0, removed in layer 1)")
    clean = audit_of(layer(0, 5))
    (result,) = audit_rules.judge(read_values({"forbid": ["*.pem"]}), facts(clean))
    assert (result.value, result.status) == (0, PASS)


@tried_with(
    ("match", "told"),
    [
        (PathMatch("/k", 0), "/k (layer 0)"),
        (PathMatch("/k", 2, None, (1,)), "/k (layers 1 to 2)"),
        (PathMatch("/k", 3, 4, (1, 2)), "/k (layers 1 to 3, removed in layer 4)"),
        (PathMatch("/k", 4, 5, (0, 2)), "/k (layers 0, 2, 4, removed in layer 5)"),
        (PathMatch("/k", 9, None, (0, 2, 4, 6)), "/k (layers 0, 2, 4 and 2 more)"),
    ],
)
def test_a_forbidden_path_names_every_layer_that_stores_it(match: PathMatch, told: str) -> None:
    audit = audit_of(layer(0, 5), matches=[match])
    (result,) = audit_rules.judge(read_values({"forbid": ["*"]}), facts(audit))
    assert result.message == told


def test_waste_that_is_denied() -> None:
    assert judged({"deny_waste": "/var/cache"}) == [("deny_waste", 1, FAIL)]
    assert judged({"deny_waste": "/opt/**"}) == [("deny_waste", 0, PASS)]


def test_of_many_the_first_are_named() -> None:
    many = audit_of(layer(0, 9), waste=[(f"/t/{number}", 1) for number in range(5)])
    (result,) = audit_rules.judge(read_values({"deny_waste": "/t/*"}), facts(many))
    assert result.value == 5
    assert result.message.endswith("/t/2 (1 B, layer 0) and 2 more")


@tried_with(
    ("limit", "grown", "value", "status"),
    [
        ("100", growth(900, 1000), 100, PASS),
        ("99", growth(900, 1000), 100, FAIL),
        ("10%", growth(1000, 1100), 0.1, PASS),
        ("9%", growth(1000, 1100), 0.1, FAIL),
        ("0.11", growth(1000, 1100), 0.1, PASS),
        ("0.05", growth(1000, 1100), 0.1, FAIL),
        ("0", growth(1000, 900), -100, PASS),
        ("1%", growth(0, 5), None, FAIL),
        ("1%", growth(0, 0), None, PASS),
        ("1%", None, None, SKIP),
    ],
)
def test_growth(limit: str, grown: Growth | None, value: float, status: Status) -> None:
    assert judged({"max_growth": limit}, grown) == [("max_growth", value, status)]


@tried_with(
    ("limit", "grown", "value", "status"),
    [
        ("100", (900, 1000), 100, PASS),
        ("99", (900, 1000), 100, FAIL),
        ("9%", (1000, 1100), 0.1, FAIL),
        ("0", (1000, 900), -100, PASS),
        ("1%", (0, 5), None, FAIL),
        ("1%", None, None, SKIP),
    ],
)
def test_growth_of_waste(
    limit: str, grown: tuple[int, int] | None, value: float, status: Status
) -> None:
    both = grown and replace(growth(1, 1), wasted_before=grown[0], wasted_after=grown[1])
    assert judged({"max_wasted_growth": limit}, both) == [("max_wasted_growth", value, status)]


def test_new_findings() -> None:
    assert judged({"fail_on_new": True}, growth(1, 1, NEW)) == [("fail_on_new", 1, FAIL)]
    assert judged({"fail_on_new": True}, growth(1, 1)) == [("fail_on_new", 0, PASS)]
    assert judged({"fail_on_new": True}) == [("fail_on_new", None, SKIP)]
    assert judged({"fail_on_new": False}, growth(1, 1, NEW)) == []


@tried_with("rule", [each.key for each in AUDIT_RULES if each.key in CHECKS])
def test_every_rule_can_be_disabled(rule: str) -> None:
    assert judged({rule: "disabled"}) == [(rule, None, SKIP)]


def test_results_come_in_the_order_of_the_list() -> None:
    keys = [each.key for each in AUDIT_RULES if each.key in CHECKS]
    found = judged(dict.fromkeys(reversed(keys), "disabled"))
    assert [rule for rule, _, _ in found] == keys


def test_an_image_without_layers_passes() -> None:
    given = {"max_size": 0, "max_layer_size": 0, "max_wasted_share": 0, "min_efficiency": 1}
    found = audit_rules.judge(read_values(given), facts(audit_of()))
    assert [each.status for each in found] == [PASS] * 4


def test_rules_look_at_what_counts() -> None:
    found = audit_rules.judge(
        read_values({"max_size": 1, "max_layers": 9, "max_layer_size": 1}),
        facts(replace(AUDIT, scope=Scope(base_layers=1))),
    )
    assert [each.value for each in found] == [400, 1, 400]

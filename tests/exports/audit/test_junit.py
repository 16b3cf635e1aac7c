"""JUnit as ``junitparser`` and CI systems read it: what fails the audit fails, and nothing else."""

from __future__ import annotations

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from inspector.exports.audit.junit import render
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE


def suites(*reports: object) -> list[TestSuite]:
    found = JUnitXml.fromstring(render(reports).encode())  # type: ignore[arg-type]
    return list(found)


def cases(suite: TestSuite) -> dict[str, TestCase]:
    return {case.name: case for case in suite}


def test_each_rule_and_each_level_is_a_test() -> None:
    (suite,) = suites(FULL)
    found = cases(suite)
    assert list(found) == [
        "rule: max_size",
        "rule: lowestEfficiency",
        "rule: forbid",
        "rule: warn_on",
        "rule: highestWastedBytes",
        "findings: note",
        "findings: warning",
        "findings: error",
        "findings: ignored",
    ]
    kinds = [[type(each) for each in case.result] for case in found.values()]
    assert kinds == [[Failure], [], [Skipped], [], [Error], [], [], [], []]
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (9, 1, 1, 1)
    assert found["rule: max_size"].result[0].message == "max_size: 2.00 kB, at most 1.00 kB allowed"
    assert found["rule: warn_on"].system_out == "warning: warn_on: 2 findings"


def test_findings_are_listed_and_pass() -> None:
    (suite,) = suites(FULL)
    said = cases(suite)["findings: warning"].system_out
    assert said.splitlines()[0].startswith("path-escape: layer 1 /found")


def test_an_image_that_cannot_be_read_is_an_error() -> None:
    good, bad = suites(EMPTY, UNREADABLE)
    assert (good.failures, good.errors) == (0, 0)
    assert bad.errors == 1
    assert cases(bad)["readable"].result[0].message == "nope.tar: no such file"
    total = JUnitXml.fromstring(render([EMPTY, UNREADABLE]).encode())
    assert (total.tests, total.errors) == (4, 1)

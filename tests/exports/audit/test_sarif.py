"""SARIF: valid, with the places that code hosts show, and the same fingerprints next time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from inspector.exports.audit.sarif.report import render
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE, layer

if TYPE_CHECKING:
    from inspector.rules.report import AnyReport, Report


def log(*reports: AnyReport) -> dict[str, Any]:
    """Return what was written, once the models that were made from SARIF's schema have taken it."""
    from fluidattacks_core.sarif import SarifLog  # imports much, and few tests need it

    text = render(reports)
    SarifLog.model_validate_json(text)
    found: dict[str, Any] = json.loads(text)
    return found


def results(report: Report) -> dict[str, dict[str, Any]]:
    return {each["ruleId"]: each for each in log(report)["runs"][0]["results"]}


@pytest.mark.parametrize("reports", [(EMPTY,), (FULL,), (UNREADABLE,), (FULL, EMPTY, UNREADABLE)])
def test_it_is_valid(reports: tuple[AnyReport, ...]) -> None:
    found = log(*reports)
    assert found["version"] == "2.1.0"
    assert len(found["runs"]) == len(reports)


def test_each_result_has_its_rule_with_help() -> None:
    (run,) = log(FULL)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["message"]["text"]
        assert len(each["locations"]) == 1
        assert each["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1


def test_all_kinds_are_results() -> None:
    found = results(FULL)
    assert {id_: each["level"] for id_, each in found.items()} == {
        "rule-max-size": "error",
        "rule-highest-wasted-bytes": "error",
        "layer-damaged": "error",
        "rule-warn-on": "warning",
        "duplicate-files": "warning",
        "wasted-bytes": "warning",
        "path-escape": "warning",
        "empty-name": "warning",
    }
    assert found["wasted-bytes"]["properties"] == {
        "bytes": 2_000_000,
        "layer": 0,
        "hiddenBy": 1,
        "paths": 1,
    }


def test_ignored_findings_are_suppressed_with_their_reason() -> None:
    ignored = replace(FULL.ignored[0], reason="accepted")
    found = results(replace(FULL, ignored=(ignored,)))["empty-name"]
    assert found["suppressions"] == [{"kind": "external", "justification": "accepted"}]
    assert not any(
        "suppressions" in each for id_, each in results(FULL).items() if id_ != "empty-name"
    )


def test_a_result_is_at_the_line_of_the_dockerfile_that_made_its_layer() -> None:
    found = results(FULL)["path-escape"]
    (place,) = found["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "build/Dockerfile", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "endLine": 5},
    }
    assert [each["kind"] for each in place["logicalLocations"]] == ["image", "layer", "path"]
    assert place["logicalLocations"][1]["fullyQualifiedName"].endswith("/layer 1")
    (path,) = found["relatedLocations"]
    assert path["physicalLocation"]["artifactLocation"] == {"uri": "found", "uriBaseId": "IMAGE"}


def test_waste_names_the_line_that_hides_it() -> None:
    found = results(FULL)["wasted-bytes"]
    (place,) = found["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "waste", "uriBaseId": "IMAGE"}
    (hidden,) = found["relatedLocations"]
    assert hidden["message"]["text"] == "Layer 1 hides them"
    assert hidden["physicalLocation"]["region"]["startLine"] == 3


def test_a_failed_rule_is_in_the_rule_file() -> None:
    (place,) = results(FULL)["rule-max-size"]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "rules.toml"
    (place,) = results(replace(FULL, rule_file=None))["rule-max-size"]["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "image"}


def test_what_of_the_dockerfile_does_not_match_is_said() -> None:
    (run,) = log(FULL)["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    said = [each["message"]["text"] for each in notes]
    assert said[0] == "rule file: rules.toml"
    assert said[-1] == "build/Dockerfile: no instruction matches layer 0"


def test_an_image_that_cannot_be_read_is_a_run_that_failed() -> None:
    (run,) = log(UNREADABLE)["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "results" not in run


def test_runs_on_several_images_are_told_apart() -> None:
    first, second = log(FULL, EMPTY)["runs"]
    assert first["automationDetails"]["id"] != second["automationDetails"]["id"]
    assert "automationDetails" not in log(FULL)["runs"][0]


def test_fingerprints_survive_another_layer_below_and_other_sizes() -> None:
    def marks(report: Report) -> list[str]:
        (run,) = log(report)["runs"]
        return [each["partialFingerprints"]["layerscope/v1"] for each in run["results"]]

    audit = FULL.audit
    pushed = replace(
        audit,
        layers=(
            layer(0, "RUN new"),
            *(replace(each, index=each.index + 1) for each in audit.layers),
        ),
        findings=tuple(
            replace(each, layer=None if each.layer is None else each.layer + 1)
            for each in audit.findings
        ),
        usage=replace(
            audit.usage,
            waste=tuple(
                replace(each, written_by=1, hidden_by=2, bytes=1_500_000)
                for each in audit.usage.waste
            ),
        ),
        dockerfile=None,
    )
    again = replace(FULL, audit=pushed, ignored=())
    assert marks(again) == marks(replace(FULL, ignored=()))
    assert len(set(marks(FULL))) == len(marks(FULL))

"""The JSON of an audit and its published schema: one is made of what the other is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from msgspec.structs import replace

from inspector.exports.audit import schema as audit_schema
from inspector.exports.audit.document import AuditDocument
from inspector.exports.audit.json import pieces, render
from inspector.exports.audit.values import document
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE, report_with

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

    from inspector.rules.report import AnyReport

PAGE = Path(__file__).parents[3] / "docs" / "audit.schema.json"


@pytest.fixture(name="validator")
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # imports much

    return Draft202012Validator(json.loads(PAGE.read_text()))


def test_the_published_schema_is_that_of_the_code(validator: Draft202012Validator) -> None:
    made = "python -m inspector.exports.audit.schema > docs/audit.schema.json"
    assert PAGE.read_text() == audit_schema.render(), made
    validator.check_schema(json.loads(PAGE.read_text()))


@pytest.mark.parametrize(
    "reports",
    [[EMPTY], [FULL], [report_with("\udcff\u202e<\n")], [EMPTY, UNREADABLE, FULL]],
    ids=["empty", "full", "hostile", "several"],
)
def test_what_is_written_is_valid(
    reports: list[AnyReport], validator: Draft202012Validator
) -> None:
    validator.validate(json.loads(render(reports)))


def test_the_schema_forbids_what_the_contract_does(validator: Draft202012Validator) -> None:
    found: dict[str, Any] = json.loads(render([FULL]))
    for change in (
        {"schema": 2},
        {"verdict": "maybe"},
        {"wasted_bytes": -1},
        {"waste": [{"path": "/a"}]},
        {"rules": [{**found["rules"][0], "status": "passed"}]},
    ):
        assert not validator.is_valid({**found, **change})
    del found["layers"]
    assert not validator.is_valid(found)


def test_a_row_of_a_list_is_a_line_of_ascii_with_lone_surrogates() -> None:
    text = render([report_with("\udce9é")])
    assert text.isascii()
    (line,) = (line for line in text.splitlines() if line.startswith('    {"path": "/waste'))
    assert line == (
        '    {"path": "/waste\\udce9\\u00e9", "bytes": 2000000, "written_by": 0,'
        ' "hidden_by": 1, "cause": "removed"}'
    )


def test_rows_of_which_there_may_be_millions_are_as_their_values() -> None:
    found = json.loads(render([FULL]))
    values = document(FULL)
    assert isinstance(values, AuditDocument)
    assert found["waste"] == [msgspec.to_builtins(row) for row in values.waste]
    assert found["dive"]["files"] == [msgspec.to_builtins(row) for row in values.dive.files]


def test_many_rows_are_one_list() -> None:
    rows = FULL.audit.usage.waste * 25_000
    usage = replace(FULL.audit.usage, waste=rows)
    text = render([replace(FULL, audit=replace(FULL.audit, usage=usage))])
    assert len(json.loads(text)["waste"]) == 25_000
    assert max(map(len, pieces([FULL]))) < len(text) / 100


def test_fields_of_findings_that_do_not_apply_are_not_there() -> None:
    (first, *_), (ignored,) = (json.loads(render([FULL]))[key] for key in ("findings", "ignored"))
    assert list(first) == ["id", "level", "message", "layer", "path"]
    assert ignored["until"] == "2030-01-02"
    assert json.loads(render([EMPTY]))["duplicates"] is None
    (copies,) = json.loads(render([FULL]))["duplicates"]
    assert (copies["count"], copies["paths"]) == (2, ["/one", "/two"])
    assert json.loads(render([FULL]))["duplicate_bytes"] == 3_000_000

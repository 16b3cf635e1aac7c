"""CSV as programs and spreadsheets read it."""

from __future__ import annotations

import csv
import io

import pytest

from inspector.exports.audit.csv import COLUMNS, render
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE, report_with


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_columns_are_those_that_are_documented() -> None:
    head = render([EMPTY]).split("\r\n")[0]
    assert head == ",".join(COLUMNS)
    assert head == (
        "kind,image,id,level,status,path,bytes,layer,hidden_by,count,threshold,value,message,see"
    )


def test_each_problem_is_a_row() -> None:
    found = rows(render([FULL, UNREADABLE]))
    kinds = [each["kind"] for each in found]
    assert kinds == [
        "image",
        *["note"] * 9,
        *["growth"] * 7,
        "new-finding",
        *["rule"] * 5,
        *["finding"] * 3,
        "ignored",
        "waste",
        *["duplicate"] * 2,
        "package",
        "unowned",
        "unreadable",
    ]
    waste = found[kinds.index("waste")]
    assert (waste["path"], waste["bytes"], waste["layer"], waste["hidden_by"]) == (
        "/waste",
        "2000000",
        "0",
        "1",
    )
    assert (waste["id"], waste["status"]) == ("wasted-bytes", "removed")
    package = found[kinds.index("package")]
    assert (package["id"], package["bytes"], package["layer"], package["count"]) == (
        "pkg:deb/ubuntu/libfoo@1?arch=amd64",
        "2000000",
        "0",
        "7",
    )
    rule = found[kinds.index("rule")]
    assert (rule["id"], rule["status"], rule["threshold"], rule["value"]) == (
        "max_size",
        "fail",
        "1000",
        "2000.0",
    )


@pytest.mark.parametrize(
    "text",
    ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "a;=cmd()"],  # noqa: RUF001
)
def test_no_cell_is_a_formula(text: str) -> None:
    report = report_with(text)
    for row in csv.reader(io.StringIO(render([report]), newline="")):
        for part in (part for cell in row for part in cell.split(";")):
            assert part.lstrip()[:1] not in set("=+-@\t\r＝"), row  # noqa: RUF001


def test_lines_end_as_rfc_4180_says() -> None:
    text = render([report_with('a"b,c\nd')])
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    assert any('a"b,c\\nd' in each["path"] for each in rows(text))

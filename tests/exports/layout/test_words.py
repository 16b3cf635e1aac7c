"""How words stand behind each other, and columns below their titles in a language of wide ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.audit.text.report import render
from inspector.exports.layout.cells import display_width, padded, padded_left
from inspector.exports.layout.columns import Columns
from inspector.exports.layout.words import (
    and_more,
    clauses,
    explained,
    first_of,
    joined_last,
    sentences,
)
from tests.exports.sample_reports import FULL
from tests.marked import SIGN, mark

if TYPE_CHECKING:
    import pytest


def test_english() -> None:
    assert [joined_last(["a", "b", "c"][:count]) for count in range(4)] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
    assert and_more(["a", "b", "c"], 2) == "a, b and 1 more"
    assert and_more(["a", "b"], 2) == "a, b"
    assert (first_of(10, 1234), first_of(10, 10)) == ("10 of 1,234", "10")
    assert explained("a", "", "b") == "a: b"
    assert clauses(["a", "b"]) == "a; b"
    assert sentences(["A.", "", "B."]) == "A. B."
    assert sentences([]) == ""


def test_values_are_no_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    mark(monkeypatch)
    assert sentences(["{first}", "{x}"]) == f"{SIGN}{{first}} {{x}}"
    assert joined_last(["{a}", "{b}"]) == f"{SIGN}{{a}} and {{b}}"


def test_titles_take_the_cells_of_their_columns() -> None:
    assert padded("层", 4) + "|" == "层  |"
    assert padded_left("层", 4) == "  层"
    columns = Columns(("层", ">5"), ("规则文件", "<6"), ("镜像", "<0"))
    assert columns.title == "   层  规则文件  镜像"
    assert columns.row("12", "无", "x") == "   12  无        x"


def test_columns_stand_below_their_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    mark(monkeypatch)
    lines = render([FULL]).splitlines()
    (title,) = (each for each in lines if each.endswith(f"{SIGN}INSTRUCTION") and "ADDED" in each)
    row = lines[lines.index(title) + 1]
    assert display_width(title[: title.index(f"{SIGN}INSTRUCTION")]) == row.index("RUN")
    sums = [each for each in lines if each[2:4] in {"= ", "+ ", "- "}]
    ends = {
        display_width(each[: each.rindex(f"  {SIGN}")]) for each in sums if each.count(SIGN) > 1
    }
    assert len(ends) == 1

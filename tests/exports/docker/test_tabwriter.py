"""Columns as Go's text/tabwriter gives them; expectations are docker's client's."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.exports.docker.tabwriter import align


@pytest.mark.parametrize(
    ("text", "aligned"),
    [
        ("", ""),
        ("\n", "\n"),
        ("no column\n", "no column\n"),
        ("a\tb\n", "a         b\n"),
        ("a\t\n", "a         \n"),
        ("a\t", "a"),
        ("1234567\tb\n", "1234567   b\n"),
        ("12345678\tb\n", "12345678   b\n"),
        # the widest cell of consecutive lines counts, the last cell of a line does not
        ("long enough\tb\nx\tvery very long\n", "long enough   b\nx             very very long\n"),
        # a line without the cell ends the column
        ("long enough\tb\nnone\nx\tb\n", "long enough   b\nnone\nx         b\n"),
        (
            "a\tlong enough\tc\na\tb\na\tb\tc\n",
            "a         long enough   c\na         b\na         b         c\n",
        ),
        # a vertical tab ends a cell, too; a form feed ends a line and all columns
        ("a\vb\n", "a         b\n"),
        ("long enough\tb\fx\tb\n", "long enough   b\nx         b\n"),
        # between two bytes 0xff nothing counts, and they have no width themselves
        ("\udcff\t\n\udcff\tb\n", "\udcff\t\n\udcff        b\n"),
        ("a\udcffb\tc\n", "a\udcffb\tc\n"),
    ],
)
def test_columns(text: str, aligned: str) -> None:
    assert align(text, len) == aligned


def test_the_measure_decides() -> None:
    assert align("日本\t|\n", lambda text: 2 * len(text)) == "日本      |\n"


cells = st.text(st.characters(exclude_characters="\t\v\n\f \udcff"), min_size=1, max_size=15)


@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=8))
def test_nothing_is_lost_and_columns_stand_below_each_other(rows: list[list[str]]) -> None:
    aligned = align("".join("\t".join(row) + "\n" for row in rows), len).split("\n")[:-1]
    assert [line.replace(" ", "") for line in aligned] == ["".join(row) for row in rows]
    starts = [_starts(line, row) for line, row in zip(aligned, rows, strict=True)]
    for above, below in pairwise(starts):
        shared = min(len(above), len(below))
        assert above[:shared] == below[:shared]


def _starts(line: str, row: list[str]) -> list[int]:
    """Where each cell of a line begins: 3 spaces or more behind the cell before it."""
    starts = [0]
    for cell in row[:-1]:
        end = starts[-1] + len(cell)
        assert line[starts[-1] : end] == cell
        starts.append(end + len(re.match(" *", line[end:])[0]))  # type: ignore[index]
        assert starts[-1] - end >= 3
        assert starts[-1] - starts[-2] >= 10
    return starts


def test_ten_thousand_columns_need_no_stack() -> None:
    text = "x\t" * 10_000 + "\n"
    assert align(text, len) == "x         " * 10_000 + "\n"

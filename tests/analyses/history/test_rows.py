"""Rows against layers, and dates against what docker's daemon makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.history.rows import MISSING, History, history_rows, parse_time
from inspector.spec import HistoryEntry, ImageConfig

IMAGE_ID = "sha256:" + "d33b948a" * 8


def history(*entries: HistoryEntry, sizes: list[int | None]) -> History:
    return history_rows(ImageConfig(history=list(entries)), IMAGE_ID, sizes)


def step(name: str, *, empty: bool | None = None, created: str | None = None) -> HistoryEntry:
    return HistoryEntry(created=created, created_by=name, empty_layer=empty)


def test_each_row_that_is_not_empty_owns_the_next_layer() -> None:
    found = history(
        step("ADD"), step("ENV", empty=True), step("RUN", empty=False), step("CMD", empty=True),
        sizes=[10, 20],
    )  # fmt: skip
    assert [(row.created_by, row.layer, row.size, row.empty) for row in found.rows] == [
        ("ADD", 0, 10, False),
        ("ENV", None, 0, True),
        ("RUN", 1, 20, False),
        ("CMD", None, 0, True),
    ]
    assert (found.surplus_layers, found.excess_rows, found.bad_dates) == ((), 0, ())


def test_only_the_newest_row_has_the_image_id() -> None:
    found = history(step("old"), step("new", empty=True), sizes=[1])
    assert [row.image_id for row in found.rows] == [MISSING, IMAGE_ID]


def test_layers_without_a_row_are_named() -> None:
    found = history(step("ADD"), sizes=[1, 2, 3])
    assert [row.layer for row in found.rows] == [0]
    assert found.surplus_layers == (1, 2)


def test_rows_without_a_layer_are_counted_and_empty_of_bytes() -> None:
    found = history(step("ADD"), step("RUN"), step("CMD", empty=True), step("RUN"), sizes=[7])
    assert [(row.layer, row.size, row.empty) for row in found.rows] == [
        (0, 7, False),
        (None, 0, False),
        (None, 0, True),
        (None, 0, False),
    ]
    assert found.excess_rows == 2


def test_a_layer_that_was_not_read_yet_has_no_size() -> None:
    found = history(step("ADD"), step("RUN"), sizes=[None, 5])
    assert [(row.layer, row.size) for row in found.rows] == [(0, None), (1, 5)]


@pytest.mark.parametrize("entries", [None, []])
def test_without_history_every_layer_is_surplus(entries: list[HistoryEntry] | None) -> None:
    found = history_rows(ImageConfig(history=entries), IMAGE_ID, [1, 2])
    assert found == History((), (0, 1), 0, ())


def test_null_fields_are_empty_text() -> None:
    (row,) = history(HistoryEntry(), sizes=[1]).rows
    assert (row.created_by, row.comment, row.created) == ("", "", None)


def test_a_date_that_is_none_is_kept_out_and_named() -> None:
    found = history(
        step("a", created="2024-01-02T03:04:05Z"), step("b", created="yesterday"), step("c"),
        sizes=[1, 2, 3],
    )  # fmt: skip
    assert [row.created for row in found.rows] == [1_704_164_645, None, None]
    assert found.bad_dates == (1,)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2024-01-02T03:04:05Z", 1_704_164_645),
        ("2024-01-02T03:04:05.123456789012345Z", 1_704_164_645),
        ("2024-01-02T03:04:05,9Z", 1_704_164_645),
        ("1969-12-31T23:59:59.5Z", -1),
        ("2024-01-02T03:04:05+05:30", 1_704_144_845),
        ("2024-01-02T03:04:05.5-23:59", 1_704_250_985),
        ("2024-01-02T03:04:05+24:60", 1_704_074_645),
        ("2024-01-02T3:04:05Z", 1_704_164_645),
        ("2024-01-02t03:04:05z", 1_704_164_645),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("0000-01-01T00:00:00Z", -62_167_219_200),
        ("0000-02-29T00:00:00Z", -62_162_121_600),
        ("9999-12-31T23:59:59-12:00", 253_402_343_999),
    ],
)
def test_a_date_is_its_second(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-01-02",
        "2024-01-02T03:04Z",
        "2024-01-02 03:04:05Z",
        "2024-01-02T03:04:05",
        "2024-01-02T03:04:05.Z",
        "2024-01-02T03:04:05+0530",
        "2024-01-02T03:04:05+25:00",
        "2024-01-02T03:04:05+00:61",
        "2024-02-30T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-01-02T24:00:00Z",
        "2024-01-02T23:59:60Z",
        "20240102T030405Z",
        "10000-01-01T00:00:00Z",
        " 2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05Z\n",
        "\u0662\u0660\u0662\u0664-01-02T03:04:05Z",
    ],
)
def test_what_go_refuses_is_no_date(text: str) -> None:
    assert parse_time(text) is None


@given(
    st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_any_time_comes_back(moment: datetime, minutes: int) -> None:
    local = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    expected = (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert parse_time(local.isoformat()) == expected


@given(st.lists(st.booleans(), max_size=20), st.integers(0, 20))
def test_every_layer_is_owned_once_or_surplus(empty: list[bool], layers: int) -> None:
    entries = [step("x", empty=each) for each in empty]
    found = history(*entries, sizes=list(range(layers)))
    owned = [row.layer for row in found.rows if row.layer is not None]
    assert [*owned, *found.surplus_layers] == list(range(layers))
    assert found.excess_rows == empty.count(False) - len(owned)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    found = history(step("x", created=text), sizes=[1])
    assert (found.rows[0].created is None) == (found.bad_dates == (0,))

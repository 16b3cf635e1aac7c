"""Sizes and ratios as dive reads them; the tables were put to dive 0.13.1 itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector.rules.go_values import parse_bytes, parse_float, parse_ratio
from tests.cases import tried_with

UNITS = {
    "": 1,
    "b": 1,
    **{
        f"{letter}{end}": 1000**power
        for power, letter in enumerate("kmgtpe", 1)
        for end in ("", "b")
    },
    **{
        f"{letter}i{end}": 1024**power
        for power, letter in enumerate("kmgtpe", 1)
        for end in ("", "b")
    },
}


@tried_with(
    ("text", "size"),
    [
        ("20Mb", 20_000_000),
        ("20 MB", 20_000_000),
        ("1,000", 1000),
        ("7,000 B", 7000),
        (",7000", 7000),
        ("6.9kB", 6900),
        ("0.0000069GB", 6900),
        ("1Ki", 1024),
        ("1.5GiB", 1_610_612_736),
        ("7k", 7000),
        ("7000 ", 7000),
        ("1e", 10**18),
        (".5k", 500),
        ("1.", 1),
        ("0", 0),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_bytes(text) == size


@tried_with(
    "text",
    [
        *("", "-1", "+1", "1BB", "7e3", "1e6", ".", "1.2.3", "1 000", " 7000", "7_000", "KB"),
        *("1K B", "0x1000", "\u0663MB", "18446744073709551615", "16EiB", "disabled", ",", "1 ki b"),
    ],
)
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a size|is too large"):
        parse_bytes(text)


@given(
    st.integers(0, 10**6),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["", " ", "\t", "  "]),
    st.booleans(),
)
def test_case_space_and_commas_say_nothing(
    number: int, unit: str, space: str, is_upper: bool
) -> None:
    assume(number * UNITS[unit] < 1 << 64)
    shown = unit.upper() if is_upper else unit
    assert parse_bytes(f"{number:,}{space}{shown}{space}") == int(float(number) * UNITS[unit])


@given(st.text(alphabet="0123456789.,kKmMiIbBeE -_x", max_size=8))
def test_a_size_is_found_or_refused(text: str) -> None:
    try:
        found = parse_bytes(text)
    except ValueError:
        return
    assert 0 <= found < 1 << 64
    assert text[0] in "0123456789.,"
    # A space before the unit and letters' case change nothing.
    assert parse_bytes(text.swapcase()) == found
    assert parse_bytes(text.replace(",", "")) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.75", 0.75), (".75", 0.75), ("0x1p-1", 0.5), ("1", 1.0), ("7e-1", 0.7), ("-0.0", 0.0)],
)
def test_ratios(text: str, value: float) -> None:
    assert parse_ratio(text) == value


def test_nan_is_a_ratio_as_in_dive() -> None:
    assert math.isnan(parse_ratio("NaN"))


@tried_with(
    "text", ["1.1", "-0.1", "inf", "0,5", "75%", "1_0", "", " 0.7", "off", "false", "1e999", "0x1"]
)
def test_what_is_no_ratio(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number|is not between|is too large"):
        parse_ratio(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_as_they_are_written(value: float) -> None:
    assert parse_float(repr(value)) == value

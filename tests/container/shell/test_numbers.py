"""Sizes and dates that commands take and print."""

from __future__ import annotations

from inspector.container.shell.numbers import human, read_date, read_size, read_stamp
from tests.cases import tried_with


@tried_with(
    ("text", "size"),
    [
        ("0", 0), ("7", 7), ("1K", 1024), ("2M", 2 << 20), ("1kB", 1000), ("3MB", 3_000_000),
        ("1MiB", 1 << 20), ("2b", 1024), ("3w", 6), ("4c", 4), ("K", 1024),
        ("", None), ("x", None), ("1Q", None), ("-1", None), ("1" * 30, None),
    ],
)  # fmt: skip
def test_sizes(text: str, size: int | None) -> None:
    assert read_size(text) == size


@tried_with(
    ("text", "seconds"),
    [
        ("@5", 5), ("@-5", -5), ("1970-01-02", 86400), ("1970-01-01 00:01", 60),
        ("1970-01-01T00:00:02Z", 2), ("1970-01-01 02:00:00 +02:00", 0),
        ("1970-01-01 00:00:00 -0100", 3600), ("now", 99), ("yesterday", None),
        ("2020-13-01", None), ("", None),
    ],
)  # fmt: skip
def test_dates(text: str, seconds: int | None) -> None:
    assert read_date(text, 99) == seconds


def test_stamps() -> None:
    assert read_stamp("197001010001.05", 0) == 65
    assert read_stamp("7001010000", 0) == 0
    assert read_stamp("01010001", 0) == 60
    assert read_stamp("1", 0) is None
    assert read_stamp("197013010000", 0) is None


@tried_with(
    ("size", "text"),
    [(0, "0"), (1023, "1023"), (1024, "1.0K"), (1025, "1.1K"), (10 << 10, "10K"), (10_241, "11K"),
     (1_048_575, "1.0M"), (75 << 20, "75M"), (5 << 60, "5.0E")],
)  # fmt: skip
def test_sizes_for_people_are_rounded_up(size: int, text: str) -> None:
    assert human(size) == text

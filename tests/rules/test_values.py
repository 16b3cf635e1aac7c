"""Values of our rule file."""

from __future__ import annotations

import pytest

from inspector.rules import values
from tests.cases import tried_with


@tried_with(
    ("read", "raw", "value"),
    [
        (values.size, "500MB", 500_000_000),
        (values.size, 5, 5),
        (values.count, 5, 5),
        (values.count, "5", 5),
        (values.share, 0.05, 0.05),
        (values.share, "5%", 0.05),
        (values.share, "5 %", 0.05),
        (values.share, 1, 1.0),
        (values.growth, "10MB", 10_000_000),
        (values.growth, "150%", 1.5),
        (values.growth, "0.05", 0.05),
        (values.growth, ".5", 0.5),
        (values.growth, 0.05, 0.05),
        (values.growth, "0", 0),
        (values.growth, "1.5", 1),
        (values.growth, "0.5kB", 500),
        (values.globs, ["*.pem", "/a"], ("*.pem", "/a")),
        (values.globs, "*.pem", ("*.pem",)),
        (
            values.ids,
            ["layer-damaged, hardlink-*", "error"],
            ("layer-damaged", "hardlink-*", "error"),
        ),
        (values.flag, True, True),
    ],
)
def test_what_is_read(read: object, raw: object, value: object) -> None:
    assert callable(read)
    assert read(raw) == value


def test_a_percentage_of_growth_is_no_number_of_bytes() -> None:
    assert type(values.growth("100%")) is float
    assert type(values.growth("1")) is int
    assert type(values.growth("0")) is int


@tried_with(
    ("read", "raw", "told"),
    [
        (values.size, "1BB", "a size"),
        (values.size, -1, "a size"),
        (values.size, 1.5, "a size"),
        (values.size, True, "a size"),
        (values.count, "many", "a whole number"),
        (values.count, -1, "a whole number"),
        (values.count, True, "a whole number"),
        (values.share, 1.1, "a share from 0 to 1"),
        (values.share, "110%", "a share from 0 to 1"),
        (values.share, float("nan"), "a share from 0 to 1"),
        (values.share, "NaN", "a share from 0 to 1"),
        (values.share, True, "a share from 0 to 1"),
        (values.growth, "-5%", "a size such as 10MB, a share below 1"),
        (values.growth, "inf%", "a size such as 10MB, a share below 1"),
        (values.growth, "-0.05", "a size such as 10MB, a share below 1"),
        (values.growth, 1.5, "a size such as 10MB, a share below 1"),
        (values.growth, True, "a size such as 10MB, a share below 1"),
        (values.growth, "x", "a size such as 10MB, a share below 1"),
        (values.globs, [], None),
        (values.globs, [""], "a list of path globs"),
        (values.globs, [1], "a list of path globs"),
        (values.ids, ["no-such"], "'no-such' is neither"),
        (values.ids, 5, "a list of finding ids"),
        (values.flag, "yes", "true or false"),
    ],
)
def test_what_is_refused_says_what_is_allowed(read: object, raw: object, told: str | None) -> None:
    assert callable(read)
    if told is None:
        assert read(raw) == ()
        return
    with pytest.raises(ValueError, match=told):
        read(raw)

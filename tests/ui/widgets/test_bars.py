from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector.ui.widgets.bars import bar, gauge
from tests.cases import tried_with

SIZES = st.integers(min_value=-1, max_value=10**20)
WIDTHS = st.integers(min_value=1, max_value=200)


@tried_with(
    ("part", "whole", "width", "drawn"),
    [
        (0, 10, 8, ""),
        (5, 10, 8, "████"),
        (10, 10, 8, "████████"),
        (11, 10, 4, "████"),
        (1, 16, 2, "▏"),
        (1, 10**12, 8, "▏"),
        (10**12 - 1, 10**12, 2, "█▉"),
        (3, 16, 8, "█▌"),
        (0, 0, 8, ""),
        (5, 0, 8, ""),
        (-1, 10, 8, ""),
        (5, 10, 0, ""),
    ],
)
def test_bar_lengths(part: int, whole: int, width: int, drawn: str) -> None:
    assert bar(part, whole, width) == drawn


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [(0, 7, "░░░░░"), (1, 700, "█░░░░"), (71, 100, "███░░"), (99, 100, "████░"), (7, 7, "█████")],
)
def test_gauge_shows_its_track(part: int, whole: int, drawn: str) -> None:
    assert gauge(part, whole, 5) == drawn


def test_no_width_no_gauge() -> None:
    assert gauge(1, 2, 0) == gauge(1, 2, -3) == ""


@given(SIZES, SIZES, WIDTHS)
def test_bar_is_blank_only_for_zero_and_full_only_for_the_whole(
    part: int, whole: int, width: int
) -> None:
    drawn = bar(part, whole, width)
    assert cell_len(drawn) <= width
    assert (drawn == "") == (part <= 0 or whole <= 0)
    assert (drawn == "█" * width) == (0 < whole <= part)


@given(SIZES, SIZES, SIZES, WIDTHS)
def test_more_is_never_drawn_shorter(less: int, more: int, whole: int, width: int) -> None:
    less, more = sorted((less, more))
    blocks = " ▏▎▍▌▋▊▉█"

    def eighths(drawn: str) -> int:
        return sum(blocks.index(block) for block in drawn)

    assert eighths(bar(less, whole, width)) <= eighths(bar(more, whole, width))

"""Where lines of Chinese end; the screen and the reports count cells in their own ways."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector.exports.layout.cells import display_width
from inspector.exports.layout.line_breaks import breaks, fitting
from inspector.exports.layout.paragraphs import wrapped as in_report
from inspector.ui.widgets.wrapping import wrapped as on_screen

SENTENCES = (
    "它遮住了下层的 3 个文件，这 1.90 MB 仍然留在镜像里：请在第 2 层的 RUN 里就删除（rm -rf /x）。",
    "打开“浪费”标签页，看到镜像存着、却没人看得见的数据。",
    "`docker history` 用 rm(1) 和 a[0] 来写……",
)


@pytest.mark.parametrize("width", range(8, 60, 3))
@pytest.mark.parametrize("text", SENTENCES)
def test_the_screen_and_reports_break_alike(text: str, width: int) -> None:
    assert on_screen(text, width) == in_report(text, width)


def test_a_word_with_brackets_stays_whole() -> None:
    assert on_screen("函数 rm(1) 和 a[0]", 10) == ["函数 rm(1)", "和 a[0]"]


@given(
    st.text("层镜，。（）“”ab(3 .-\U0001f600e\u0301", max_size=60),
    st.integers(4, 30),
    st.booleans(),
)
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int, cuts: bool) -> None:
    for measure in (display_width, cell_len):
        places = [0, *breaks(text, width, measure, cuts=cuts), len(text)]
        assert places == sorted(set(places)) or not text
        lines = [text[start:end] for start, end in pairwise(places)]
        assert "".join(lines) == text
        assert not cuts or all(measure(line.rstrip(" ")) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "count"), [("层层层", 4, 2), ("层", 1, 1), ("abc", 9, 3)]
)
def test_as_much_fits_as_there_is_room_for(text: str, width: int, count: int) -> None:
    assert fitting(text, width, display_width) == count

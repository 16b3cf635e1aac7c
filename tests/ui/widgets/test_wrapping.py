"""Text broken between blanks, and between characters of Chinese."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector.ui.widgets.wrapping import breaks, wrapped
from tests.cases import tried_with


@tried_with(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("读取镜像的层", 8, ["读取镜像", "的层"]),
        ("按 Enter 打开这一层", 12, ["按 Enter 打", "开这一层"]),
        ("第一层，第二层。", 8, ["第一层，", "第二层。"]),
        # A line begins with no closing mark, and ends with no opening one.
        ("四个字了，好", 8, ["四个字", "了，好"]),
        ("镜像层（摘要）", 8, ["镜像层", "（摘要）"]),
        ("一 sha256:0123456789", 10, ["一", "sha256:012", "3456789"]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
    ],
)
def test_it_is_broken_where_its_script_allows_it(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@given(st.text("层镜像，。（）“”ab :.-", max_size=60), st.integers(4, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    at = [0, *breaks(text, width), len(text)]
    assert at == sorted(at)
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")

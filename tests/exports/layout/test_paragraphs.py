"""Paragraphs in lines of so many cells."""

from __future__ import annotations

import textwrap

import pytest

from inspector.exports.layout.cells import display_width
from inspector.exports.layout.paragraphs import wrapped

ENGLISH = "It hides 3 files of lower layers, whose 1.90 MB stay in the image: merge the RUN lines."
CHINESE = (
    "它遮住了下层的 3 个文件，这 1.90 MB 仍然留在镜像里：请在第 2 层的 RUN 里就删除（rm -rf /x）。"
)
CLOSING = ("，", "：", "）", "。")
OPENING = "（"


@pytest.mark.parametrize("width", range(40, 100, 7))
def test_english_is_wrapped_as_ever(width: int) -> None:
    told = ENGLISH.replace("1.90 MB", "1.90\x1fMB")
    expected = textwrap.wrap(told, width, initial_indent="  ", subsequent_indent="  ")
    assert wrapped(ENGLISH, width, "  ") == [line.replace("\x1f", " ") for line in expected]


@pytest.mark.parametrize("width", range(12, 120, 3))
def test_chinese_fits_and_nothing_of_it_is_lost(width: int) -> None:
    lines = wrapped(CHINESE, width, "  提示  ")
    assert all(display_width(line) <= width for line in lines)
    assert lines[0].startswith("  提示  ")
    assert all(line.startswith(" " * 8) for line in lines[1:])
    assert "".join(line[8 if at else 6 :] for at, line in enumerate(lines)).replace(
        " ", ""
    ) == CHINESE.replace(" ", "")


@pytest.mark.parametrize("width", range(20, 80))
def test_no_line_begins_with_what_ends_a_sentence_and_numbers_stay_with_their_units(
    width: int,
) -> None:
    lines = wrapped(CHINESE, width)
    assert not any(line.startswith(CLOSING) or line.endswith(OPENING) for line in lines)
    assert not any(line.endswith(("第", "1.90", " 3", " 2")) for line in lines)


def test_what_is_more_than_some_lines_is_cut() -> None:
    first, second = wrapped(CHINESE, 30, most=2)
    assert second.endswith(" …")
    assert max(display_width(first), display_width(second)) <= 30


def test_a_long_word_is_broken_or_stays_whole() -> None:
    word = "x" * 50
    assert all(display_width(line) <= 20 for line in wrapped(f"文件 {word}", 20))
    assert word in wrapped(f"文件 {word}", 20, cuts=False)

"""Texts of lessons are paragraphs: lines of the file are joined, and broken where there is room."""

from __future__ import annotations

from inspector.ui.lesson.words import prose


def test_paragraphs_flow_and_commands_stay() -> None:
    text = "One `rm -r /x`\nand more.\n\nA line:\n\n  RUN a   b\n"
    assert prose(text, 80).plain == "One rm -r /x and more.\n\nA line:\n\n  RUN a   b"
    assert prose("one two three", 8).plain == "one two\nthree"
    assert [each.style for each in prose("One `rm`.", 80).spans] == ["bold"]


def test_chinese_lines_are_joined_without_a_blank() -> None:
    assert prose("第一\n第二。", 80).plain == "第一第二。"

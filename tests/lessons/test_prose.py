# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Paragraphs are joined and broken in English and in Chinese."""

from __future__ import annotations

from inspector.exports.cells import display_width
from inspector.lessons.prose import paragraphs, wrapped

CHINESE = "删除只写下一个 whiteout，层里的数据（比如 `app.tar`）一点也没有少；镜像还是那么大。"


def test_an_empty_line_ends_a_paragraph_and_indented_lines_stay() -> None:
    text = "\nOne\ntwo.\n\n  RUN a\n  RUN b\n\n镜像\n层，\nabc\n"
    assert paragraphs(text) == ["One two.", "  RUN a\n  RUN b", "镜像层，abc"]


def test_lines_fit_and_lose_nothing() -> None:
    for width in range(16, 60):
        lines = wrapped(CHINESE, width, "· ", "  ")
        assert all(display_width(line) <= width for line in lines)
        assert lines[0].startswith("· ")
        assert "".join(line[2:] for line in lines).replace(" ", "") == CHINESE.replace(" ", "")
        assert not any(line[2] in "，）；。" for line in lines)
        assert not any(line.endswith("（") for line in lines)


def test_words_are_kept_whole_and_indented_lines_are_not_broken() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("a very-long-word b", 8) == ["a", "very-long-word", "b"]
    assert wrapped("  RUN one two three", 8) == ["  RUN one two three"]

"""Paragraphs are joined in English and in Chinese."""

from __future__ import annotations

from inspector.lessons.prose import paragraphs, wrapped


def test_an_empty_line_ends_a_paragraph_and_indented_lines_stay() -> None:
    text = "\nOne\ntwo.\n\n  RUN a\n  RUN b\n\n镜像\n层，\nabc\n"
    assert paragraphs(text) == ["One two.", "  RUN a\n  RUN b", "镜像层，abc"]


def test_indented_lines_and_long_words_are_not_broken() -> None:
    assert wrapped("one two three", 8, "· ") == ["· one", "  two", "  three"]
    assert wrapped("a very-long-word b", 8) == ["a", "very-long-word", "b"]
    assert wrapped("RUN one two:\n  RUN one two three", 8) == [
        "RUN one", "two:", "  RUN one two three",
    ]  # fmt: skip
    assert wrapped("镜像由若干层组成。", 8) == ["镜像由若", "干层组", "成。"]

"""Sentences in a widget: lines are as long as there is room for cells."""

from __future__ import annotations

from textual.content import Content

from inspector.ui.widgets.wide_text import wide_text

CHINESE = "第 字字字字字字字字字字"


def test_chinese_is_broken_between_its_characters() -> None:
    text = wide_text(CHINESE)
    assert (text.get_height({}, 80), text.get_height({}, 12)) == (1, 2)
    assert Content(CHINESE).get_height({}, 12) == 3
    assert str(text) == CHINESE


def test_english_is_left_to_textual() -> None:
    assert wide_text("one two") == Content("one two")

"""Styled text that is broken between characters of Chinese."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from inspector.ui.kit.prose import prose


def test_it_keeps_its_styles_and_breaks_within_a_sentence() -> None:
    text = Text("按 ").append("Enter", style="bold").append(" 显示这一层的全部信息。")
    console = Console(width=16)
    rows = console.render_lines(prose(text), pad=False)
    lines = ["".join(each.text for each in row).rstrip() for row in rows]
    assert lines == ["按 Enter 显示这", "一层的全部信息。"]
    bold = [each.text for row in rows for each in row if each.style and each.style.bold]
    assert bold == ["Enter"]


def test_english_is_left_to_rich() -> None:
    text = Text("one two")
    assert prose(text) is text

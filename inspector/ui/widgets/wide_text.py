"""Sentences in a ``Static``, broken between the characters of Chinese and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.visual import Visual

from inspector.exports.layout.line_breaks import is_wide
from inspector.ui.widgets.wrapping import wrapped

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions


def wide_text(text: str) -> Content | WideText:
    """Return printable text to show; where Textual breaks it well, as Textual has it."""
    return WideText(text) if is_wide(text) else Content(text)


class WideText(Visual):
    """A text whose lines are found for each width."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text

    def _lines(self, width: int) -> Content:
        return Content("\n".join(wrapped(self._text, width)))

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        return self._lines(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return Content(self._text).get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return self._lines(width).get_height(rules, width)

"""Colours for a terminal of 256: near to those of the theme, and as calm."""

from __future__ import annotations

import pytest
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from inspector.ui.shell.terminal.colors import Palette256

BLACK = Color(0, 0, 0)


def rounded(color: str) -> RichColor | None:
    """Return what becomes of a colour behind a text."""
    segments = Palette256().apply([Segment("x", Style(bgcolor=color))], BLACK)
    style = segments[0].style
    return style.bgcolor if style is not None else None


@pytest.mark.parametrize(
    "shade", ["#1e1e1e", "#24303a", "#48321a", "#143756", "#1f3527", "#3a2028", "#122a3d"]
)
def test_a_dark_shade_does_not_become_a_strong_colour(shade: str) -> None:
    found = rounded(shade)
    assert found is not None
    red, green, blue = found.get_truecolor()
    assert red == green == blue
    assert abs(red - Color.parse(shade).brightness * 255) < 20


@pytest.mark.parametrize(
    ("color", "number"), [("#0178d4", 32), ("#8ad4a1", 115), ("#ffc473", 222), ("#e0e0e0", 254)]
)
def test_a_strong_colour_keeps_its_hue(color: str, number: int) -> None:
    found = rounded(color)
    assert found is not None
    assert found.number == number


@pytest.mark.parametrize("color", ["default", "red", "color(123)"])
def test_a_terminals_own_colours_stay(color: str) -> None:
    assert rounded(color) == RichColor.parse(color)


def test_nothing_else_of_a_style_is_lost() -> None:
    style = Style(color="#24303a", bold=True, meta={"a": 1})
    line = [Segment("x", style), Segment("y", None)]
    first, second = Palette256().apply(line, BLACK)
    assert first.style is not None
    assert first.style.bold
    assert first.style.meta == {"a": 1}
    assert second == Segment("y", None)

"""Colours for terminals that have 256 of them: those that look most like the theme's own.

Rich rounds red, green and blue each by itself, and the palette has few dark colours but greys: the
dark shades of a theme come out as olive, navy and teal. Here a colour becomes the one that the eye
takes for the nearest (CIE 1976, L*a*b*), lightness before hue: for a dark shade, mostly a grey.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, rgb_to_lab
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.color import Lab

# xterm's palette: a cube of six levels a colour, then greys. The first sixteen are the terminal's.
_LEVELS = (0, 95, 135, 175, 215, 255)
_CUBE, _GREYS = 16, 24
# How much more a difference of lightness counts: it decides what stands out on a screen.
_LIGHTNESS = 2
# A screen has some hundred styles, more while colours are blended.
_REMEMBERED = 4096


class Palette256(LineFilter):
    """Gives each cell colours that a terminal of 256 has."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - of Textual's interface
        """Return the segments in those colours."""
        return [
            Segment(text, style if style is None else _rounded(style), control)
            for text, style, control in segments
        ]


@lru_cache(_REMEMBERED)
def _rounded(style: Style) -> Style:
    return style + Style(color=_nearest(style.color), bgcolor=_nearest(style.bgcolor))


@lru_cache(_REMEMBERED)
def _nearest(color: RichColor | None) -> RichColor | None:
    """Return a colour of the palette; those that are a terminal's own stay."""
    if color is None or color.type is not ColorType.TRUECOLOR:
        return color
    wanted = rgb_to_lab(Color.from_rich_color(color))
    return RichColor.from_ansi(min(_palette(), key=lambda each: _distance(each[1], wanted))[0])


def _distance(one: Lab, other: Lab) -> float:
    return _LIGHTNESS * (one.L - other.L) ** 2 + (one.a - other.a) ** 2 + (one.b - other.b) ** 2


@cache
def _palette() -> list[tuple[int, Lab]]:
    shades = [*_cube(), *((8 + 10 * step,) * 3 for step in range(_GREYS))]
    return [(_CUBE + at, rgb_to_lab(Color(*shade))) for at, shade in enumerate(shades)]


def _cube() -> Iterator[tuple[int, int, int]]:
    yield from ((red, green, blue) for red in _LEVELS for green in _LEVELS for blue in _LEVELS)

"""Draws a source's rows, titles and empty state into strips, and remembers the strips.

The styles are the component classes of the list that owns the painter, looked up once a theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.cache import LRUCache
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from inspector.language import _
from inspector.ui.widgets.wrapping import wrapped

from .columns import lay_out
from .fitting import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.widget import Widget

    from .columns import Slot
    from .row_source import Cell, RowSource

# Several screens of rows, for paging back and forth; a strip holds a few kilobytes.
_REMEMBERED_STRIPS = 512


class Painter:
    """Strips of one source at one width; ``forget`` when either, a row or the theme changes."""

    def __init__(self, owner: Widget) -> None:
        """Draw with the component classes of ``owner``."""
        self._owner = owner
        self._width = -1
        self._slots: tuple[Slot, ...] = ()
        self._strips: LRUCache[tuple[int, bool], Strip] = LRUCache(_REMEMBERED_STRIPS)
        self._bases: dict[str, RichStyle] = {}
        self._styles: dict[str, Style] = {}

    def forget(self) -> None:
        """Draw everything anew."""
        self._width = -1
        self._bases.clear()
        self._styles.clear()

    def row(self, source: RowSource, index: int, width: int, *, under_cursor: bool) -> Strip:
        """Return a row's line; under the cursor it is all in the cursor's own style."""
        self._turn_to(source, width)
        key = (index, under_cursor)
        strip = self._strips.get(key)
        if strip is None:
            row = source.row(index)
            if row.line is not None:
                pieces = self._pieces(row.line, width, self._base(row.tone), plain=False)
                strip = Strip(fit(pieces, width, self._base(row.tone)), width)
            elif under_cursor:
                # One style that is sure to contrast: the letters say what the colours said.
                style = self._owner.get_component_rich_style("rows--cursor")
                strip = self._line(row.cells, width, style, plain=True)
            else:
                strip = self._line(row.cells, width, self._base(row.tone), plain=False)
            self._strips[key] = strip
        return strip

    def titles(self, source: RowSource, width: int) -> Strip:
        """Return the header line."""
        self._turn_to(source, width)
        titles = [
            _(each.title) if each.title and not each.is_foreign else each.title
            for each in source.columns
        ]
        style = self._owner.get_component_rich_style("rows--header")
        return self._line(titles, width, style, plain=True)

    def empty(self, source: RowSource, line: int, width: int) -> Strip:
        """Return one line of the empty state."""
        style = self._owner.get_component_rich_style("rows--empty")
        lines = wrapped(_(source.empty), width) if source.empty else []
        text = lines[line] if line < len(lines) else ""
        return Strip(fit([(text, style)], width, style), width)

    def blank(self, width: int) -> Strip:
        """Return a line below the last row."""
        return Strip.blank(width, self._base(""))

    def column_at(self, x: int) -> int | None:
        """Return the column that has been drawn at a cell, None where there is none."""
        at = 0
        for slot in self._slots:
            at += slot.gap
            if at <= x < at + slot.width:
                return slot.column
            at += slot.width
        return None

    def _turn_to(self, source: RowSource, width: int) -> None:
        if width != self._width:
            self._width = width
            self._slots = lay_out(source.columns, width)
            self._strips.clear()

    def _line(self, cells: Iterable[Cell], width: int, base: RichStyle, *, plain: bool) -> Strip:
        chosen = list(cells)
        segments: list[Segment] = []
        room = width
        for slot in self._slots:
            if slot.gap:
                segments.append(Segment(" " * slot.gap, base))
            pieces = self._pieces(chosen[slot.column], slot.width, base, plain=plain)
            segments += fit(pieces, slot.width, base, right=slot.right)
            room -= slot.gap + slot.width
        if room:
            segments.append(Segment(" " * room, base))
        # Fewer segments: every line on the screen is walked through again whenever one scrolls.
        return Strip(Segment.simplify(segments), width)

    def _pieces(
        self, cell: Cell, width: int, base: RichStyle, *, plain: bool
    ) -> Iterator[tuple[str, RichStyle]]:
        text = cell if isinstance(cell, str | Content) else cell(width)
        if isinstance(text, str):
            yield text, base
        elif plain:
            yield text.plain, base
        else:
            for part, style in text.render(end="", parse_style=self._parsed):
                yield part, base + style.rich_style

    def _parsed(self, style: str | Style) -> Style:
        """Resolve a style in a ``Content``: ``.component-class``, or any that Textual knows."""
        if isinstance(style, Style):
            return style
        known = self._styles.get(style)
        if known is None:
            named = style.startswith(".")
            tone = self._tone(style[1:]) if named else self._blended(Style.parse(style))
            known = self._styles[style] = Style.from_rich_style(tone)
        return known

    def _blended(self, style: Style) -> RichStyle:
        """Return a style as it is on the list: shades such as ``$text 60%`` need what is behind."""
        _, behind = self._owner.background_colors
        full = (Style(background=behind) + style).rich_style
        own = full.bgcolor if style.background is not None else None
        return full.without_color + RichStyle(
            color=full.color if style.foreground is not None else None, bgcolor=own
        )

    def _base(self, tone: str) -> RichStyle:
        base = self._bases.get(tone)
        if base is None:
            base = self._owner.rich_style
            if tone:
                base += self._tone(tone)
            self._bases[tone] = base
        return base

    def _tone(self, name: str) -> RichStyle:
        """Return a component's style, with a background only where the component sets one."""
        # Only the full style has its colour blended with what lies behind it.
        full = self._owner.get_component_rich_style(name)
        own = self._owner.get_component_rich_style(name, partial=True)
        return full.without_color + RichStyle(
            color=full.color, bgcolor=full.bgcolor if own.bgcolor else None
        )

"""The view under every text: any number of lines of any length, drawn only where they are seen.

How a screen uses it::

    view = TextLines()                           # in compose()
    view.set_source(Lines(["one", "two"]))       # a LineSource; from the top
    view.set_layout(lay_out(...))                # what a thread has laid out for another width
    view.show_matches([Match(0, 1, 2)]), view.go_to_match(0)

Tabs are blanks, what is invisible or acts is visible; lines that are cut end with ``…``.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspector.language import N_

from .escapes import pieces, show
from .line_layout import Layout, one_row_each
from .line_source import Lines, TextSpan, overlaid
from .motion_keys import hidden_key, motion_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from .line_source import LineSource

_REMEMBERED_STRIPS = 256
_ELLIPSIS = "…"
_GAP = 1
_SIDEWAYS = 8
# Characters of a match; a search for more finds nothing.
LONGEST_MATCH = 1000


class Match(NamedTuple):
    """A place that a search found."""

    line: int
    start: int
    stop: int


class TextLines(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines with numbers, styles and marked matches."""

    ALLOW_SELECT = False

    HELP = N_("""\
## Text

`{lines.up}` and `{lines.down}` scroll, `{lines.page_up}` and `{lines.page_down}` scroll by a page,
`{lines.first}` and `{lines.last}` go to the ends. Invisible and control characters are shown as
escapes: `\\x1b`.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *motion_keys(
            "lines",
            up=("move(-1)", N_("One line up")),
            down=("move(1)", N_("One line down")),
            page_up=("page(-1)", N_("One page up")),
            page_down=("page(1)", N_("One page down")),
            first=("go_to(0)", N_("The first line")),
            last=("last", N_("The last line")),
            left=("sideways(-1)", N_("To the left, where lines are not wrapped")),
            right=("sideways(1)", N_("To the right")),
        ),
        hidden_key("lines.page_down", "space", "page(1)", N_("One page down")),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--number", "lines--escape", "lines--note", "lines--match", "lines--current",
        "lines--keyword", "lines--name", "lines--string", "lines--constant", "lines--comment",
        "lines--added", "lines--removed", "lines--hunk", "lines--fact", "lines--dim",
        "lines--heading", "lines--key",
    }  # fmt: skip
    DEFAULT_CSS = """
    TextLines {
        height: 1fr;
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size: 0 1;
        & > .lines--number { color: $text-muted; }
        & > .lines--escape { color: $text-error; }
        & > .lines--note { color: $text-muted; text-style: italic; }
        & > .lines--match { text-style: reverse; }
        & > .lines--current { text-style: reverse bold underline; }
        & > .lines--keyword { color: $text-primary; text-style: bold; }
        & > .lines--name { color: $text-accent; }
        & > .lines--string { color: $text-success; }
        & > .lines--constant { color: $text-warning; }
        & > .lines--comment { color: $text-muted; text-style: italic; }
        & > .lines--added { color: $text-success; }
        & > .lines--removed { color: $text-error; }
        & > .lines--hunk { color: $text-primary; }
        & > .lines--fact { color: $text-warning; }
        &:ansi:dark > .lines--keyword, &:ansi:dark > .lines--hunk { color: $text-secondary; }
        & > .lines--dim { color: $text-muted; }
        & > .lines--heading { text-style: bold underline; }
        & > .lines--key { color: $text-primary; text-style: bold; }
        &:ansi > .lines--key { color: $border; }
    }
    """

    class Resized(Message):
        """The view is wider or narrower: what is laid out by its width is to be laid out anew."""

    class Scrolled(Message):
        """Other lines are seen."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, TextLines.Scrolled)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._source: LineSource = Lines([])
        self._layout = one_row_each(0)
        self._matches: Sequence[Match] = ()
        self._current: Match | None = None
        self._strips: LRUCache[int, Strip] = LRUCache(_REMEMBERED_STRIPS)
        self._styles: dict[str, Style] = {}
        self._room = 0

    @property
    def source(self) -> LineSource:
        """What is shown."""
        return self._source

    @property
    def room(self) -> int:
        """Cells that a line's text has."""
        return max(1, self.size.width - self.scrollbar_size_vertical - self._gutter)

    @property
    def lines_seen(self) -> range:
        """The lines that are on the screen."""
        if not len(self._layout):
            return range(0)
        top = min(self.scroll_offset.y, len(self._layout) - 1)
        bottom = min(top + max(1, self.size.height), len(self._layout)) - 1
        return range(self._layout.part(top).line, self._layout.part(bottom).line + 1)

    def set_source(self, source: LineSource, layout: Layout | None = None) -> None:
        """Show other lines, from the first on; without a layout each is taken to be short."""
        self._source = source
        self._matches, self._current = (), None
        self._layout = layout or one_row_each(len(source))
        self._show(0)
        self.scroll_to(x=0, y=0, animate=False, force=True)

    def set_layout(self, layout: Layout) -> None:
        """Show the same lines in other rows; the first line that is seen stays the first."""
        seen = self._layout.part(self.scroll_offset.y) if len(self._layout) else None
        self._layout = layout
        self._show(layout.row_of(seen.line, seen.start) if seen is not None else 0)

    def redraw(self) -> None:
        """Draw anew: lines have changed, not their number."""
        self._strips.clear()
        self.refresh()

    def show_matches(self, matches: Sequence[Match]) -> None:
        """Mark what a search found, in order."""
        self._matches, self._current = matches, None
        self.redraw()

    def go_to_match(self, index: int) -> None:
        """Bring a match into view."""
        match = self._current = self._matches[index]
        self.bring(match.line, match.start)
        text = self._source.text(match.line)
        start = self._layout.part(self._layout.row_of(match.line, match.start)).start
        left, right = (len(show(text[start:at])) for at in (match.start, match.stop))
        if self._layout.widest and not self.scroll_offset.x <= left <= right <= self._right_edge:
            self.scroll_to(x=max(0, right - self.room // 2), animate=False, force=True)
        self.redraw()

    def bring(self, line: int, at: int = 0) -> None:
        """Scroll so that a place can be seen, with some lines around it."""
        row = self._layout.row_of(line, at)
        top, height = self.scroll_offset.y, self.size.height
        if not top <= row < top + height:
            self.action_go_to(max(0, row - height // 3))

    # -- what Textual calls

    def on_resize(self) -> None:
        if self.room != self._room:
            self._room = self.room
            self.post_message(self.Resized())
        self.post_message(self.Scrolled())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.size.width - self.scrollbar_size_vertical
        row = self.scroll_offset.y + y
        if row >= len(self._layout):
            return Strip.blank(width, self._style(""))
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._drawn(row)
        number, text = strip.divide([self._gutter, max(self._gutter, strip.cell_length)])
        seen = self._window(text, width - self._gutter)
        return Strip.join([number, seen]).adjust_cell_length(width, self._style(""))

    # -- keys

    def action_move(self, rows: int) -> None:
        self.action_go_to(self.scroll_offset.y + rows)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, one row staying in view."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_go_to(self, row: int) -> None:
        """Make a row the first that is seen."""
        self.scroll_to(y=row, animate=False, force=True)

    def action_last(self) -> None:
        self.action_go_to(len(self._layout))

    def action_sideways(self, steps: int) -> None:
        self.scroll_to(x=self.scroll_offset.x + steps * _SIDEWAYS, animate=False, force=True)

    # -- within

    @property
    def _gutter(self) -> int:
        return self._source.numbers + 2 * _GAP if self._source.numbers else _GAP

    @property
    def _right_edge(self) -> int:
        return self.scroll_offset.x + self.room

    def _show(self, top: int) -> None:
        self._strips.clear()
        self.virtual_size = Size(self._gutter + self._layout.widest, len(self._layout))
        self.scroll_to(y=top, animate=False, force=True)
        self.refresh()
        self.post_message(self.Scrolled())

    def _window(self, text: Strip, width: int) -> Strip:
        """Return the cells between the edges of the view, ``…`` where the line goes on."""
        left = self.scroll_offset.x if self._layout.widest else 0
        cut = text.cell_length > left + width
        hidden = left > 0 and text.cell_length > 0
        inner = text.crop(left + hidden, left + width - cut)
        mark = Strip([Segment(_ELLIPSIS, self._style("lines--dim"))], 1)
        return Strip.join([mark] * hidden + [inner] + [mark] * cut)

    def _drawn(self, row: int) -> Strip:
        """Return a row's whole line, its number in front."""
        part = self._layout.part(row)
        source = self._source
        segments: list[Segment] = []
        if source.numbers:
            number = "" if part.start else source.number(part.line)
            style = self._style("lines--number")
            segments.append(Segment(f" {show(number):>{source.numbers}} ", style))
        else:
            segments.append(Segment(" ", self._style("")))
        text = source.text(part.line)
        stop = len(text) if part.stop is None else min(part.stop, len(text))
        base = self._style(source.tone(part.line))
        column = 0
        for span in self._spans(part.line, part.start, stop):
            style = base + self._style(span.tone) if span.tone else base
            for piece, is_escaped in pieces(text[span.start : span.stop]):
                shown = show(piece, column)
                own = style + self._style("lines--escape") if is_escaped else style
                segment = Segment(shown, own)
                segments.append(segment)
                column += segment.cell_length
        return Strip(segments)

    def _spans(self, line: int, start: int, stop: int) -> list[TextSpan]:
        over: list[TextSpan] = []
        first = bisect_left(self._matches, (line, start - LONGEST_MATCH, 0))
        for index in range(first, len(self._matches)):
            match = self._matches[index]
            if match.line != line or match.start >= stop:
                break
            tone = "lines--current" if match == self._current else "lines--match"
            over.append(TextSpan(match.start, match.stop, tone))
        near = [each for each in self._source.spans(line) if each.stop > start]
        found = overlaid(near, [each for each in over if each.stop > start], stop)
        return [each._replace(start=max(start, each.start)) for each in found if each.stop > start]

    def _style(self, tone: str) -> Style:
        style = self._styles.get(tone)
        if style is None:
            style = self.rich_style
            if tone:
                full = self.get_component_rich_style(tone)
                # Only the full style has its colour blended with what lies behind it.
                style = full.without_color + Style(color=full.color, bgcolor=style.bgcolor)
            self._styles[tone] = style
        return style

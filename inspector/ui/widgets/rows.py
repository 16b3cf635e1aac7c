"""The list under every tree and long table: any number of rows, drawn only where they are seen.

How a pane uses it::

    class Paths:                                 # a RowSource: an array of ids is all it keeps
        columns = (Column("size", width=9, right=True), Column("name"))
        empty = "This layer changed no files."
        def __len__(self): return len(self.ids)
        def row(self, index): return Row((size, name), tone="rows--removed")

    rows = Rows(Paths(...), id="files")          # in compose()
    rows.set_source(Paths(...), cursor=17)       # another layer, filter or sort; keeps its place
    rows.refresh_rows()                          # the same source, changed
    def on_rows_moved(self, event): ...          # event.source.row(event.row), None: no rows

A tree is a source of the rows that are open: its pane answers ``Fold``, ``Unfold`` and ``Toggle``
with ``set_source`` and the cursor's new place. A subclass adds styles by ``COMPONENT_CLASSES``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from inspector.language import N_

from .clicks import Clicks
from .motion_keys import hidden_key, motion_keys
from .painter import Painter
from .row_source import NoRows
from .row_styles import ROW_CLASSES, ROW_CSS

if TYPE_CHECKING:
    from textual.events import Click
    from textual.strip import Strip

    from .row_source import RowSource

# Lines of a list from which on one of them is for the titles of its columns.
_LEAST_WITH_TITLES = 5
# The class of an application whose lists are read from far away: a blank line parts their rows.
SPACED = "-presenting"


class Rows(ScrollView, can_focus=True, inherit_bindings=False):
    """A list with a cursor, a fixed header line and columns that drop where there is no room."""

    ALLOW_SELECT = False

    HELP = N_("""\
## List

`{rows.up}` and `{rows.down}` move, `{rows.page_up}` and `{rows.page_down}` move by a page,
`{rows.first}` and `{rows.last}` go to the ends. `{rows.choose}` opens the row under the cursor, and
so does a double click. In trees, `{rows.toggle}` opens or closes a folder, `{rows.unfold}` opens
it, `{rows.fold}` closes it.
""")

    BINDINGS: ClassVar[list[BindingType]] = [
        *motion_keys(
            "rows",
            up=("step(-1)", N_("One row up")),
            down=("step(1)", N_("One row down")),
            page_up=("page(-1)", N_("One page up")),
            page_down=("page(1)", N_("One page down")),
            first=("first", N_("The first row")),
            last=("last", N_("The last row")),
        ),
        hidden_key("rows.fold", "left,h", "fold", N_("Close the folder, or go to its parent")),
        hidden_key("rows.unfold", "right,l", "unfold", N_("Open the folder, or go into it")),
        hidden_key("rows.toggle", "space", "turn", N_("Open or close the folder")),
        Binding("enter", "choose", N_("Open"), id="rows.choose", tooltip=N_("Open the row")),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = ROW_CLASSES
    DEFAULT_CSS = ROW_CSS

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """The row under the cursor; 0 where there are none. Setting it brings that row into view."""

    @dataclass(eq=False)
    class Moved(Message):
        """The cursor is on another row, or on a row of another source.

        Attributes:
            rows: The list.
            source: The source that ``row`` counts in, even if the list has another one by now.
            row: The row, or None where there are no rows.

        """

        rows: Rows
        source: RowSource
        row: int | None

        @property
        def control(self) -> Rows:
            return self.rows

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Rows.Moved) and message.rows is self.rows

    @dataclass(eq=False)
    class Asked(Message):
        """A key or a click on ``column`` asked for something about a row; else as ``Moved``."""

        rows: Rows
        source: RowSource
        row: int
        column: int | None = None

        @property
        def control(self) -> Rows:
            return self.rows

    class Chosen(Asked):
        """Enter, a double click, or a click on the row under the cursor."""

    class Fold(Asked):
        """Left: close the folder, or go to the one around it."""

    class Unfold(Asked):
        """Right: open the folder, or go into it."""

    class Toggle(Asked):
        """Space: open or close the folder."""

    def __init__(
        self,
        source: RowSource | None = None,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Show ``source``; without one, nothing."""
        super().__init__(id=id, classes=classes)
        self._source: RowSource = source if source is not None else NoRows()
        self._count = 0
        self._header = 0
        self._each = 1  # lines of a row, with the blank one below it
        self._painter = Painter(self)
        self._dividers: frozenset[int] = frozenset()
        self._clicks = Clicks()

    @property
    def source(self) -> RowSource:
        """What is shown."""
        return self._source

    def set_source(
        self, source: RowSource, *, cursor: int = 0, dividers: frozenset[int] = frozenset()
    ) -> None:
        """Show another source; the cursor stays on its line of the screen. Posts ``Moved``.

        ``dividers``: rows that the cursor passes over, such as headings; the last row is none.
        """
        self._source = source
        self._dividers = dividers
        if not self.is_mounted:
            self.set_reactive(Rows.cursor, cursor)
            return
        self._show(cursor)
        self._tell_moved()

    def refresh_rows(self) -> None:
        """Show the source anew: its rows, their number or its columns have changed.

        Posts ``Moved`` only if the cursor's row is there no more.
        """
        if not self.is_mounted:
            return
        before = (self.cursor, self._count == 0)
        self._show(self.cursor)
        if (self.cursor, self._count == 0) != before:
            self._tell_moved()

    def move_to(self, row: int) -> None:
        """Put the cursor on a row (the nearest there is) and bring it into view."""
        self.cursor = row
        self._keep_in_view()

    def space_out(self) -> None:
        """Part the rows by blank lines where the application's class says so, else no more."""
        self._each = 2 if self.app.has_class(SPACED) else 1
        self._show(self.cursor)

    # -- what Textual calls

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor among the rows, and off the dividers."""
        row = clamp(cursor, 0, max(0, self._count - 1))
        by = 1 if row > self.cursor else -1
        while row in self._dividers:
            row += by
            if row < 0:  # above the first heading there is nothing
                row, by = 0, 1
        return row

    def watch_cursor(self, old: int, new: int) -> None:
        self.refresh_line(old * self._each + self._header)
        self.refresh_line(new * self._each + self._header)
        self._keep_in_view()
        self._tell_moved()

    def on_mount(self) -> None:
        self.space_out()
        self._tell_moved()

    def on_resize(self) -> None:
        """Keep the cursor in view, and the titles where there is room for them."""
        if self._header != self._titles:
            self._show(self.cursor)
        self._keep_in_view()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter.forget()

    def focus_on_click(self) -> bool:
        self._clicks.press(has_focus=self.has_focus)
        return super().focus_on_click()

    def on_click(self, event: Click) -> None:
        """Move to the row that was clicked, or choose it if the cursor was there."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header:
            return
        row = (self.scroll_offset.y + offset.y - self._header) // self._each
        if row >= self._count or row in self._dividers:
            return
        event.stop()
        chosen = self._clicks.chooses(event.chain, is_under_cursor=row == self.cursor)
        self.cursor = row
        if chosen:
            self._ask(Rows.Chosen, self._painter.column_at(offset.x))

    def render_line(self, y: int) -> Strip:
        width = self.size.width - self.scrollbar_size_vertical
        if y < self._header:
            return self._painter.titles(self._source, width)
        if not self._count:
            return self._painter.empty(self._source, y - self._header, width)
        row, below = divmod(self.scroll_offset.y + y - self._header, self._each)
        # A source may have shrunk before the list was told.
        if below or row >= min(self._count, len(self._source)):
            return self._painter.blank(width)
        return self._painter.row(self._source, row, width, under_cursor=row == self.cursor)

    # -- keys

    def action_step(self, rows: int) -> None:
        self.move_to(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move by pages, the cursor staying on its line of the screen."""
        rows = pages * max(1, self._page)
        self._scroll_rows(self._top + rows)
        self.move_to(self.cursor + rows)

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self._count - 1)

    def action_choose(self) -> None:
        self._ask(Rows.Chosen)

    def action_fold(self) -> None:
        self._ask(Rows.Fold)

    def action_unfold(self) -> None:
        self._ask(Rows.Unfold)

    def action_turn(self) -> None:
        self._ask(Rows.Toggle)

    # -- within

    @property
    def _titles(self) -> int:
        """Lines for the titles of the columns: rows come first where there is room for few."""
        is_low = 0 < self.size.height < _LEAST_WITH_TITLES
        return int(not is_low and any(column.title for column in self._source.columns))

    @property
    def _page(self) -> int:
        """Rows that are seen at once."""
        return (self.size.height - self._header + self._each - 1) // self._each

    @property
    def _top(self) -> int:
        """The first row that is seen."""
        return -(-self.scroll_offset.y // self._each)

    def _show(self, cursor: int) -> None:
        line = self.cursor - self._top if self._count else self._page // 2
        self._count = len(self._source)
        self._header = self._titles
        self._painter.forget()
        self.set_reactive(Rows.cursor, self.validate_cursor(cursor))
        self._resize(Size(0, self._count * self._each + self._header))
        # Of a cursor that was scrolled away, only being in view again is asked.
        self._scroll_rows(self.cursor - line if 0 <= line < self._page else self._top)
        self._keep_in_view()
        self.refresh()

    def _resize(self, size: Size) -> None:
        """Take another size. Setting it alone lays out the whole screen, twice for a scrollbar."""
        is_scrolled = size.height > self.container_size.height
        if is_scrolled != self.show_vertical_scrollbar or not self.container_size:
            self.virtual_size = size
            self.show_vertical_scrollbar = is_scrolled
            return
        self.set_reactive(Rows.virtual_size, size)
        if is_scrolled:
            self.vertical_scrollbar.window_virtual_size = size.height

    def _keep_in_view(self) -> None:
        if self._page < 1:
            return
        first = self.cursor
        while first - 1 in self._dividers:  # a heading is seen with the row below it
            first -= 1
        if first < self._top:
            self._scroll_rows(first)
        elif self.cursor >= self._top + self._page:
            self._scroll_rows(self.cursor - self._page + 1)

    def _scroll_rows(self, top: int) -> None:
        self.scroll_to(y=top * self._each, animate=False, force=True)

    def _tell_moved(self) -> None:
        self.post_message(Rows.Moved(self, self._source, self.cursor if self._count else None))

    def _ask(self, question: type[Asked], column: int | None = None) -> None:
        if self._count:
            self.post_message(question(self, self._source, self.cursor, column))

"""A list of heads with text below them: the cursor is on heads, and all text can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App

from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.paragraph_rows import ParagraphRows
from inspector.ui.widgets.row_source import NoRows, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class Items:
    """Items of a head and so many lines each."""

    columns: ClassVar[Sequence[Column]] = (Column(),)
    empty = "nothing"

    def __init__(self, *lines: int) -> None:
        self.heads = [sum(lines[:at]) + at for at in range(len(lines))]
        self._count = sum(lines) + len(lines)

    def __len__(self) -> int:
        return self._count

    def row(self, index: int) -> Row:
        return Row((str(index),))

    def head(self, index: int) -> int:
        return max(each for each in self.heads if each <= index)

    def end(self, index: int) -> int:
        return min((each for each in self.heads if each > index), default=self._count)


class ListApp(App[None]):
    """A list alone."""

    def __init__(self, source: Items | NoRows) -> None:
        super().__init__()
        self.rows = ParagraphRows(source)

    def compose(self) -> ComposeResult:
        yield self.rows


async def test_the_cursor_goes_from_head_to_head_with_its_text_in_view() -> None:
    app = ListApp(Items(2, 2, 2))
    async with app.run_test(size=(20, 5)) as pilot:
        rows = app.rows
        places = [(rows.cursor, rows.scroll_offset.y)]
        for key in ("down", "down", "down", "up", "up", "home", "end"):
            await pilot.press(key)
            places.append((rows.cursor, rows.scroll_offset.y))
        assert places == [(0, 0), (3, 1), (6, 4), (6, 4), (3, 3), (0, 0), (0, 0), (6, 4)]


async def test_a_text_that_is_longer_than_the_list_is_scrolled_through() -> None:
    app = ListApp(Items(9, 1))
    async with app.run_test(size=(20, 4)) as pilot:
        rows = app.rows
        tops = []
        for _ in range(8):
            await pilot.press("down")
            tops.append((rows.cursor, rows.scroll_offset.y))
        assert tops == [*((0, top) for top in range(1, 7)), (10, 8), (10, 8)]
        await pilot.press("up")
        assert (rows.cursor, rows.scroll_offset.y) == (0, 0)
        await pilot.press("pagedown")
        assert (rows.cursor, rows.scroll_offset.y) == (0, 4)


async def test_a_source_without_paragraphs_is_a_plain_list() -> None:
    app = ListApp(NoRows("nothing"))
    async with app.run_test(size=(20, 4)) as pilot:
        await pilot.press("down", "end")
        assert app.rows.cursor == 0


async def test_a_key_counts_before_the_list_has_its_room() -> None:
    source = Items(2, 2, 2)
    app = ListApp(source)
    app.rows.display = False
    async with app.run_test(size=(20, 5)):
        app.rows.action_step(1)
        assert app.rows.cursor == source.heads[1]

"""The line that a filter is typed into."""

from __future__ import annotations

from textual.app import App, ComposeResult

from inspector.analyses.path_filter.filter import parse_filter
from inspector.ui.kit.filter_line import FilterLine
from inspector.ui.widgets.rows import Rows
from tests.ui.widgets.sources import HOSTILE, numbered, screen_text


class LineApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.rows = Rows(numbered(9), id="below")

    def compose(self) -> ComposeResult:
        yield FilterLine(self.rows, "name  *.so  >10MB", self.take)
        yield self.rows

    def take(self, text: str, *, goes_to_match: bool = False) -> None:
        del goes_to_match
        self.asked.append(parse_filter(text).text)


async def test_it_is_out_of_the_way_until_it_is_opened() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        line = app.query_one(FilterLine)
        await pilot.press("tab", "x")
        assert not line.display
        line.open()
        await pilot.pause()
        assert "/ name  *.so  >10MB" in screen_text(app)
        await pilot.press("a", "b")
        line.show_message("3 of 9 paths")
        await pilot.pause()
        assert screen_text(app).splitlines()[0].split() == ["/", "ab", "3", "of", "9", "paths"]
        assert app.asked[-1] == "ab"
        app.query_one("#below").focus()
        await pilot.press("x")
        assert not line.display
        assert app.asked[-1] == "ab"


async def test_it_opens_empty_and_up_brings_back_the_filters_of_before() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        line = app.query_one(FilterLine)
        for text in ("one", "two"):
            line.open()
            await pilot.press(*text, "enter")
        line.open()
        await pilot.pause()
        assert "/ ↑ two   name" in screen_text(app)
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            seen.append(line.field.value)
        assert seen == ["two", "one", "one", "two", ""]
        await pilot.press("up")
        assert app.asked[-1] == "two"
        assert app.rows.cursor == 0


async def test_arrows_move_in_the_tree_where_a_text_is_typed() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        line = app.query_one(FilterLine)
        line.open()
        await pilot.press("x", "enter")
        line.open()
        app.rows.move_to(4)
        places = []
        for key in ("y", "up", "down", "down", "pagedown", "pageup", "pageup"):
            await pilot.press(key)
            places.append(app.rows.cursor)
        assert (line.field.value, places) == ("y", [4, 3, 4, 5, 7, 5, 3])


async def test_what_is_not_understood_stays_in_the_line_and_is_said_whole() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 9)) as pilot:
        line = app.query_one(FilterLine)
        line.open()
        await pilot.press(*"kind", "colon", "q", "enter")
        assert line.field.has_focus
        (said,) = [each.message for each in app._notifications]
        assert said.startswith("kind:q is not one of file, dir, symlink")
        below = line._wrong
        assert below.display
        assert str(below.content) == said
        for _ in range(100):  # the line is laid out soon after the key
            if below.region.height:
                break
            await pilot.pause(0.02)
        assert below.region.height == 2
        await pilot.press("backspace")
        await pilot.press(*"dir")
        assert not line.has_class("-wrong")
        await pilot.press("escape")
        assert app.asked[-1] == ""


async def test_brackets_are_text_and_what_acts_on_a_terminal_does_not_come_in() -> None:
    app = LineApp()
    async with app.run_test(size=(60, 3)) as pilot:
        line = app.query_one(FilterLine)
        line.open()
        await pilot.pause()  # its field comes
        for key in ("left_square_bracket", "slash", "right_square_bracket"):
            await pilot.press(key)
        assert "[/]" in screen_text(app)
        for text in HOSTILE:
            line.field.insert_text_at_cursor(text)
            line.show_message(text)
            await pilot.pause()
        shown = screen_text(app).replace("\n", "")
        assert shown.isprintable()

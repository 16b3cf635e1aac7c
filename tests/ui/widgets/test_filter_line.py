"""The line that a filter is typed into."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Static

from inspector.ui.widgets.filter_line import FilterLine
from tests.ui.widgets.sources import HOSTILE, screen_text


class LineApp(App[None]):
    typed: str = ""

    def compose(self) -> ComposeResult:
        yield FilterLine(Static())

    @on(FilterLine.Typed)
    def keep(self, event: FilterLine.Typed) -> None:
        self.typed = event.text


async def test_it_is_out_of_the_way_until_it_is_opened() -> None:
    app = LineApp()
    async with app.run_test(size=(60, 3)) as pilot:
        line = app.query_one(FilterLine)
        await pilot.press("tab", "x")
        assert app.focused is None
        assert screen_text(app).strip() == ""
        line.open("a")
        await pilot.press("b")
        line.say("3 of 9 paths")
        await pilot.pause()
        assert screen_text(app).split() == ["/", "ab", "3", "of", "9", "paths"]
        assert app.typed == "ab"
        line.close()
        await pilot.press("x")
        assert app.typed == "ab"


async def test_opening_it_with_a_text_is_not_typing() -> None:
    app = LineApp()
    async with app.run_test(size=(60, 3)) as pilot:
        app.query_one(FilterLine).open("abc")
        await pilot.pause()
        assert app.typed == ""


async def test_brackets_are_text_and_what_acts_on_a_terminal_does_not_come_in() -> None:
    app = LineApp()
    async with app.run_test(size=(60, 3)) as pilot:
        line = app.query_one(FilterLine)
        line.open("")
        for key in ("left_square_bracket", "slash", "right_square_bracket"):
            await pilot.press(key)
        assert "[/]" in screen_text(app)
        for text in HOSTILE:
            line.field.insert_text_at_cursor(text)
            line.say(text)
            await pilot.pause()
        shown = screen_text(app).replace("\n", "")
        assert shown.isprintable()

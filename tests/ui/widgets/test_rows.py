"""Keys, mouse, size and messages of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding
from textual.events import MouseScrollDown
from textual.widgets import Input

from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows
from tests.ui.widgets.sources import ListApp, Many, numbered, screen_text

if TYPE_CHECKING:
    from rich.style import Style


def first_row_seen(app: ListApp) -> str:
    return screen_text(app).splitlines()[1].removesuffix("▁").strip()


def cursor_style(app: ListApp) -> Style:
    line = app.rows.cursor - app.rows.scroll_offset.y + 1
    style = next(iter(app.rows.render_line(line))).style
    assert style is not None
    return style


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down"], 1),
        (["j", "j", "k"], 1),
        (["up"], 0),
        (["pagedown"], 9),
        (["pagedown", "pagedown", "pageup", "down"], 10),
        (["end"], 99),
        (["G", "up"], 98),
        (["end", "home"], 0),
        (["end", "g"], 0),
        (["end", "down", "pagedown"], 99),
    ],
)
async def test_keys_move_the_cursor_and_keep_it_in_view(keys: list[str], cursor: int) -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press(*keys)
        assert app.rows.cursor == cursor
        assert app.moves[0] == 0
        assert app.moves[-1] == cursor
        assert f"row {cursor} " in screen_text(app).replace("\n", " ") + " "


async def test_turning_pages_leaves_the_cursor_on_its_line() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("down", "down", "pagedown")
        assert app.rows.cursor == 11
        assert app.rows.scroll_offset.y == 9


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("enter", "Chosen"),
        ("left", "Fold"),
        ("h", "Fold"),
        ("right", "Unfold"),
        ("l", "Unfold"),
        ("space", "Toggle"),
    ],
)
async def test_keys_ask_about_the_row(key: str, message: str) -> None:
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        await pilot.press("down", key)
        assert app.asked == [(message, 1)]


async def test_keys_on_no_rows_ask_nothing() -> None:
    app = ListApp(NoRows("reading…"))
    async with app.run_test() as pilot:
        await pilot.press("down", "end", "pageup", "enter", "left", "right", "space")
        await pilot.click("#rows", offset=(3, 0))
        assert app.rows.cursor == 0
        assert app.moves == [None]
        assert app.asked == []


def test_every_key_is_named_explained_and_plain() -> None:
    bindings = [binding for binding in Rows.BINDINGS if isinstance(binding, Binding)]
    assert len(bindings) == len(Rows.BINDINGS)
    assert all(binding.id and binding.description and binding.tooltip for binding in bindings)
    assert len({binding.id for binding in bindings}) == len(bindings)
    keys = [key for binding in bindings for key in binding.key.split(",")]
    assert not [key for key in keys if "+" in key or (key[0] == "f" and key[1:].isdigit())]


async def test_keys_can_be_remapped_by_their_names() -> None:
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        app.set_keymap({"rows.down": "n"})
        await pilot.press("n", "n", "j")
        assert app.rows.cursor == 2


async def test_a_click_moves_and_a_second_chooses() -> None:
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        await pilot.click("#rows", offset=(2, 4))
        assert (app.rows.cursor, app.asked) == (3, [])
        await pilot.click("#rows", offset=(2, 1))
        await pilot.click("#rows", offset=(2, 1))
        assert (app.rows.cursor, app.asked) == (0, [("Chosen", 0)])


@pytest.mark.parametrize("line", [1, 3])
async def test_a_double_click_chooses_once(line: int) -> None:
    # the cursor is in line 1: there, the first click of the two chooses
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        await pilot.double_click("#rows", offset=(2, line))
        assert app.asked == [("Chosen", line - 1)]


async def test_a_click_that_enters_the_list_opens_nothing() -> None:
    app = ListApp(numbered(5))
    async with app.run_test(size=(30, 20)) as pilot:
        other = Input()
        await app.mount(other)
        other.focus()
        await pilot.pause()
        await pilot.click("#rows", offset=(2, 1))
        assert app.rows.has_focus
        assert app.asked == []


async def test_clicks_on_titles_and_below_the_rows_do_nothing() -> None:
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        await pilot.click("#rows", offset=(2, 0))
        await pilot.click("#rows", offset=(2, 9))
        assert (app.moves, app.asked) == ([0], [])


async def test_a_click_counts_from_what_is_scrolled_into_view() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.rows.move_to(50)
        await pilot.pause()
        top = app.rows.scroll_offset.y
        await pilot.click("#rows", offset=(2, 2))
        assert app.rows.cursor == top + 1


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.rows.post_message(MouseScrollDown(app.rows, 2, 2, 0, 1, 0, False, False, False))
        await pilot.pause()
        await pilot.pause()
        assert app.rows.scroll_offset.y > 0
        assert app.rows.cursor == 0
        assert screen_text(app).startswith("name")
        # any move brings it back
        await pilot.press("down")
        assert first_row_seen(app) == "row 1"


async def test_move_to_goes_to_the_nearest_row_there_is() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.rows.move_to(1000)
        await pilot.pause()
        app.rows.move_to(-3)
        await pilot.pause()
        assert app.moves == [0, 99, 0]


async def test_a_flood_of_moves_shrinks() -> None:
    app = ListApp(numbered(1000))
    async with app.run_test() as pilot:
        await pilot.pause()
        for row in range(1, 500):
            app.rows.move_to(row)
        await pilot.pause()
        assert app.moves[-1] == 499
        assert len(app.moves) < 10


async def test_another_source_keeps_the_line_of_the_cursor() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 10)) as pilot:
        app.rows.move_to(50)
        await pilot.press("up", "up")
        line = app.rows.cursor - app.rows.scroll_offset.y
        app.rows.set_source(numbered(500), cursor=300)
        await pilot.pause()
        assert app.rows.cursor == 300
        assert app.rows.cursor - app.rows.scroll_offset.y == line
        assert app.moves[-1] == 300


async def test_a_message_keeps_the_source_that_its_row_counts_in() -> None:
    app = ListApp(numbered(100))
    async with app.run_test() as pilot:
        long, short = app.rows.source, numbered(3)
        app.rows.move_to(99)
        message = Rows.Moved(app.rows, app.rows.source, app.rows.cursor)
        app.rows.set_source(short, cursor=1)
        await pilot.pause()
        assert message.source is long
        assert app.rows.source is short
        assert app.moves[-1] == 1


async def test_a_source_that_shrinks_under_the_cursor() -> None:
    source = numbered(50)
    app = ListApp(source)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("end")
        del source.items[20:]
        app.rows.move_to(30)  # drawn before the list is told
        await pilot.pause()
        app.rows.refresh_rows()
        await pilot.pause()
        assert (app.rows.cursor, app.moves[-1]) == (19, 19)
        assert "row 19" in screen_text(app)
        source.items.clear()
        app.rows.refresh_rows()
        await pilot.pause()
        assert app.moves[-1] is None
        assert screen_text(app) == "name\nnothing here"


async def test_a_source_that_grows_leaves_the_cursor_and_says_nothing() -> None:
    source = numbered(3)
    app = ListApp(source)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("down")
        source.items[0] = "first"
        source.items.append("more")
        app.rows.refresh_rows()
        await pilot.pause()
        assert screen_text(app).split() == ["name", "first", "row", "1", "row", "2", "more"]
        assert app.moves == [0, 1]


async def test_half_a_million_rows_are_asked_for_only_where_seen() -> None:
    source = Many(500_000)
    app = ListApp(source)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("end", "pageup", "up")
        assert app.rows.cursor == 499_989
        assert "row 499989" in screen_text(app)
        assert len(source.asked) < 50


async def test_the_cursor_stays_in_view_when_the_window_shrinks() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 20)) as pilot:
        app.rows.move_to(15)
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert "row 15" in screen_text(app)


async def test_an_automatic_height_shows_every_row() -> None:
    app = ListApp(numbered(4))
    async with app.run_test(size=(30, 20)) as pilot:
        app.rows.styles.height = "auto"
        await pilot.pause()
        assert app.rows.size.height == 5


async def test_rows_set_before_there_is_a_screen() -> None:
    app = ListApp()
    app.rows.set_source(numbered(10), cursor=7)
    app.rows.refresh_rows()
    async with app.run_test():
        assert (app.rows.cursor, app.moves) == (7, [7])


async def test_the_cursor_is_seen_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        assert cursor_style(app).reverse
        app.set_focus(None)
        await pilot.pause()
        assert cursor_style(app).underline


async def test_a_theme_change_draws_anew() -> None:
    app = ListApp(numbered(5))
    async with app.run_test() as pilot:
        app.theme = "textual-dark"
        await pilot.pause()
        dark = cursor_style(app), app.rows.render_line(3)
        app.theme = "gruvbox"
        await pilot.pause()
        assert cursor_style(app) != dark[0]
        assert app.rows.render_line(3) != dark[1]


async def test_the_cursor_passes_over_headings_and_the_first_is_seen() -> None:
    source = numbered(30)
    headings = frozenset({0, 1, 5, 6})
    async with ListApp(numbered(1)).run_test(size=(40, 8)) as pilot:
        rows = pilot.app.query_one(Rows)
        rows.set_source(source, dividers=headings)
        await pilot.pause()
        assert rows.cursor == 2
        for key, cursor in (
            ("up", 2), ("home", 2), ("down", 3), ("down", 4), ("down", 7), ("up", 4), ("end", 29),
            ("home", 2), ("pagedown", 9), ("up", 8), ("up", 7), ("up", 4),
        ):  # fmt: skip
            await pilot.press(key)
            assert rows.cursor == cursor, key
        await pilot.press("end", "home")
        assert rows.scroll_offset.y == 0

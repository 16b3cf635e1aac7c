"""The picture of boxes: what keys and the mouse do, what it says, what a resize keeps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from textual import on
from textual.app import App

from inspector.ui.widgets.box_layout import OTHERS, BoxLevel
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.treemap import Remainder
from tests.ui.widgets.levels import level
from tests.ui.widgets.sources import screen_text

if TYPE_CHECKING:
    from textual.app import ComposeResult


class BoxApp(App[None]):
    """Shows one picture and remembers what it says."""

    def __init__(self, shown: BoxLevel | None = None) -> None:
        super().__init__()
        self.boxes = Boxes("nothing yet")
        self.shown = shown
        self.moves: list[tuple[str | None, bool]] = []
        """Names, and whether the cursor was put there."""
        self.chosen: list[tuple[str | None, str | None]] = []

    def compose(self) -> ComposeResult:
        yield self.boxes

    def on_mount(self) -> None:
        if self.shown is not None:
            self.boxes.show(self.shown)
        self.boxes.focus()

    @on(Boxes.Moved)
    def moved(self, event: Boxes.Moved) -> None:
        # From Python 3.12 on it tells before there is room, too.
        if self.moves or event.item or self.shown is None:
            self.moves.append((event.item.name if event.item else None, event.is_placed))

    @on(Boxes.Chosen)
    def was_chosen(self, event: Boxes.Chosen) -> None:
        names = [item.name if item else None for item in (event.item, event.first)]
        self.chosen.append((names[0], names[1]))


# a is on the left, b and c on the right, what is too small below them.
LEVEL = level(600, 200, 100, others=Remainder(70, 60))
SIZE = (64, 10)


async def test_it_begins_on_the_largest_and_says_so() -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.moves == [("a", True)]
        assert "┏ a  600 B  62% ━" in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (["right"], "b"),
        (["l"], "b"),
        (["right", "down"], "c"),
        (["l", "j", "k"], "b"),
        (["right", "left"], "a"),
        (["l", "h"], "a"),
        (["end"], None),
        (["G", "g"], "a"),
        (["end", "home"], "a"),
    ],
)
async def test_keys_go_from_box_to_box(keys: list[str], name: str | None) -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert app.moves[-1] == (name, False)
        assert (app.boxes.item.name if app.boxes.item else None) == name


async def test_at_the_edge_nothing_happens() -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("left", "up", "down")
        assert app.moves == [("a", True)]


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_a_box_is_chosen_and_of_what_is_too_small_the_largest_is_told(key: str) -> None:
    many = level(600, 200, *range(20, 1, -1), others=Remainder(5, 5))
    app = BoxApp(many)
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.press(key, "end", key)
        assert app.chosen[0] == ("a", "a")
        shown = len(app.boxes._tiles) - 1
        assert app.chosen[1] == (None, many.items[shown].name)
        assert f"+{len(many.items) - shown + 5} more" in screen_text(app)


async def test_a_click_moves_a_second_one_chooses() -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(50, 1))
        assert app.moves[-1] == ("b", False)
        assert app.chosen == []
        await pilot.click(offset=(49, 2))
        assert app.chosen == [("b", "b")]
        await pilot.click(offset=(63, 2))
        assert app.chosen == [("b", "b")]


async def test_a_double_click_chooses_once() -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.double_click(offset=(50, 1))
        assert app.chosen == [("b", "b")]
        await pilot.double_click(offset=(50, 1))
        assert app.chosen == [("b", "b")] * 2


async def test_a_click_that_enters_the_picture_opens_nothing() -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        app.set_focus(None)
        await pilot.click(offset=(2, 2))
        assert app.chosen == []


async def test_a_resize_keeps_the_box_also_where_it_is_too_small_for_a_while() -> None:
    app = BoxApp(level(600, 200, 100, 60, 40))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("right", "end")
        for width, height in ((24, 4), (80, 20)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
        assert app.moves[-3:] == [("e", False), (None, True), ("e", True)]


@pytest.mark.parametrize("size", [(80, 20), (9, 3), (3, 2), (1, 1), (200, 1)])
async def test_any_size_is_survived(size: tuple[int, int]) -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=size) as pilot:
        await pilot.press("right", "down", "enter", "end")
        assert app.is_running


async def test_the_cursor_goes_to_a_key() -> None:
    app = BoxApp(LEVEL)
    async with app.run_test(size=SIZE) as pilot:
        for point in (
            partial(app.boxes.show, LEVEL, at="c"),
            partial(app.boxes.point, "b"),
            partial(app.boxes.point, None),
            partial(app.boxes.show, LEVEL, at=OTHERS),
        ):
            point()
            await pilot.pause()
        assert app.moves == [("a", True), ("c", True), ("b", True), (None, True)]


async def test_a_sentence_stands_in_place_of_boxes() -> None:
    app = BoxApp()
    async with app.run_test(size=(20, 6)) as pilot:
        assert "nothing yet" in screen_text(app)
        app.boxes.show(LEVEL)
        app.boxes.show_placeholder("a sentence of more words than one line has")
        await pilot.press("right", "enter", "end")
        words = " ".join(screen_text(app).split())
        assert words == "a sentence of more words than one line has"
        assert app.chosen == []
        assert app.moves[-1] == (None, True)

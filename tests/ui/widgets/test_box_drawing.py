"""Pictures fill their cells exactly, whatever names there are, and look as they did."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector.ui.widgets.box_drawing import CHOSEN, Drawing
from inspector.ui.widgets.box_layout import BoxLevel, Item, plan
from inspector.ui.widgets.treemap import Remainder
from tests.ui.widgets.levels import GRIDS, level, levels

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def picture(shown: BoxLevel, width: int, height: int, chosen: int | None = None) -> list[str]:
    """Return the rows of a picture."""
    tiles = plan(shown, width, height)
    drawing = Drawing(tiles, width, height)
    tile = tiles[chosen] if chosen is not None else None
    return ["".join(run.text for run in drawing.row(y, tile)) for y in range(height)]


@given(levels(), GRIDS, st.integers(0, 30))
def test_every_row_has_as_many_cells_as_there_are_and_all_can_be_seen(
    shown: BoxLevel, grid: tuple[int, int], chosen: int
) -> None:
    number = chosen if chosen < len(plan(shown, *grid)) else None
    for row in picture(shown, *grid, number):
        assert cell_len(row) == grid[0]
        assert not any(unicodedata.category(char) in HIDDEN for char in row)


@given(levels(), GRIDS)
def test_a_box_is_marked_without_a_colour(shown: BoxLevel, grid: tuple[int, int]) -> None:
    tiles = plan(shown, *grid)
    plain = picture(shown, *grid)
    for number, tile in enumerate(tiles):
        marked = picture(shown, *grid, number)
        assert marked != plain
        rows = range(tile.top, tile.bottom + 1)
        assert all(marked[y] == plain[y] for y in range(grid[1]) if y not in rows)


def test_boxes_share_their_lines_and_the_chosen_one_has_heavy_ones() -> None:
    assert picture(level(600, 200, 100), 50, 7, 1) == [
        "┌ a  600 B  67% ─────────────────┲ b  200 B  22% ┓",
        "│                                ┃               ┃",
        "│                                ┃               ┃",
        "│                                ┃               ┃",
        "│                                ┡ c  100 B  11% ┩",
        "│                                │               │",
        "└────────────────────────────────┴───────────────┘",
    ]


def test_what_lies_in_a_box_is_parted_by_dotted_lines() -> None:
    folder = Item("f", "f/", 900, "M", is_folder=True, within=level(600, 200, 100))
    assert picture(BoxLevel((folder,)), 52, 7, 0) == [
        "┏ M f/  900 B  100% ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓",
        "┃ a  600 B  67%                   ┊ b  200 B  22%  ┃",
        "┃                                 ┊                ┃",
        "┃                                 ┊                ┃",
        "┃                                 ┊ c  100 B  11% ╌┃",
        "┃                                 ┊                ┃",
        "┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",
    ]


def test_boxes_of_one_line_are_their_labels() -> None:
    assert picture(level(5, 4, 3, 2, 1, others=Remainder(1204, 2)), 26, 4) == [
        "┌ a  5 B ──┬ b  4 B  24% ┐",
        "│          ├ c  3 B  18% ┤",
        "│          ├ +1,206 more ┤",
        "└──────────┴─────────────┘",
    ]


@pytest.mark.parametrize(
    ("width", "label"),
    [
        (60, "┌ A long-name-of-a-file.txt  1.50 kB  100% "),
        (40, "┌ A long-name-of-a-file.txt  1.50 kB ─"),
        (36, "┌ A long-name-of-a-file.…  1.50 kB ┐"),
        (28, "┌ A long-name-of…  1.50 kB ┐"),
        (27, "┌ A long-name-o…  1.50 kB ┐"),
        (20, "┌ A long-name-of-… ┐"),
        (10, "┌ A lon… ┐"),
    ],
)
def test_a_label_says_as_much_as_there_is_room_for(width: int, label: str) -> None:
    shown = BoxLevel((Item(1, "long-name-of-a-file.txt", 1500, "A"),))
    assert picture(shown, width, 3)[0].startswith(label)


def test_a_path_keeps_its_end_and_a_number_is_never_cut() -> None:
    path = BoxLevel((Item(1, "var/lib/rpm/Packages", 10, "D", keeps_end=True),))
    assert picture(path, 16, 3)[0] == "┌ D …/Packages ┐"
    many = BoxLevel((Item(1, "a", 900),), Remainder(123_456, 100))
    rows = "\n".join(picture(many, 24, 3))
    assert "+123,456" in rows


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=26), GRIDS)
def test_no_label_touches_a_line(sizes: list[int], grid: tuple[int, int]) -> None:
    inner = level(*sorted(sizes, reverse=True))
    folder = Item("f", "folder/", inner.size, "M", is_folder=True, within=inner)
    shown = BoxLevel((folder, *inner.items))
    for row in picture(shown, *grid):
        assert not re.search(r"[\u2500-\u257f][\w…+]|[\w…+/%][\u2500-\u257f]", row), row


def test_a_size_without_room_beside_the_name_stands_below_it() -> None:
    assert picture(BoxLevel((Item(1, "a-longer-name", 1500),)), 18, 4)[:2] == [
        "┌ a-longer-name ─┐",
        "│ 1.50 kB        │",
    ]


def test_the_label_of_the_chosen_box_has_the_style_of_a_cursor() -> None:
    tiles = plan(level(2, 1), 50, 5)
    runs = list(Drawing(tiles, 50, 5).row(0, tiles[1]))
    assert [run.text.strip() for run in runs if run.tone == CHOSEN] == ["b  1 B  33%"]

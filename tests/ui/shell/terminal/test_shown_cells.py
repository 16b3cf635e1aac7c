"""What is written to a terminal: played into an emulator, it shows what a full redraw shows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from inspector.ui.shell.terminal.shown_cells import ChangedCells, ShownCells

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH, HEIGHT = 12, 3
CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")
STYLES = [
    *(Style.parse(each) for each in ("red", "on blue", "bold", "reverse", "red on blue")),
    *(Style.parse(each) for each in ("underline green", "bold red on blue", "dim")),
    None,
]
# Narrow, wide, combining; one whose width terminals do not agree on.
CHARACTERS = ["a", "b", " ", " ", "é", "│", "✓", "层", "像", "e\u0301", "❤"]


@st.composite
def rows(draw: st.DrawFn) -> Strip:
    segments, left = [], WIDTH - 1  # the emulator wraps a mark that combines with the last cell
    while left:
        text = draw(st.sampled_from(CHARACTERS)) * draw(st.integers(1, 3))
        while cell_len(text) > left:
            text = text[:-1]
        if not cell_len(text):
            text = " " * left
        segments.append(Segment(text, draw(st.sampled_from(STYLES))))
        left -= cell_len(text)
    return Strip([*segments, Segment("x")], WIDTH)


@st.composite
def updates(draw: st.DrawFn) -> tuple[CompositorUpdate, dict[int, Strip]]:
    """Return an update, and the rows that it writes."""
    if draw(st.booleans()):
        found = dict(enumerate(draw(st.lists(rows(), min_size=HEIGHT, max_size=HEIGHT))))
        return layout(found), found
    y, strip = draw(st.integers(0, HEIGHT - 1)), draw(rows())
    chops: list[dict[int, Strip | None]] = [{0: None} for _ in range(HEIGHT)]
    chops[y] = {0: strip}
    return ChopsUpdate(chops, [(y, 0, WIDTH)], [[WIDTH]] * HEIGHT), {y: strip}


def layout(found: dict[int, Strip]) -> LayoutUpdate:
    strips: list[Iterable[Strip]] = [[found[y]] for y in range(HEIGHT)]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))


def played(*written: str) -> list[list[pyte.screens.Char]]:
    """Return the cells of a terminal that received these."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for each in written:
        stream.feed(each)
    return [[seen(screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def seen(cell: pyte.screens.Char) -> pyte.screens.Char:
    """Return a cell as one sees it: a blank has no colour of its own."""
    is_drawn = cell.data.strip() or cell.underscore or cell.reverse or cell.strikethrough
    return cell if is_drawn else cell._replace(fg="default", bold=False)


def written_whole(update: LayoutUpdate) -> str:
    return update.render_segments(CONSOLE)


BLANK = dict.fromkeys(range(HEIGHT), Strip([Segment(" " * WIDTH)], WIDTH))


@given(st.lists(updates(), min_size=1, max_size=6))
def test_the_terminal_shows_what_a_full_redraw_shows(
    found: list[tuple[CompositorUpdate, dict[int, Strip]]],
) -> None:
    shown, now = ShownCells(), dict(BLANK)
    written = [ChangedCells(layout(now), shown).render_segments(CONSOLE)]
    for update, changed in found:
        now |= changed
        written.append(ChangedCells(update, shown).render_segments(CONSOLE))
    assert played(*written) == played(written_whole(layout(now)))


@given(updates())
def test_what_is_shown_already_is_not_written_again(
    found: tuple[CompositorUpdate, dict[int, Strip]],
) -> None:
    shown = ShownCells()
    ChangedCells(layout(BLANK), shown).render_segments(CONSOLE)
    ChangedCells(found[0], shown).render_segments(CONSOLE)
    assert not ChangedCells(found[0], shown).render_segments(CONSOLE)


def test_one_cell_costs_a_few_bytes() -> None:
    shown = ShownCells()
    before = Strip([Segment("progress 41%", Style.parse("red on blue"))], WIDTH)
    after = Strip([Segment("progress 42%", Style.parse("red on blue"))], WIDTH)
    ChangedCells(layout({**BLANK, 1: before}), shown).render_segments(CONSOLE)
    written = ChangedCells(layout({**BLANK, 1: after}), shown).render_segments(CONSOLE)
    assert written == "\x1b[2;11H\x1b[31;44m2\x1b[0m"


def test_what_was_forgotten_and_another_size_are_written_whole() -> None:
    shown = ShownCells()
    whole = ChangedCells(layout(BLANK), shown).render_segments(CONSOLE)
    shown.forget()
    assert ChangedCells(layout(BLANK), shown).render_segments(CONSOLE) == whole
    wider = Strip([Segment(" " * (WIDTH + 1))], WIDTH + 1)
    larger = LayoutUpdate([[wider]] * HEIGHT, Region(0, 0, WIDTH + 1, HEIGHT))
    assert len(ChangedCells(larger, shown).render_segments(CONSOLE)) > len(whole)


def test_behind_a_character_of_doubtful_width_all_is_written_again() -> None:
    shown = ShownCells()
    before = Strip([Segment("a❤b         ")], WIDTH)
    after = Strip([Segment("a❤b        c")], WIDTH)
    ChangedCells(layout({**BLANK, 0: before}), shown).render_segments(CONSOLE)
    written = ChangedCells(layout({**BLANK, 0: after}), shown).render_segments(CONSOLE)
    assert written == "\x1b[1;2H\x1b[K\x1b[1;2H❤b        c"

"""The thumb of a scrollbar: how long it is, where it stands, what a click on it is told."""

from __future__ import annotations

from rich.console import Console

from inspector.ui.widgets.scroll_bar import ThinScrollBar
from tests.cases import tried_with


def drawn(size: int, rows: int, position: float) -> str:
    """Return the cells of a scrollbar of a list that shows ``size`` of ``rows`` rows."""
    console = Console(width=1, height=size)
    bar = ThinScrollBar(virtual_size=rows, window_size=size, position=position)
    options = console.options.update(height=size)
    return "".join(each.text for each in console.render(bar, options) if each.text != "\n")


@tried_with(
    ("rows", "position", "expected"),
    [
        (20, 0, "▐▐▐▐▐     "),
        (20, 10, "     ▐▐▐▐▐"),
        (20, 5, "  ▐▐▐▐▐   "),
        (11, 0, "▐▐▐▐▐▐▐▐▐ "),
        (11, 1, " ▐▐▐▐▐▐▐▐▐"),
        (1_000_000, 0, "▐         "),
        (1_000_000, 1, " ▐        "),
        (1_000_000, 999_989, "        ▐ "),
        (1_000_000, 999_990, "         ▐"),
    ],
)
def test_the_thumb_is_at_an_end_only_where_that_is_seen(
    rows: int, position: float, expected: str
) -> None:
    assert drawn(10, rows, position) == expected


def test_a_list_that_is_seen_whole_has_no_thumb() -> None:
    assert drawn(10, 10, 0) == " " * 10


def test_a_click_is_told_which_part_it_hit() -> None:
    bar = ThinScrollBar(virtual_size=30, window_size=3, position=15)
    console = Console(width=1, height=3)
    segments = list(console.render(bar, console.options.update(height=3)))
    parts = [each.style.meta["@mouse.down"] for each in segments if each.text != "\n"]  # type: ignore[union-attr]
    assert parts == ["scroll_up", "grab", "scroll_down"]

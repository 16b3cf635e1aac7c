"""Row sources and an application to show them in: what a pane does, without a pane."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual import on
from textual.app import App

from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Cell, Row
from inspector.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.widgets.row_source import RowSource

# What a hostile image may call its files, and how that has to look.
HOSTILE = {
    "[/]": "[/]",
    "[bold]x": "[bold]x",
    "[@click=app.quit]x[/]": "[@click=app.quit]x[/]",
    "\x1b[31mred\x07": "\\x1b[31mred\\x07",
    "a\nb\tc\rd": "a\\nb\\tc\\rd",
    "\u202egnp.exe\u200f": "\\u202egnp.exe\\u200f",
    "caf\udce9": "caf\\xe9",
    "zero\u200bwidth": "zero\\u200bwidth",
    "\x9b31m": "\\x9b31m",
}


@dataclass
class Lines:
    """One flexible column of texts."""

    items: list[Cell]
    columns: Sequence[Column] = (Column("name"),)
    empty: str = "nothing here"
    asked: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.items)

    def row(self, index: int) -> Row:
        self.asked.append(index)
        return Row((self.items[index],))


def numbered(count: int) -> Lines:
    return Lines([f"row {number}" for number in range(count)])


@dataclass
class Many:
    """As many rows as one likes, none of them kept."""

    count: int
    columns: Sequence[Column] = (Column("name"),)
    empty: str = ""
    asked: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return self.count

    def row(self, index: int) -> Row:
        self.asked.add(index)
        return Row((f"row {index}",))


class ListApp(App[None]):
    """Shows one list and remembers what it says."""

    def __init__(self, source: RowSource | None = None) -> None:
        super().__init__()
        self.rows = Rows(source, id="rows")
        self.moves: list[int | None] = []
        self.asked: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        yield self.rows

    @on(Rows.Moved, "#rows")
    def moved(self, event: Rows.Moved) -> None:
        self.moves.append(event.row)

    @on(Rows.Asked, "#rows")
    def was_asked(self, event: Rows.Asked) -> None:
        self.asked.append((type(event).__name__, event.row))


def screen_text(app: App[None]) -> str:
    lines = [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
    return "\n".join(lines).rstrip("\n")

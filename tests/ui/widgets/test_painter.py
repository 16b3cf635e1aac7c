"""What the list looks like: columns, styles, hostile names, empty states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.content import Content

from inspector.text import printable
from inspector.ui.widgets.bars import bar
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import NoRows, Row
from inspector.ui.widgets.rows import Rows
from tests.ui.widgets.sources import HOSTILE, Lines, ListApp, numbered, screen_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

FILES = [
    ("M", "drwxr-xr-x", "0:0", "1.90 MB", 1900, "▾ usr/"),
    ("A", "-rwxr-xr-x", "0:0", "1.80 MB", 1800, "    elinks"),
    ("A", "-rw-r--r--", "1000:1000", "412 kB", 412, "    数据库备份文件-2024.sql"),
    ("D", "drwx------", "0:0", "0 B", 0, "▸ 🎉 party/"),
    ("!", "-rw-r--r--", "0:0", "12 B", 12, "\x1b[2J[bold]\u202egpj.exe"),
]


@dataclass
class Files:
    """A file list as a pane would make it."""

    empty: str = "This layer changed no files."
    columns: ClassVar = (
        Column("", width=1),
        Column("mode", width=10, drop=3),
        Column("owner", width=9, drop=1),
        Column("size", width=8, right=True),
        Column("", width=5, drop=2),
        Column("name", least=20, gap=2),
    )

    def __len__(self) -> int:
        return len(FILES)

    def row(self, index: int) -> Row:
        letter, mode, owner, size, part, name = FILES[index]
        drawn = partial(bar, part, 1900)
        tone = "rows--removed" if letter == "D" else ""
        return Row((letter, mode, owner, size, drawn, Content(name)), tone)


@pytest.mark.parametrize(
    ("width", "golden"),
    [
        (
            72,
            """\
  mode       owner         size        name
M drwxr-xr-x 0:0        1.90 MB █████  ▾ usr/
A -rwxr-xr-x 0:0        1.80 MB ████▋      elinks
A -rw-r--r-- 1000:1000   412 kB █          数据库备份文件-2024.sql
D drwx------ 0:0            0 B        ▸ 🎉 party/
! -rw-r--r-- 0:0           12 B ▏      \\x1b[2J[bold]\\u202egpj.exe""",
        ),
        (
            52,
            """\
  mode           size        name
M drwxr-xr-x  1.90 MB █████  ▾ usr/
A -rwxr-xr-x  1.80 MB ████▋      elinks
A -rw-r--r--   412 kB █          数据库备份文件-20…
D drwx------      0 B        ▸ 🎉 party/
! -rw-r--r--     12 B ▏      \\x1b[2J[bold]\\u202egp…""",
        ),
        (
            30,
            """\
      size  name
M  1.90 MB  ▾ usr/
A  1.80 MB      elinks
A   412 kB      数据库备份文…
D      0 B  ▸ 🎉 party/
!     12 B  \\x1b[2J[bold]\\u2…""",
        ),
    ],
    ids=["72 cells", "52 cells", "30 cells"],
)
async def test_screen(width: int, golden: str) -> None:
    app = ListApp(Files())
    async with app.run_test(size=(width, 8)):
        assert screen_text(app) == golden


async def test_columns_come_and_go_with_the_window() -> None:
    app = ListApp(Files())
    async with app.run_test(size=(72, 8)) as pilot:
        await pilot.resize_terminal(30, 8)
        await pilot.pause()
        assert "owner" not in screen_text(app)
        await pilot.resize_terminal(72, 8)
        await pilot.pause()
        assert "owner" in screen_text(app)


@pytest.mark.parametrize("wrap", [str, Content], ids=["str", "Content"])
async def test_hostile_names_are_text_on_and_off_the_cursor(wrap: type[str | Content]) -> None:
    names = [wrap(name) for name in HOSTILE]
    app = ListApp(Lines([*names]))
    async with app.run_test(size=(40, 20)) as pilot:
        # a Content has dropped BEL and CR by now
        expected = ["name", *(printable(str(name)) for name in names)]
        assert screen_text(app).splitlines() == expected
        for _ in HOSTILE:
            await pilot.press("down")
            assert screen_text(app).splitlines() == expected
        await pilot.click("#rows", offset=(1, 3))
        assert app.is_running
        parts = [part for line in range(10) for part in app.rows.render_line(line)]
        assert not any("@click" in part.style.meta for part in parts if part.style)


async def test_hostile_titles_and_empty_states_are_text() -> None:
    app = ListApp(Lines([], columns=(Column("[bold]\x1b[2J"),), empty="[/] \x1b[2J\u202eno"))
    async with app.run_test(size=(40, 5)):
        assert screen_text(app).splitlines() == ["[bold]\\x1b[2J", "[/] \\x1b[2J\\u202eno"]


@pytest.mark.parametrize("name", ["x" * 300, "界" * 150, "🎉" * 150, "e\u0301" * 300, "\x1b" * 300])
async def test_long_names_fill_the_line_and_no_more(name: str) -> None:
    app = ListApp(Lines([name, "next"]))
    async with app.run_test(size=(40, 5)):
        title, long, after = screen_text(app).splitlines()
        assert (title, after) == ("name", "next")
        assert long.endswith("…")
        assert 38 <= cell_len(long) <= 39


async def test_every_line_takes_exactly_the_width() -> None:
    app = ListApp(Files())
    async with app.run_test(size=(61, 10)):
        for line in range(10):
            parts = list(app.rows.render_line(line))
            assert sum(part.cell_length for part in parts) == 60


async def test_the_empty_state_speaks_and_wraps() -> None:
    app = ListApp(NoRows("This layer changed no files: it only set CMD.\nNothing to see."))
    async with app.run_test(size=(30, 8)):
        assert screen_text(app).splitlines() == [
            "This layer changed no files:",
            "it only set CMD.",
            "Nothing to see.",
        ]


async def test_without_titles_there_is_no_header() -> None:
    app = ListApp(Lines(["first", "second"], columns=(Column(),)))
    async with app.run_test(size=(30, 8)) as pilot:
        assert screen_text(app).splitlines() == ["first", "second"]
        await pilot.click("#rows", offset=(1, 1))
        assert app.rows.cursor == 1


async def test_styles_are_the_lists_component_classes() -> None:
    styled = Content.assemble("plain ", ("gone", ".rows--removed"), (" bold", "bold"))
    app = ListApp(Lines(["cursor", styled]))
    async with app.run_test(size=(40, 5)) as pilot:
        parts = {part.text: part.style for part in app.rows.render_line(2)}
        plain, gone, bold = (parts[text] for text in ("plain ", "gone", " bold"))
        assert plain is not None
        assert gone is not None
        assert bold is not None
        removed = app.rows.get_component_rich_style("rows--removed")
        assert gone.color == removed.color != plain.color
        assert gone.bgcolor == plain.bgcolor
        assert bold.bold
        await pilot.press("down")
        under = {part.style for part in app.rows.render_line(2)}
        assert under == {app.rows.get_component_rich_style("rows--cursor")}


class Marked(Rows):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"marked--line"}
    DEFAULT_CSS = "Marked > .marked--line { background: $primary; }"


@dataclass
class Marks:
    columns: ClassVar = (Column(),)
    empty: str = ""

    def __len__(self) -> int:
        return 2

    def row(self, index: int) -> Row:
        return Row((Content.assemble("a", ("b", ".rows--dim")),), "marked--line" if index else "")


class MarkedApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Marked(Marks())


async def test_a_subclass_adds_styles_and_a_lines_background_reaches_every_cell() -> None:
    app = MarkedApp()
    async with app.run_test(size=(40, 5)):
        rows = app.query_one(Marked)
        style = rows.get_component_rich_style("marked--line")
        assert {part.style.bgcolor for part in rows.render_line(1) if part.style} == {style.bgcolor}


async def test_a_tone_styles_the_whole_line_but_not_the_cursor() -> None:
    app = ListApp(Files())
    async with app.run_test(size=(72, 8)) as pilot:
        removed = app.rows.get_component_rich_style("rows--removed").color
        line = [part.style.color for part in app.rows.render_line(4) if part.style]
        assert set(line) == {removed}
        app.rows.move_to(3)
        await pilot.pause()
        under = {part.style for part in app.rows.render_line(4)}
        assert under == {app.rows.get_component_rich_style("rows--cursor")}


async def test_a_scrolled_list_keeps_its_titles() -> None:
    app = ListApp(numbered(100))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("end")
        lines = [line.rstrip("▁▂▃▄▅▆▇█ ") for line in screen_text(app).splitlines()]
        assert lines == ["name", *[f"row {number}" for number in range(95, 100)]]

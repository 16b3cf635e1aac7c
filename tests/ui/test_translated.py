"""The screen in Chinese: its characters take two cells each, and no blank parts them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual.widgets import Tab

from inspector import language, ui
from inspector.language import _
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.shell.commands import commands_of
from inspector.ui.shell.features import tabs
from inspector.ui.shell.help import help_text
from inspector.ui.shell.help_dialog import HelpLines
from inspector.ui.shell.palette.rows import PaletteRows
from inspector.ui.widgets.columns import Column
from tests.cases import walked
from tests.ui.images import small
from tests.ui.stage import NARROW, TAB, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    language.choose("zh_CN")
    yield
    language.choose(language.ENGLISH)


def all_columns() -> Iterator[tuple[str, Column]]:
    for module in walk_packages(ui.__path__, f"{ui.__name__}."):
        for name, value in vars(import_module(module.name)).items():
            columns = getattr(value, "columns", ())
            for each in columns if isinstance(columns, tuple) else ():
                if isinstance(each, Column):
                    yield f"{module.name}.{name}", each


def test_no_heading_is_cut() -> None:
    with walked() as case:
        for source, column in all_columns():
            with case(f"{source}: {column.title}"):
                assert not column.title or cell_len(_(column.title)) <= column.floor


async def test_the_narrow_screen_has_room_for_its_words(tmp_path: Path) -> None:
    async with opened(small(tmp_path), NARROW) as stage:
        titles = " ".join(_(pane.TITLE) for pane in tabs())
        assert titles in stage.words
        last = stage.main.query(Tab).last().region
        assert last.right <= NARROW[0]
        for key in ("1", TAB["image"], TAB["history"]):
            await stage.press(key)
            shown, gap = stage.main.query_one(KeyLine)._fitting()
            keys = [f"{stage.app.get_key_display(each)} {_(each.description)}" for each in shown]
            assert stage.text.splitlines()[-1].strip() == (" " * gap).join(keys)
        titles = stage.line("CREATED BY")  # docker's own, as its users know them
        assert titles.split() == ["IMAGE", "CREATED", "CREATED", "BY", "SIZE"]
        lines = HelpLines(help_text(stage.app, stage.main), NARROW[0])
        assert all(cell_len(lines.text(at)) <= NARROW[0] for at in range(len(lines)))
        # Whoever knows a command in English finds it.
        rows = PaletteRows(commands_of(stage.app, stage.app.screen), "find files by name")
        filters = next(
            each for each in commands_of(stage.app, stage.app.screen) if each.keys == "/"
        )
        chosen = rows.chosen(1)
        assert chosen is not None
        assert chosen.text == filters.text  # type: ignore[union-attr]

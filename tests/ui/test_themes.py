"""Every theme is readable, and the one that was chosen is there the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.app import LayerscopeApp
from inspector.ui.loading import Wanted
from inspector.ui.settings import Memory
from inspector.ui.themes import fitting_theme
from tests.ui.images import small
from tests.ui.stage import NOW

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("environ", "is_plain", "theme"),
    [
        ({}, False, "textual-dark"),
        ({"COLORFGBG": "0;15"}, False, "textual-dark"),
        ({}, True, "ansi-dark"),
        ({"COLORFGBG": "15;0"}, True, "ansi-dark"),
        ({"COLORFGBG": "0;15"}, True, "ansi-light"),
        ({"COLORFGBG": "0;default;7"}, True, "ansi-light"),
        ({"TEXTUAL_THEME": "textual-dark"}, True, "textual-dark"),
    ],
)
def test_a_plain_terminal_keeps_its_own_colours(
    environ: dict[str, str], is_plain: bool, theme: str
) -> None:
    assert fitting_theme("textual-dark", environ, is_plain=is_plain) == theme


async def test_the_theme_that_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=Memory(path))
    async with app.run_test():
        assert app.theme == "textual-dark"
        assert not path.exists()  # what nobody chose may be another one tomorrow
        app.theme = "nord"
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=Memory(path))
    async with app.run_test():
        assert app.theme == "nord"


async def test_a_theme_that_is_no_more_is_no_trouble(tmp_path: Path) -> None:
    memory = Memory()
    memory.change(theme="no-such-theme")
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=memory)
    async with app.run_test():
        assert app.theme == "textual-dark"

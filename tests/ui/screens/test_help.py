"""The help holds every key and every pane, and nothing that no pane says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from inspector.ui.panes.details import DetailsPane
from inspector.ui.panes.layers import LayersPane
from inspector.ui.screens.help import bindings_of
from inspector.ui.screens.layout import TABS
from inspector.ui.screens.main import MainScreen
from inspector.ui.widgets.rows import Rows
from tests.ui.images import small
from tests.ui.stage import opened

if TYPE_CHECKING:
    from pathlib import Path

PARTS = (MainScreen, LayersPane, *TABS, DetailsPane, Rows)


def test_every_pane_has_help_and_every_key_a_name_and_an_explanation() -> None:
    names: set[str] = set()
    for part in PARTS:
        assert part.HELP
        for binding in bindings_of(part):
            assert isinstance(binding, Binding)
            assert binding.id is not None
            assert binding.tooltip
            assert "ctrl" not in binding.key
            names.add(binding.id)
    assert len(names) == len({binding.id for part in PARTS for binding in bindings_of(part)})


async def test_question_mark_shows_all_of_it_and_escape_closes_it(tmp_path: Path) -> None:
    async with opened(small(tmp_path), size=(100, 200)) as stage:
        await stage.press("question_mark")
        for title in ("Layers", "Files", "Waste", "History", "Image", "Details", "List"):
            assert any(line.strip(" │") == title for line in stage.text.splitlines()), title
        words = " ".join(stage.text.replace("│", " ").split())
        for part in PARTS:
            for binding in bindings_of(part):
                assert binding.tooltip in words
        await stage.press("escape")
        assert "Escape closes" not in stage.text
        await stage.press("question_mark", "question_mark")
        assert "Escape closes" not in stage.text

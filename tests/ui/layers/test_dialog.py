"""Everything about a layer, and from there to its neighbours and to the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.layers.dialog import LayerDialog
from tests.ui.images import small
from tests.ui.stage import opened

if TYPE_CHECKING:
    from pathlib import Path


async def test_keys_go_on_to_the_next_layer_and_to_the_help(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("enter")
        assert "─ Layer 0 ─" in stage.text
        assert "ADD base in /" in stage.text
        assert "[ ] Layers" in stage.text
        await stage.press("]")
        assert "─ Layer 1 ─" in stage.text
        assert "1 added (A)" in stage.text
        await stage.press("]", "]", "]")
        assert "─ Layer 2 ─" in stage.text
        await stage.press("[")
        assert "─ Layer 1 ─" in stage.text
        await stage.press("question_mark")
        assert "Show the paths that the layer added" in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, LayerDialog)
        await stage.press("escape")
        assert "changes of layer 1" in stage.text


async def test_a_step_without_a_layer_leads_to_its_neighbours(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("down", "enter")
        assert "─ Step without a layer ─" in stage.text
        await stage.press("]")
        assert "─ Layer 1 ─" in stage.text
        await stage.press("[")
        assert "─ Layer 0 ─" in stage.text

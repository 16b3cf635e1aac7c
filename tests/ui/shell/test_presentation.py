"""For those who read from far away: layers and files alone, a blank line between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.images import small
from tests.ui.stage import NARROW, WIDE, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage


def below(stage: Stage, part: str) -> str:
    """Return the line below the first that shows a text."""
    lines = stage.text.splitlines()
    at = next(at for at, line in enumerate(lines) if part in line)
    return lines[at + 1].strip("│┃▌▐ ")


async def test_a_key_shows_less_and_larger_and_all_again(tmp_path: Path) -> None:
    async with opened(small(tmp_path), NARROW) as stage:
        before = stage.text
        await stage.press("4", "K")
        assert "Findings" not in stage.text
        assert "? Help" not in stage.text
        assert "changes of layer 0" in stage.text
        assert below(stage, "ADD") == ""
        # Each row is still a step away, and what is under the cursor is seen.
        await stage.press("shift+tab", "end")
        assert stage.main.selection.step is not None
        assert stage.main.selection.step.top == 2
        assert "LABEL" in stage.text
        await stage.press("c")
        assert "? Help" not in stage.text
        await stage.press("tab", "escape", "K")
        assert "? Help" in stage.text
        await stage.press("home", "1", "shift+tab")
        assert stage.text == before
        await stage.pilot.resize_terminal(*WIDE)
        await stage.press("K")
        assert "╭─ Layer 0" not in stage.text
        await stage.press("K")
        assert "─ Layer 0" in stage.text


async def test_a_click_and_a_page_count_rows_and_not_lines(tmp_path: Path) -> None:
    async with opened(small(tmp_path), NARROW) as stage:
        await stage.press("K")
        await stage.pilot.click("#layer-rows", offset=(10, 7))  # the fourth row
        await stage.settle()
        assert stage.main.selection.step is not None
        assert stage.main.selection.step.layer == 1
        await stage.press("pagedown")
        assert stage.main.selection.step.top == 2

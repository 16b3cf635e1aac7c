"""Which pane has the focus is seen without colours, at no cost of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.css.stylesheet import Stylesheet
from textual.widget import Widget

from tests.ui.images import small
from tests.ui.stage import SAMPLES, TAB, WIDE, Stage, opened

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from textual.dom import DOMNode

EDGE = "▌"
# Lines of a small screen: the header, nine of layers, the tabs and below, the path and the keys.
LAYERS, TABS = range(1, 10), range(10, 22)


def edged(stage: Stage) -> set[int]:
    """Return the lines that begin with the edge of the pane with the focus."""
    return {at for at, line in enumerate(stage.text.splitlines()) if line.startswith(EDGE)}


async def test_a_small_screen_marks_the_edge_of_the_pane(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        assert edged(stage) == set(LAYERS)
        for key in ("1", "2", TAB["map"], TAB["image"]):
            await stage.press(key)
            assert edged(stage) == set(TABS)
        await stage.press("slash")
        assert edged(stage) == set(TABS)
        await stage.press("escape", "tab")
        assert edged(stage) == set(LAYERS)
        await stage.press("equals_sign")
        assert edged(stage) == set()


async def test_a_large_screen_draws_the_frame_of_the_pane_in_heavy_lines(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        for keys, heavy in ((), "Layers"), (("1",), "Files"), (("shift+tab",), "Layer 0"):
            await stage.press(*keys)
            corners = [each for each in stage.text if each in "┏╭"]
            assert sorted(corners) == ["┏", "╭", "╭"]
            frame = stage.line(heavy)
            if heavy == "Files":
                frame = stage.text.splitlines()[1]
                assert frame.index("┏") > frame.index("╭")
            else:
                assert frame.startswith("┏━ ")


async def test_the_instruction_has_room_on_a_large_screen() -> None:
    async with opened(SAMPLES / "lecture.tar", WIDE) as stage:
        titles = stage.line("instruction")
        room = titles.index("│", titles.index("instruction")) - titles.index("instruction")
        assert room > 32


async def test_the_start_styles_a_widget_once_and_a_move_of_the_focus_few_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    apply = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, **options: Any) -> None:  # noqa: ANN401
        if isinstance(node, Widget):
            styled.append(node)
        apply(self, node, **options)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    async with opened(small(tmp_path)) as stage:
        widgets = len(stage.app.screen.walk_children(Widget))
        assert len(styled) < 1.5 * widgets
        styled.clear()
        await stage.press("equals_sign")
        assert len(styled) < 0.25 * widgets


async def test_moving_within_the_tabs_styles_no_tab_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[str | None] = []
    apply = Stylesheet.apply

    def counted(sheet: Stylesheet, node: DOMNode, **others: Any) -> None:  # noqa: ANN401
        styled.append(node.id)
        apply(sheet, node, **others)

    async with opened(small(tmp_path)) as stage:
        await stage.press("2")
        monkeypatch.setattr(Stylesheet, "apply", counted)
        await stage.press("1", "slash")
        assert "filter-field" in styled
        assert not {"tab-image", "map-boxes"} & {*styled}

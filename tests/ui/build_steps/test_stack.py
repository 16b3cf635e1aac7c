"""The stack of layers, in as many lines as there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from inspector.analyses.explain import Cache
from inspector.ui.build_steps.playback import StackedLayer, Total
from inspector.ui.build_steps.stack import stack_lines, total_text
from tests.translations import translate

if TYPE_CHECKING:
    import pytest


def layers(*sizes: int | None, cache: Cache | None = None) -> list[StackedLayer]:
    return [StackedLayer(at, size, cache, is_base=not at) for at, size in enumerate(sizes)]


def plain(found: list[StackedLayer], height: int, width: int = 30) -> list[str]:
    sizes = [each.size or 0 for each in found]
    return [line.plain.rstrip() for line in stack_lines(found, max(sizes), "9 B", width, height)]


def test_the_newest_layer_is_on_top_and_the_stack_stands_on_the_ground() -> None:
    assert plain(layers(1000, 500), 5) == [
        "",
        "",
        ">   1 ███████           500 B",
        "    0 ██████████████  1.00 kB",
        "2 layers, 9 B",
    ]


def test_layers_for_which_there_is_no_room_are_counted() -> None:
    lines = plain(layers(*range(1, 131)), 5)
    assert [line[:6] for line in lines[:3]] == ["> 129 ", "  128 ", "  127 "]
    assert lines[3:] == ["+127 layers below", "130 layers, 9 B"]


def test_a_layer_that_runs_again_is_marked_and_one_not_known_says_so() -> None:
    assert plain(layers(5, cache=Cache.RUN), 2)[0].startswith("+   0")
    assert plain(layers(5, None), 3)[0].endswith("?")


def test_it_fits_whatever_room_there_is() -> None:
    for height in range(4):
        assert len(plain(layers(1, 2, 3), height)) == height
    assert all(len(line) <= 30 for line in plain(layers(*[10**12] * 9), 5))


def test_a_total_of_which_parts_are_missing_is_a_least() -> None:
    assert total_text(Total(5, is_whole=True)) == "5 B"
    assert total_text(Total(5, is_whole=False)) == "≥ 5 B"


def test_the_total_is_cut_by_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    translate(monkeypatch, {"{count} layer": "{count} 层", "{layers}, {size}": "{layers}，{size}"})
    assert plain(layers(1, 2), 4)[-1] == "2 层，9 B"
    assert [cell_len(plain(layers(1, 2), 4, width)[-1]) for width in (6, 7)] == [6, 7]

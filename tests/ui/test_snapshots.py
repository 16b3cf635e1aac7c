"""The whole look, colours included: four pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import textual

from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from tests.ui.stage import NARROW, NOW, SAMPLES, TAB, WIDE, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

# Pictures are of one version of Textual: another draws other bytes for the same screen.
VERSION = "8.2.8"
PICTURES = [
    ("lecture.tar", WIDE, ["right_square_bracket"]),
    ("lecture.tar", NARROW, ["2"]),
    ("whiteouts.tar", WIDE, ["question_mark"]),
    ("lecture.tar", WIDE, ["a", TAB["map"], *["right_square_bracket"] * 3]),
]
NAMES = ["changes-wide", "waste-narrow", "help-wide", "map-wide"]


def test_pictures_are_taken_with_the_pinned_version() -> None:
    assert textual.__version__ == VERSION


def test_no_picture_is_left_over() -> None:
    """What syrupy checks in a single process only."""
    found = {each.stem for each in (Path(__file__).parent / "__snapshots__").rglob("*.svg")}
    assert found == {f"test_the_screen_looks_as_it_did[{name}]" for name in NAMES}


@pytest.mark.parametrize(
    ("sample", "size", "keys"),
    PICTURES,
    ids=NAMES,
)
def test_the_screen_looks_as_it_did(
    snap_compare: Callable[..., bool], sample: str, size: tuple[int, int], keys: list[str]
) -> None:
    app = LayerscopeApp(Wanted(str(SAMPLES / sample)), now=NOW)

    async def settle(pilot: Pilot[int]) -> None:
        stage = Stage(app, pilot)
        await stage.settle()
        await stage.press(*keys)

    assert snap_compare(app, terminal_size=size, run_before=settle)

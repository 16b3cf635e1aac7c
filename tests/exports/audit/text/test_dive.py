"""dive's figures in the audit's text, beside what the real dive prints."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.dive import DiveFigures, DiveFile, dive_figures
from inspector.exports.audit.text.dive import dive_lines, dive_size
from tests.analyses.dive_oracle import ask_report, entries, write_archive
from tests.analyses.test_dive import d, f, random_layers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.analyses.test_dive import Layers

# Around each change of digits and of units.
SEAMS = [
    number
    for unit in (1, 10**3, 10**6, 10**9, 10**12)
    for number in (unit, unit * 9949 // 1000, unit * 9951 // 1000, unit * 999_499 // 1000)
]
NOTHING = DiveFigures(1.0, 0, None, ())


def lines(figures: DiveFigures) -> list[str]:
    """Return our lines without the two that dive words otherwise."""
    found = list(dive_lines(figures, 1000))
    return [*found[1:4], *found[6:]]


def dives(layers: Layers, folder: Path) -> list[str]:
    """Return the lines of dive's report that ours mirror."""
    text = ask_report(write_archive(folder / "image.tar", layers))
    found = text[text.index("  efficiency") : text.index("Results:")].splitlines()
    return [*found[:3], *found[5:]]


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [[f("a", 5)], [f("b")]],
        [[f("a", 5)], [f(".wh.a")]],
        [[f("a", 5)], [f("a", 5), f("b", 995)]],
        [[d(f"{size}", size) for size in SEAMS], [d(f"{size}") for size in SEAMS]],
        [[f(name) for name in "éxa_Z0-"], [f(name) for name in "x-_aé0Z"]],
    ],
    ids=["nothing", "0/0", "x/0", "small", "sizes", "ties"],
)
def test_it_reads_as_dive_prints_it(layers: Layers, tmp_path: Path) -> None:
    assert lines(dive_figures([entries(each) for each in layers])) == dives(layers, tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_random_images_read_as_dive_prints_them(seed: int, tmp_path: Path) -> None:
    layers = random_layers(random.Random(seed))  # noqa: S311 - the same images on every run
    ours = lines(dive_figures([entries(each) for each in layers]))
    theirs = dives(layers, tmp_path)
    assert ours[:3] == theirs[:3]
    # Go's sort keeps the order of equal elements up to twelve of them only.
    shown = [line.rpartition("  ")[0] for line in ours[3:]]
    assert shown == [line.rpartition("  ")[0] for line in theirs[3:]]


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (9, "9 B"), (10, "10 B"), (999, "999 B"), (4020, "4.0 kB"), (999_950, "1000 kB")],
)
def test_sizes(size: int, text: str) -> None:
    assert dive_size(size) == text


def test_no_more_rows_than_wanted_the_largest_first() -> None:
    files = tuple(DiveFile(f"/{size}", 2, size) for size in range(30))
    found = list(dive_lines(DiveFigures(0.5, 435, 0.1, files), 3))
    assert found[4] == "dive's inefficient files (3 of 30)"
    assert found[5].split("  ")[-1] == "Path"
    assert [line.split()[-1] for line in found[6:]] == ["/29", "/28", "/27"]


def test_it_says_what_is_not_counted_and_shows_nothing_raw() -> None:
    hostile = DiveFigures(0.5, 2, 0.1, (DiveFile("/\x1b[31m", 2, 2),))
    assert list(dive_lines(hostile, 3))[-1].endswith("  /\\x1b[31m")
    assert list(dive_lines(NOTHING, 3, [2]))[4].startswith("  without layer 2: dive reads")
    assert "layers 1, 2" in list(dive_lines(NOTHING, 3, [1, 2]))[4]
    assert list(dive_lines(NOTHING, 3))[-1] == "None"

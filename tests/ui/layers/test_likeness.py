"""What differs in instructions that begin alike is seen, however narrow their column is."""

from __future__ import annotations

import pytest

from inspector.ui.layers.likeness import common_starts, distinctly

APT = "RUN apt-get update && apt-get install -y "
LAYERS = [
    APT + "python3 python3-pip git",
    APT + "apache2 curl",
    "COPY . /srv",
    APT + "apache2 curl",
]


def test_what_another_instruction_begins_with() -> None:
    starts = common_starts(LAYERS)
    assert starts == [len(APT), len(APT), 0, len(APT)]
    assert common_starts([]) == []
    assert common_starts(["RUN a", "RUN a"]) == [0, 0]


@pytest.mark.parametrize("width", [20, 31, 40])
def test_what_differs_is_seen_in_a_narrow_column(width: int) -> None:
    starts = common_starts(LAYERS)
    shown = [distinctly(*pair, width)[:width] for pair in zip(LAYERS, starts, strict=True)]
    assert shown[0] != shown[1]
    assert "python3" in shown[0]
    assert "apache2" in shown[1]
    assert shown[0].startswith("RUN")
    assert shown[2] == LAYERS[2]


def test_what_fits_or_is_seen_anyway_stays_whole() -> None:
    assert distinctly(LAYERS[0], len(APT), len(LAYERS[0])) == LAYERS[0]
    assert distinctly(LAYERS[0], len(APT), len(APT) + 12) == LAYERS[0]
    assert distinctly("x" * 100, 0, 20) == "x" * 100


def test_a_long_word_is_not_shown_again() -> None:
    one, other = (f"ADD file:{'0' * 60}{end} in /" for end in ("a", "b"))
    starts = common_starts([one, other])
    assert distinctly(one, starts[0], 20) == "ADD… a in /"

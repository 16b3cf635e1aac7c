"""What was typed finds what is meant, and little else."""

from __future__ import annotations

import pytest

from inspector.ui.shell.palette.match import best_matches

TEXTS = (
    "Sort the files by size, name, change or number of files  (s)",
    "Show or hide steps that made no layer  (e)",
    "Waste: List files, pairs of layers, folders or causes  (b)",
    "Layer 0: RUN echo 5",
    "Layer 2: COPY x /5",
    "Layer 5: RUN sort",
    "Layer 50: RUN two",
    "Theme: nord",
)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("Layer 5", [5]),
        ("layer", [1, 2, 3, 4, 5, 6]),
        ("sort", [0, 5]),
        ("theme nord", [7]),
        ("waste list", [2]),
        ("files waste", [2]),
        ("nrd", [7]),
        ("(e)", [1, 7]),
        ("zzz", []),
    ],
)
def test_the_strictest_way_that_finds_anything_counts(query: str, places: list[int]) -> None:
    found = [place for place, _ in best_matches(query, TEXTS)]
    assert [each for each in found if each in places] == places
    if query != "(e)":
        assert found == places


def test_what_begins_so_comes_first() -> None:
    scores = dict(best_matches("sort", TEXTS))
    assert scores[0].score > scores[5].score
    assert scores[5].spans == ((13, 17),)

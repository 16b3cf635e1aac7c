"""What an audit leaves out: the base image, and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.scope import WHOLE, Scope, findings_within, usage_within
from inspector.findings import Finding
from tests.build_image import directory, file, hardlink, sparse, symlink, whiteout
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = (
    [directory("d"), file("d/a", b"1"), file("b", b"22"), hardlink("d/b2", "b")],
    [file("d/a", b"333"), file("c", b"4" * 4), symlink("d/s", "c")],
    [whiteout("b"), whiteout("d/b2"), file("c", b"5" * 5), file("c", b"6" * 6)],
)


@pytest.fixture
def image(tmp_path: Path) -> World:
    return world(tmp_path / "i.tar", *LAYERS)


def counted(image: World, scope: Scope) -> tuple[int, int, list[tuple[str, int]]]:
    """Return stored and wasted bytes and the waste, the sums having been checked."""
    found = usage_within(image.usage, image.tree, scope)
    assert sum(layer.stored_bytes for layer in found.layers) == found.stored_bytes
    assert sum(layer.wasted_bytes for layer in found.layers) == found.wasted_bytes
    assert sum(row.bytes for row in found.waste) == found.wasted_bytes
    assert found.wasted_files == len({row.path for row in found.waste})
    sizes = [(each.size, each.added) for each in image.usage.layers]
    assert [(each.size, each.added) for each in found.layers] == sizes
    return found.stored_bytes, found.wasted_bytes, [(row.path, row.bytes) for row in found.waste]


def test_nothing_is_left_out_unless_asked(image: World) -> None:
    assert usage_within(image.usage, image.tree, WHOLE) is image.usage
    rows = [("/c", 5), ("/c", 4), ("/b", 2), ("/d/a", 1)]
    assert counted(image, WHOLE) == (21, 12, rows)


def test_what_the_base_image_stores_does_not_count(image: World) -> None:
    assert counted(image, Scope(base_layers=1)) == (18, 9, [("/c", 5), ("/c", 4)])
    assert counted(image, Scope(base_layers=2)) == (11, 5, [("/c", 5)])
    assert counted(image, Scope(base_layers=3)) == (0, 0, [])


@pytest.mark.parametrize(
    ("globs", "stored", "wasted"),
    [
        (("/c",), 6, 3),  # hidden by a later layer, and within its own
        (("/d",), 17, 11),  # /d/b2 is another name of /b
        (("/b",), 19, 10),
        (("/nothing",), 21, 12),
        (("a", "/c"), 2, 2),
        (("**",), 0, 0),
    ],
)
def test_excluded_paths_do_not_count(
    image: World, globs: tuple[str, ...], stored: int, wasted: int
) -> None:
    assert counted(image, Scope(exclude=globs))[:2] == (stored, wasted)


def test_both_together(image: World) -> None:
    assert counted(image, Scope(1, ("/d",)))[:2] == (15, 9)


def test_of_a_sparse_file_what_is_stored_counts(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [sparse(b"s", 4096, [(512, b"x" * 512)]), file("f", b"1")])
    assert counted(image, Scope(exclude=("/s",)))[0] == 1


def test_findings_of_excluded_paths_and_of_the_base_do_not_count() -> None:
    of_image, of_base = Finding("index-disagreement"), Finding("tooling-file", 0, "/x")
    at_path, other = Finding("tooling-file", 2, "/d/x"), Finding("tooling-file", 2, "/y")
    every = (of_image, of_base, at_path, other)
    assert tuple(findings_within(every, WHOLE)) == every
    assert tuple(findings_within(every, Scope(1))) == (of_image, at_path, other)
    assert tuple(findings_within(every, Scope(0, ("/d",)))) == (of_image, of_base, other)

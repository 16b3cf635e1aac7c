"""The files of an image as columns."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from inspector.analyses.file_tree import FileTreeColumns, RowKind, file_tree
from inspector.analyses.scope import WHOLE, Scope
from tests.build_image import directory, file, hardlink, symlink, whiteout
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = (
    [
        directory("d"),
        file("d/b", b"22"),
        file("d-e", b"1"),
        hardlink("a", "d/b"),
        file("gone/x/y", b"333"),
    ],
    [whiteout("gone"), file("d-e", b"4444"), symlink("d/s", "b"), directory("empty")],
)


def told(found: FileTreeColumns) -> list[str]:
    """Return a line a row: name, kind, size and layer, indented by its depth."""
    rows = zip(found.names, found.depths, found.kinds, found.sizes, found.layers, strict=True)
    return [
        f"{'  ' * depth}{name} {RowKind(kind).name.lower()} {size} {layer}"
        for name, depth, kind, size, layer in rows
    ]


def test_what_is_visible_and_what_is_hidden(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", *LAYERS)
    found = file_tree(image.tree, image.usage.waste, WHOLE)
    assert told(found) == [
        "a file 2 0",
        "d folder 0 0",
        "  b file 0 0",  # another name of the same file
        "  s symlink 0 1",
        "d-e file 4 1",
        "empty folder 0 1",
        "gone folder 0 -1",
        "  x folder 0 -1",
        "    y file 0 -1",
    ]
    assert sum(found.sizes) == image.usage.live_bytes
    waste = [
        (row.path, found.names[at]) for row, at in zip(image.usage.waste, found.waste, strict=True)
    ]
    assert waste == [("/gone/x/y", "y"), ("/d-e", "d-e")]
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


def test_what_does_not_count_is_not_there(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", *LAYERS)
    assert told(file_tree(image.tree, (), Scope(base_layers=1))) == [
        "d folder 0 -1",
        "  s symlink 0 1",
        "d-e file 4 1",
        "empty folder 0 1",
    ]
    assert told(file_tree(image.tree, (), Scope(exclude=("/d", "/empty"))))[0:2] == [
        "a file 2 0",
        "d-e file 4 1",
    ]


def test_of_too_many_files_the_smallest_are_one_row_a_folder_and_layer(tmp_path: Path) -> None:
    lower = [file(f"d/{size}", b"x" * size) for size in range(1, 9)]
    upper = [file(f"d/{size}", b"x" * size) for size in range(20, 23)] + [whiteout("d/8")]
    image = world(tmp_path / "i.tar", lower, upper)
    found = file_tree(image.tree, image.usage.waste, WHOLE, most=3)
    assert told(found) == [
        "d folder 0 0",
        "  7 rest 28 0",
        "  20 file 20 1",
        "  21 file 21 1",
        "  22 file 22 1",
        "  8 file 0 -1",
    ]

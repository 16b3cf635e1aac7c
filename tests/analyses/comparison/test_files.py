"""Paths that differ: moves, hard links, changes of the type, and the bytes that came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.reading.layerbytes import LayerBytes
from tests.analyses.comparison.pairs import of_layers, told
from tests.build_image import directory, file, hardlink, symlink, whiteout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Part

F = file("f", b"12345")


@pytest.mark.parametrize(
    ("old", "new", "changes", "added", "removed"),
    [
        ([F], [F], {}, 0, 0),
        ([F], [file("f", b"123")], {"/f": "modified content"}, 3, 5),
        ([F], [file("f", b"54321")], {"/f": "modified content"}, 5, 5),
        ([F], [file("f", b"12345", mode=0o600)], {"/f": "metadata mode"}, 0, 0),
        ([], [F], {"/f": "added"}, 5, 0),
        ([F], [F, whiteout("g")], {}, 0, 0),
        # a rename is a move where the content says so, whatever else changed
        ([F], [file("d/g", b"12345", uid=7)], {"/d/g": "moved uid < /f"}, 0, 0),
        ([F], [F, file("g", b"12345")], {"/g": "added"}, 5, 0),
        ([file("f")], [file("g")], {"/f": "removed", "/g": "added"}, 0, 0),
        ([symlink("f", "x")], [symlink("g", "x")], {"/f": "removed", "/g": "added"}, 0, 0),
        # of several with one content those of the same name belong together
        (
            [file("a/x", b"1"), file("a/y", b"1")],
            [file("b/y", b"1"), file("b/z", b"1")],
            {"/b/y": "moved < /a/y", "/b/z": "moved < /a/x"},
            0,
            0,
        ),
        # an inode counts once, and stays as long as one of its names does
        ([F, hardlink("g", "f")], [F], {"/f": "metadata hardlinks", "/g": "removed"}, 0, 0),
        ([F, hardlink("g", "f")], [file("g", b"12345")],
         {"/f": "removed", "/g": "metadata hardlinks"}, 0, 0),
        ([F], [F, hardlink("g", "f")], {"/f": "metadata hardlinks", "/g": "added"}, 0, 0),
        (
            [F, hardlink("g", "f")],
            [F, file("g", b"12345")],
            {"/f": "metadata hardlinks", "/g": "metadata hardlinks"},
            5,
            0,
        ),
        # other things of the same name
        ([F], [directory("f")], {"/f": "modified type mode"}, 0, 5),
        ([F], [symlink("f", "x")], {"/f": "modified type mode"}, 0, 5),
        (
            [file("d/f", b"12345")],
            [file("d", b"1")],
            {"/d": "modified type mode mtime", "/d/f": "removed"},
            1,
            5,
        ),
        # directories that no entry describes are no news
        ([file("d/f", b"1")], [file("e/f", b"1")], {"/e/f": "moved < /d/f"}, 0, 0),
        ([file("d/f", b"1")], [directory("d"), file("d/f", b"1")], {"/d": "metadata mtime"}, 0, 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_changes(
    tmp_path: Path,
    old: Sequence[Part],
    new: Sequence[Part],
    changes: dict[str, str],
    added: int,
    removed: int,
    codec: str,
) -> None:
    found = of_layers(tmp_path, [old], [new], codec=codec)
    assert told(found) == changes
    assert (found.bytes.added, found.bytes.removed) == (added, removed)
    assert found.bytes.new - found.bytes.old == added - removed


def test_only_what_is_visible_counts(tmp_path: Path) -> None:
    found = of_layers(tmp_path, [[F], [whiteout("f")]], [[file("g", b"1")], [file("g", b"2")]])
    assert told(found) == {"/g": "added"}
    assert (found.bytes.old, found.bytes.new) == (0, 1)


def test_contents_are_read_only_where_nothing_else_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    read_at = LayerBytes.read

    def noted(self: LayerBytes, offset: int, size: int) -> bytes:
        data = read_at(self, offset, size)
        read.append(data[:size])
        return data

    monkeypatch.setattr(LayerBytes, "read", noted)
    shared = [file("shared", b"1" * 9)]
    old = [shared, [file("sized", b"1"), file("same", b"22")]]
    new = [shared, [file("sized", b"333"), file("same", b"44")]]
    found = of_layers(tmp_path, old, new)
    assert [data[:2] for data in read] == [b"22", b"44"]
    assert set(told(found)) == {"/sized", "/same"}
    read.clear()
    assert set(told(of_layers(tmp_path, old, new, codec="gzip"))) == {"/sized", "/same"}
    assert read == []

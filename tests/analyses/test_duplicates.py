"""Equal contents under different paths of the final image."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.duplicates import Duplicates, duplicates
from inspector.analyses.scope import WHOLE, Scope
from inspector.errors import DamageError
from inspector.reading.contents import Contents
from tests.build_image import Part, file, hardlink, sparse, symlink, whiteout
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tarstream import Entry

A, B = b"a" * 100, b"b" * 100
LOWER = [
    file("one/a", A),
    file("two/a", A),
    hardlink("two/link", "two/a"),
    file("b", B),
    file("empty"),
    file("empty2"),
    file("gone", A),
    file("big", b"c" * 300),
    symlink("to", "b"),
]
UPPER = [whiteout("gone"), file("three/a", A), file("b2", B), file("big2", b"c" * 300)]


def told(found: Duplicates) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(row.sha256[:4], row.bytes, row.paths) for row in found.rows]


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:4]


@pytest.mark.parametrize("codec", ["none", "gzip", ("gzip", "none")])
def test_each_content_once_most_to_save_first(tmp_path: Path, codec: str | tuple[str, str]) -> None:
    image = world(tmp_path / "i.tar", LOWER, UPPER, codec=codec)
    found = duplicates(image.tree, image.contents)
    assert told(found) == [
        (sha(b"c" * 300), 300, ("/big", "/big2")),
        (sha(A), 100, ("/one/a", "/three/a", "/two/a")),
        (sha(B), 100, ("/b", "/b2")),
    ]
    assert [row.saved_bytes for row in found.rows] == [300, 200, 100]
    assert [row.count for row in found.rows] == [2, 3, 2]
    assert (found.bytes, found.unread) == (600, 0)


def test_who_waits_is_told_how_far_it_is(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", LOWER, UPPER)
    heard: list[tuple[int, int]] = []
    duplicates(image.tree, image.contents, progress=lambda done, total: heard.append((done, total)))
    assert {total for _, total in heard} == {1100}
    assert heard == sorted(heard)
    assert heard[-1] == (1100, 1100)


def test_names_of_one_file_are_no_duplicates(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file("a", A), hardlink("b", "a"), hardlink("c", "a")])
    assert duplicates(image.tree, image.contents) == Duplicates(())


def test_what_does_not_count(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", LOWER, UPPER)

    def within(scope: Scope) -> list[tuple[str, ...]]:
        return [row.paths for row in duplicates(image.tree, image.contents, scope).rows]

    assert len(within(WHOLE)) == 3
    assert within(Scope(base_layers=1)) == []
    assert within(Scope(exclude=("big*", "/b"))) == [("/one/a", "/three/a", "/two/a")]
    # a file counts as long as one of its names does
    assert within(Scope(exclude=("big*", "/b", "/two/a", "/three"))) == [("/one/a", "/two/link")]


def test_a_copy_with_holes_is_a_copy(tmp_path: Path) -> None:
    content = bytes(512) + b"x" * 512 + bytes(512)
    layer: list[Part] = [sparse(b"s", 1536, [(512, b"x" * 512)]), file("f", content)]
    image = world(tmp_path / "i.tar", layer)
    (row,) = duplicates(image.tree, image.contents).rows
    assert (row.paths, row.bytes) == (("/f", "/s"), 512)


def test_only_what_can_be_equal_is_read_in_the_order_in_which_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = [
        [file("z", A), file("y", b"alone"), file("x", b"d" * 100)],
        [file("w", A), file("v", b"e" * 100)],
    ]
    read: list[tuple[int, str]] = []
    plain = Contents.sha256

    def noted(self: Contents, layer: int, entry: Entry, *_: object) -> str:
        read.append((layer, entry.path))
        return plain(self, layer, entry)

    monkeypatch.setattr(Contents, "sha256", noted)
    packed = world(tmp_path / "i.tar", *layers, codec="gzip")
    assert len(duplicates(packed.tree, packed.contents).rows) == 1
    assert read == [(0, "z"), (1, "w")]  # fingerprints tell the others apart
    read.clear()
    loose = world(tmp_path / "i.tar", *layers)
    assert len(duplicates(loose.tree, loose.contents).rows) == 1
    assert read == [(0, "z"), (0, "x"), (1, "w"), (1, "v")]


def test_what_cannot_be_read_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image: World = world(tmp_path / "i.tar", [file("a", A), file("b", A)])

    def broken(self: Contents, layer: int, entry: Entry, *_: object) -> str:
        raise DamageError("cut")

    monkeypatch.setattr(Contents, "sha256", broken)
    assert duplicates(image.tree, image.contents) == Duplicates((), 2)

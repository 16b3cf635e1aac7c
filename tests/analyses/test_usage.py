"""Bytes stored, live and wasted; why; and what docker history calls a layer's size.

Waste is told as path, bytes, written by > hidden by, cause.
"""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, cast

import pytest

from inspector.analyses.usage import usage
from inspector.limits import DEFAULT_LIMITS
from inspector.tree import Tree
from tests.build_image import (
    Member,
    Part,
    char,
    directory,
    fifo,
    file,
    hardlink,
    opaque,
    sparse,
    symlink,
    whiteout,
)
from tests.entries import entry_at
from tests.tree.world import World, world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.reading.contents import Contents

F = file("f", b"12345")
D = [directory("d"), file("d/a", b"1"), directory("d/e"), file("d/e/b", b"22"), file("d/empty")]


@pytest.fixture(params=["none", "gzip"])
def codec(request: pytest.FixtureRequest) -> str:
    """Contents are compared by what the scan hashed, or by what is read when someone asks."""
    return str(request.param)


def wasted(image: World) -> list[str]:
    return [
        f"{path} {size} {writer}>{hider} {cause}"
        for path, size, writer, hider, cause in image.waste()
    ]


def checked(path: Path, *layers: Sequence[Part], codec: str = "none") -> World:
    """Return the image, its sums having been checked."""
    image = world(path / "i.tar", *layers, codec=codec)
    usage = image.usage
    assert sum(each.wasted_bytes for each in usage.layers) == usage.wasted_bytes
    assert sum(each.stored_bytes for each in usage.layers) == usage.stored_bytes
    assert sum(each.bytes for each in usage.waste) == usage.wasted_bytes
    assert usage.live_bytes + usage.wasted_bytes == usage.stored_bytes
    return image


@pytest.mark.parametrize(
    ("layers", "waste"),
    [
        # a rewritten file: the live copy is no waste
        ([[F], [file("f", b"new")]], ["/f 5 0>1 overwritten"]),
        ([[F], [file("f", b"6789A")]], ["/f 5 0>1 overwritten"]),
        (
            [[F], [file("f", b"new")], [file("f", b"newer")]],
            ["/f 5 0>1 overwritten", "/f 3 1>2 overwritten"],
        ),
        ([[F], [file("f", b"")]], ["/f 5 0>1 overwritten"]),
        # removed
        ([[F], [whiteout("f")]], ["/f 5 0>1 removed"]),
        ([[F], [], [], [whiteout("f")]], ["/f 5 0>3 removed"]),
        ([D, [whiteout("d")]], ["/d/e/b 2 0>1 removed", "/d/a 1 0>1 removed"]),
        ([D, [opaque("d")]], ["/d/e/b 2 0>1 removed", "/d/a 1 0>1 removed"]),
        ([D, [opaque("d/e")]], ["/d/e/b 2 0>1 removed"]),
        ([D, [opaque(""), F]], ["/d/e/b 2 0>1 removed", "/d/a 1 0>1 removed"]),
        # nothing that ever existed
        ([D, [whiteout("none"), whiteout("d/none"), opaque("none")]], []),
        ([[whiteout("f"), F]], []),
        # each payload once, by the layer that hid it first
        (
            [[F], [whiteout("f")], [whiteout("f")], [F], [opaque("")]],
            ["/f 5 0>1 removed", "/f 5 3>4 removed"],
        ),
        # written again in the layer that deletes it
        ([[F], [whiteout("f"), file("f", b"new")]], ["/f 5 0>1 overwritten"]),
        ([[F], [file("f", b"12345", mode=0), whiteout("f")]], ["/f 5 0>1 metadata"]),
        ([D, [whiteout("d"), *D]], ["/d/e/b 2 0>1 metadata", "/d/a 1 0>1 metadata"]),
        ([D, [opaque("d"), file("d/a", b"3")]], ["/d/e/b 2 0>1 removed", "/d/a 1 0>1 overwritten"]),
        # the same content stored again
        ([[F], [file("f", b"12345", mode=0o755)]], ["/f 5 0>1 metadata"]),
        (
            [[F], [file("f", b"12345")], [file("f", b"12345", uid=1)]],
            ["/f 5 0>1 metadata", "/f 5 1>2 metadata"],
        ),
        # type changes
        ([[F], [directory("f")]], ["/f 5 0>1 overwritten"]),
        ([[F], [symlink("f", "g")]], ["/f 5 0>1 overwritten"]),
        ([[F], [char("f", 0, 0)]], ["/f 5 0>1 overwritten"]),
        ([[F], [file("f/g", b"1")]], ["/f 5 0>1 overwritten"]),
        ([D, [file("d", b"12345")]], ["/d/e/b 2 0>1 removed", "/d/a 1 0>1 removed"]),
        ([D, [symlink("d/e", "x")]], ["/d/e/b 2 0>1 removed"]),
        # taken back by its own layer
        ([[F, file("f", b"new")]], ["/f 5 0>0 overwritten"]),
        ([[F, file("f", b"12345", mode=0)]], ["/f 5 0>0 metadata"]),
        ([[F, directory("f")]], ["/f 5 0>0 overwritten"]),
        ([[*D, file("d")]], ["/d/e/b 2 0>0 removed", "/d/a 1 0>0 removed"]),
        (
            [[F], [file("f", b"1"), file("f", b"22")]],
            ["/f 5 0>1 overwritten", "/f 1 1>1 overwritten"],
        ),
        # what has no payload wastes none
        ([[symlink("l", "long target"), fifo("p"), directory("x"), file("e")], [opaque("")]], []),
    ],
)
def test_what_is_wasted_by_whom_and_why(
    tmp_path: Path, codec: str, layers: list[list[Member]], waste: list[str]
) -> None:
    assert wasted(checked(tmp_path, *layers, codec=codec)) == waste


G = hardlink("g", "f")


@pytest.mark.parametrize(
    ("layers", "waste"),
    [
        # one name is left
        ([[F, G], [file("f", b"new")]], []),
        ([[F, G], [whiteout("f")]], []),
        ([[F, G], [file("f", b"12345", mode=0)]], []),
        # the last name counts, the first in the tar is told
        ([[F, G], [whiteout("g")], [whiteout("f")]], ["/f 5 0>2 removed"]),
        ([[F, G], [whiteout("f")], [whiteout("g")]], ["/f 5 0>2 removed"]),
        ([[F, G], [whiteout("f")], [file("g", b"new")]], ["/f 5 0>2 overwritten"]),
        ([[file("z", b"12345"), hardlink("a", "z")], [opaque("")]], ["/z 5 0>1 removed"]),
        # chmod copies the group again, in one layer or name by name
        ([[F, G], [file("f", b"12345", mode=0), G]], ["/f 5 0>1 metadata"]),
        (
            [[F, G], [file("f", b"12345", mode=0)], [file("g", b"12345", mode=0)]],
            ["/f 5 0>2 metadata"],
        ),
        # a group of three made one of two
        (
            [[F, G, hardlink("h", "f")], [file("f", b"12345"), G, whiteout("h")]],
            ["/f 5 0>1 metadata"],
        ),
        # names lost in one layer for several reasons: what says most about the bytes
        ([[F, G], [whiteout("f"), file("g", b"new")]], ["/f 5 0>1 overwritten"]),
        ([[F, G], [whiteout("g"), file("f", b"new")]], ["/f 5 0>1 overwritten"]),
        ([[F, G], [file("g", b"12345"), file("f", b"new")]], ["/f 5 0>1 metadata"]),
        ([[F, G], [file("f", b"12345"), file("g", b"new")]], ["/f 5 0>1 metadata"]),
        # taken back by its own layer, one name or all
        ([[F, G, file("f", b"new")]], []),
        ([[F, G, file("f", b"new"), file("g", b"n")]], ["/f 5 0>0 overwritten"]),
        ([[F, G, file("f", b"new")], [whiteout("g")]], ["/f 5 0>1 removed"]),
        # names of two layers
        ([[F], [G], [whiteout("f")]], []),
        ([[F], [G], [file("f", b"new"), file("g", b"new")]], ["/f 5 0>2 overwritten"]),
        ([[F], [file("f", b"new"), G, hardlink("g", "none")]], ["/f 5 0>1 overwritten"]),
    ],
)
def test_inode_with_several_names_is_wasted_with_the_last(
    tmp_path: Path, layers: list[list[Member]], waste: list[str]
) -> None:
    assert [row for row in wasted(checked(tmp_path, *layers)) if " 5 " in row] == waste


def test_waste_is_sorted_largest_first_then_by_path(tmp_path: Path) -> None:
    names = [b"b", b"a", b"\xff", "é".encode(), b"a/x", b"a-"]
    layer = [file(name, b"x" * (2 if name == b"a-" else 1)) for name in names if name != b"a"]
    image = checked(tmp_path, layer, [opaque("")])
    paths = [row[0].encode("utf-8", "surrogateescape") for row in image.waste()]
    assert paths == [b"/a-", b"/a/x", b"/b", "/é".encode(), b"/\xff"]


def test_efficiency_is_live_over_stored(tmp_path: Path) -> None:
    image = checked(tmp_path, [file("f", b"x" * 30), file("g", b"y" * 70)], [whiteout("f")])
    usage = image.usage
    assert (usage.stored_bytes, usage.wasted_bytes, usage.live_bytes) == (100, 30, 70)
    assert usage.efficiency == 0.7


@pytest.mark.parametrize("layers", [[], [[]], [[directory("d"), file("empty"), symlink("l", "x")]]])
def test_efficiency_is_one_where_nothing_is_stored(
    tmp_path: Path, layers: list[list[Member]]
) -> None:
    assert checked(tmp_path, *layers).usage.efficiency == 1.0


def test_waste_of_a_layer_is_what_it_stored(tmp_path: Path) -> None:
    image = checked(tmp_path, [F], [file("f", b"new"), file("g", b"g")], [whiteout("f")])
    assert [each.stored_bytes for each in image.usage.layers] == [5, 4, 0]
    assert [each.wasted_bytes for each in image.usage.layers] == [5, 3, 0]


HOLES = sparse(b"s", 1_000_000, ((0, b"a" * 512), (999_000, b"b" * 100)))


def test_sparse_file_wastes_what_is_stored(tmp_path: Path) -> None:
    image = checked(tmp_path, [HOLES], [whiteout("s")])
    assert wasted(image) == ["/s 612 0>1 removed"]
    assert (image.usage.stored_bytes, image.usage.layers[0].size) == (612, 1_000_000)


def test_sparse_file_written_again_in_full_has_the_same_content(tmp_path: Path) -> None:
    full = b"a" * 512 + bytes(999_000 - 512) + b"b" * 100 + bytes(900)
    image = checked(tmp_path, [HOLES], [file("s", full)])
    assert wasted(image) == ["/s 612 0>1 metadata"]


# docker history's SIZE (moby directory_unix.go): what the layer's own directory holds


@pytest.mark.parametrize(
    ("layer", "size"),
    [
        ([], 0),
        ([F], 5),
        ([directory("d"), file("e/x")], 0),
        ([F, G, hardlink("h", "g")], 5),
        ([symlink("l", "target")], 6),
        ([symlink("l", "zi\u00e9l".encode())], 5),
        ([symlink("l", "target"), hardlink("m", "l")], 6),
        ([char("c", 1, 3), fifo("p"), whiteout("old"), opaque("d")], 0),
        ([HOLES], 1_000_000),
        ([F, file("f", b"1")], 1),
        ([*D, file("d", b"123")], 3),
        ([F, G, file("f", b"1")], 6),
        ([hardlink("g", "old")], 0),
        ([hardlink("g", "none")], 0),
        ([file(".wh.x", b"payload"), file(".wh..wh.aufs", b"payload")], 0),
        ([Member("u", b"Z", b"payload")], 0),
        ([Member("c", b"7", b"payload")], 7),
    ],
)
def test_size_of_a_layer_is_docker_historys(tmp_path: Path, layer: list[Part], size: int) -> None:
    image = checked(tmp_path, [file("old", b"old"), *D], layer)
    assert image.usage.layers[1].size == size


def test_content_that_was_only_stored_again_is_followed_to_its_origin(
    tmp_path: Path, codec: str
) -> None:
    image = checked(
        tmp_path,
        [file("g", b"g")],
        [F],
        [file("f", b"12345", mode=0o600)],
        [file("f", b"12345", uid=7)],
        [whiteout("f"), file("g", b"h")],
        codec=codec,
    )
    origins = {(row.path, row.written_by): row.origin for row in image.usage.waste}
    assert origins == {("/f", 1): 1, ("/f", 2): 1, ("/f", 3): 1, ("/g", 0): 0}
    assert image.usage.wasted_files == 2


class Same:
    """Contents that are all the same."""

    def same(self, *_: object) -> bool:
        return True


def test_a_file_that_many_layers_store_again_is_followed_in_one_pass() -> None:
    layers = 6000
    tree = Tree()
    for _ in range(layers):
        tree.apply([entry_at("f", size=1)], DEFAULT_LIMITS)
    began = process_time()
    waste = usage(tree, cast("Contents", Same())).waste
    assert process_time() - began < 1  # it took 5 s where each was followed down anew
    assert len(waste) == layers - 1
    assert {row.first_written_by for row in waste if row.written_by} == {0}

"""Parts of a file are what the whole has there, wherever the layer keeps its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import DamageError
from inspector.tree.view import find
from tests.build_image import Member, Raw, file, sparse
from tests.build_image.damage import truncate
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tarstream import Entry

BIG = bytes(range(256)) * 12_000  # more than is read at a time
LAYER: list[Member | Raw] = [
    file("small", b"0123456789"),
    file("empty"),
    sparse(b"holes", 9000, ((0, b"a" * 700), (4000, b"b" * 1000)), "1.0"),
    file("big", BIG),
]


def entry(image: World, path: str) -> Entry:
    node = find(image.tree, path, 0)
    assert node is not None
    found = node.versions[0].entry
    assert found is not None
    return found


@pytest.mark.parametrize("codec", ["none", "gzip"])
@pytest.mark.parametrize("path", ["small", "empty", "holes", "big"])
def test_a_part_is_what_the_whole_has_there(tmp_path: Path, codec: str, path: str) -> None:
    image = world(tmp_path / "i.tar", LAYER, codec=codec)
    one = entry(image, path)
    whole = b"".join(image.contents.read(0, one))
    for offset in (0, 1, 9, 699, 700, 3999, 4500, 8999, 2_000_000, len(whole), len(whole) + 5):
        for size in (0, 1, 10, 5000, 3_000_000):
            part = image.contents.read_range(0, one, offset, size)
            assert part == whole[offset : offset + size], (offset, size)


def test_where_the_layer_breaks_off_what_came_before_is_returned(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file("big", BIG)])
    one = entry(image, "big")
    window = image.image.layers[0].source.window
    assert window is not None
    truncate(tmp_path / "i.tar", window.start + one.offset + 2_000_000)
    assert image.contents.read_range(0, one, 10, len(BIG)) == BIG[10:2_000_000]
    with pytest.raises(DamageError, match="ends within /big"):
        image.contents.read_range(0, one, 2_000_000, 10)


HUGE = 10**15


@pytest.mark.parametrize("size", [9000, HUGE])
@pytest.mark.parametrize("codec", [("none", "none"), ("gzip", "gzip"), ("none", "gzip")])
def test_contents_compare_whatever_the_holes_claim(
    tmp_path: Path, codec: tuple[str, str], size: int
) -> None:
    first, other = ((0, b"a" * 700), (4096, b"b" * 10)), ((0, b"a" * 700), (4096, b"c" * 10))
    again = sparse(b"same", size, first), sparse(b"other", size, other)
    image = world(
        tmp_path / "i.tar",
        [sparse(b"same", size, first), sparse(b"other", size, first)],
        again,
        codec=codec,
    )
    assert image.changes() == {"/same": "metadata", "/other": "modified content"}


def test_holes_in_great_number_are_not_walked(tmp_path: Path) -> None:
    # 200 GB of zeros
    layer = [sparse(b"f%d" % number, (200 << 20) - 1, ((0, b"x"),)) for number in range(500)]
    image = world(tmp_path / "i.tar", layer, layer)
    assert set(image.changes().values()) == {"metadata"}

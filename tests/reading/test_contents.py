"""Parts of a file are what the whole has there, wherever the layer keeps its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import DamageError, LimitError
from inspector.limits import Limits
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


# name, size, what is stored of it
ORDINARY = sparse(b"disk.img", 5 << 20, ((0, b"boot" * 100), (4 << 20, b"end")))
ENDLESS = sparse(b"bomb", HUGE, ((0, b"x"),))


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_holes_that_no_one_should_walk_are_refused(tmp_path: Path, codec: str) -> None:
    image = world(tmp_path / "i.tar", [ENDLESS, ORDINARY], codec=codec)
    with pytest.raises(LimitError, match=r"/bomb is not read: 999,999,999,999,999 bytes of holes"):
        next(image.contents.read(0, image.entry("/bomb")))
    with pytest.raises(LimitError):
        image.contents.sha256(0, image.entry("/bomb"))
    # a part is cheap wherever it lies
    assert image.contents.read_range(0, image.entry("/bomb"), HUGE // 2, 5) == bytes(5)
    whole = b"boot" * 100 + bytes((4 << 20) - 400) + b"end" + bytes((1 << 20) - 3)
    assert b"".join(image.contents.read(0, image.entry("/disk.img"))) == whole


def test_holes_are_counted_together_and_each_file_once(tmp_path: Path) -> None:
    layer = [sparse(b"f%d" % number, 1 << 20, ((0, b"x"),)) for number in range(5)]
    image = world(tmp_path / "i.tar", layer, limits=Limits(hole_bytes=3 << 20))
    for number in (0, 1, 2, 0, 1, 2):
        assert len(b"".join(image.contents.read(0, image.entry(f"/f{number}")))) == 1 << 20
    with pytest.raises(LimitError):
        next(image.contents.read(0, image.entry("/f3")))


def test_a_disk_image_that_is_stored_in_good_part_is_read_whatever_its_size(tmp_path: Path) -> None:
    layer = [sparse(b"disk", 16 << 20, ((0, b"x" * (1 << 20)),)), sparse(b"hole", 2, ((0, b"x"),))]
    image = world(tmp_path / "i.tar", layer, limits=Limits(hole_bytes=0))
    for path in ("/disk", "/hole"):
        content = b"".join(image.contents.read(0, image.entry(path)))
        assert len(content) == image.entry(path).size


def test_holes_in_great_number_are_not_walked(tmp_path: Path) -> None:
    # 200 GB of zeros
    layer = [sparse(b"f%d" % number, (200 << 20) - 1, ((0, b"x"),)) for number in range(500)]
    image = world(tmp_path / "i.tar", layer, layer)
    assert set(image.changes().values()) == {"metadata"}


def test_one_blob_as_two_layers_is_not_compared_with_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = world(tmp_path / "i.tar", LAYER, LAYER)
    monkeypatch.setattr(image.contents, "_whole", lambda *_: pytest.fail("was read"))
    assert image.usage.waste
    assert set(image.changes(1).values()) == {"metadata"}


def test_fingerprints_made_at_once_are_those_made_one_by_one(tmp_path: Path) -> None:
    far = [file(f"gap{number}", bytes(200_000)) for number in range(2)]
    layer = [file("a", b"a"), far[0], file("b", b"bb"), file("c", b"c"), *LAYER, far[1]]
    image = world(tmp_path / "i.tar", layer)
    entries = image.image.layers[0].entries
    image.contents.fingerprint_small(0, reversed(entries))
    known = {each.name: each.fingerprint for each in entries}
    assert {name for name, found in known.items() if found is None} == {"empty", "holes", "big"}
    assert image.contents.fingerprinted == {0}
    again = world(tmp_path / "i.tar", layer)
    for each in again.image.layers[0].entries:
        if known[each.name] is not None:
            assert again.contents.fingerprint(0, each) == known[each.name], each.name


def test_what_cannot_be_read_has_no_fingerprint(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file("a", b"a" * 600), file("b", b"b" * 600)])
    window = image.image.layers[0].source.window
    assert window is not None
    entries = image.image.layers[0].entries
    truncate(tmp_path / "i.tar", window.start + entries[1].offset + 100)
    image.contents.fingerprint_small(0, entries)
    assert [each.fingerprint is None for each in entries] == [False, True]

"""How an image's sizes follow from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.sums import Sums, sums
from tests.build_image import directory, file, hardlink, sparse, symlink, whiteout
from tests.tree.world import world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Part

LAYERS: tuple[Sequence[Part], ...] = (
    [directory("d"), file("d/a", b"1" * 100), hardlink("d/b", "d/a"), symlink("l", "d/a")],
    [file("twice", b"2" * 30), file("twice", b"3" * 40), symlink("caf\u00e9", "caf\u00e9")],
    [sparse(b"holes", 5000, [(1024, b"x" * 512)]), file("d/a", b"4" * 7)],
    [whiteout("holes"), sparse(b"kept", 2048, [(0, b"y" * 512)])],
)


def checked(path: Path, codec: str, layers: Sequence[Sequence[Part]] = LAYERS) -> Sums:
    image = world(path / "i.tar", *layers, codec=codec)
    found = sums(image.image.layers, image.usage)
    for each in (*found.layers, found.total):
        counted = each.stored_bytes + each.symlink_bytes + each.hole_bytes - each.replaced_bytes
        assert counted == each.size
    assert found.live_bytes + found.wasted_bytes == found.total.stored_bytes
    return found


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd"])
def test_each_layer_adds_up(tmp_path: Path, codec: str) -> None:
    found = checked(tmp_path, codec)
    assert [each.stored_bytes for each in found.layers] == [100, 70, 519, 512]
    assert [each.symlink_bytes for each in found.layers] == [3, 5, 0, 0]
    assert [each.hole_bytes for each in found.layers] == [0, 0, 4488, 1536]
    assert [each.replaced_bytes for each in found.layers] == [0, 30, 0, 0]
    assert [each.size for each in found.layers] == [103, 45, 5007, 2048]
    assert found.total.size == 103 + 45 + 5007 + 2048
    assert found.wasted_bytes == 30 + 512  # /d/b still shows what /d/a was
    assert found.visible_bytes == 100 + 40 + 7 + 2048


def test_a_tar_is_as_long_however_it_is_compressed(tmp_path: Path) -> None:
    plain, packed = checked(tmp_path, "none"), checked(tmp_path, "gzip")
    assert plain.total.tar_bytes == plain.total.compressed_bytes
    tars = [each.tar_bytes for each in plain.layers]
    assert tars == [each.tar_bytes for each in packed.layers]
    assert all(each is not None and each % 512 == 0 for each in tars)
    assert packed.total.compressed_bytes < plain.total.compressed_bytes
    assert plain.header_bytes == packed.header_bytes == plain.total.compressed_bytes - 1201


def test_a_damaged_layer_has_no_known_length(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file("a", b"1")], b"no tar at all" * 100)
    found = sums(image.image.layers, image.usage)
    assert [each.tar_bytes is None for each in found.layers] == [False, True]
    assert found.total.tar_bytes is found.header_bytes is None


def test_nothing_adds_up_to_nothing(tmp_path: Path) -> None:
    found = checked(tmp_path, "none", ())
    assert (found.total.size, found.total.tar_bytes, found.visible_bytes) == (0, 0, 0)

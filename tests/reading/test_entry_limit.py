"""The layers of a small archive have a limited number of entries together; what is cut is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from inspector.reading.scan import LayerState
from tests.build_image import ImageSpec, file, format_named

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = replace(DEFAULT_LIMITS, entries_of_small=5)


def layers(path: Path, counts: list[int], codec: str) -> list[tuple[LayerState, int]]:
    names = [[file(f"{at}/{number}") for number in range(count)] for at, count in enumerate(counts)]
    format_named("oci-archive").write(path, ImageSpec(layers=names, codec=codec))
    archive = open_archive(str(path), LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), LIMITS)
    return [(layer.scan.state, len(layer.entries)) for layer in image.read_layers()]


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_what_is_beyond_is_left_out_and_said(tmp_path: Path, codec: str) -> None:
    found = layers(tmp_path / "i.tar", [3, 1, 4, 2], codec)
    read, partial = LayerState.READ, LayerState.PARTIAL
    assert found == [(read, 3), (read, 1), (partial, 1), (partial, 0)]


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_as_many_as_are_allowed_are_all_read(tmp_path: Path, codec: str) -> None:
    found = layers(tmp_path / "i.tar", [3, 2, 0], codec)
    assert [state for state, _ in found] == [LayerState.READ] * 3


def test_one_layer_ends_there_too(tmp_path: Path) -> None:
    assert layers(tmp_path / "i.tar", [9], "gzip") == [(LayerState.PARTIAL, 5)]


def test_larger_archives_may_have_more() -> None:
    assert DEFAULT_LIMITS.of_stored(99_999_999).entries == 1_000_000
    assert DEFAULT_LIMITS.of_stored(100_000_000) == DEFAULT_LIMITS

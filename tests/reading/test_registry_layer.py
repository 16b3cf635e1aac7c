"""Layers of a registry: fetched when they are read, and then as those of an archive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.errors import FetchError
from inspector.formats.access import USUAL, Access
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.cache import LayerCache
from inspector.reading.contents import Contents
from inspector.reading.image import Image, Processes
from inspector.reading.scan import LayerState
from tests.build_image import ImageSpec, build, file, format_named
from tests.fake_registry import FakeRegistry, push
from tests.formats.opened import archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from inspector.limits import Limits

BODY = os.urandom(200_000)
SPEC = ImageSpec(
    layers=[
        [file("a", BODY), file("etc/motd", b"hello")],
        [file("b", b"two")],
        [file("etc/motd", b"changed")],
    ],
    codec=("gzip", "none", "zstd"),
)
BUILT = build(SPEC)


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as registry:
        push(registry, "app:1", BUILT)
        yield registry


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def opened(
    registry: FakeRegistry, access: Access = USUAL, limits: Limits = DEFAULT_LIMITS
) -> Image:
    found = open_archive(f"registry://{registry.host}/app:1", limits, access=access)
    return Image(found, found.images[0], limits)


def kept_blobs(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "cache" / "layerscope" / "blobs-1"
    return [each for each in folder.iterdir() if not each.read_bytes().startswith(b"{")]


def blobs_asked(registry: FakeRegistry) -> list[str]:
    return [each.rpartition("/")[2] for each in registry.paths() if "/blobs/" in each]


@pytest.mark.parametrize("processes", [Processes.NONE, Processes.FORKED])
def test_an_image_of_a_registry_reads_as_its_archive_does(
    registry: FakeRegistry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    processes: Processes,
) -> None:
    monkeypatch.setattr("inspector.reading.image._WORTH_PROCESSES", 0)
    saved = archive(format_named("oci-archive").write(tmp_path / "image.tar", SPEC))
    expected = Image(saved, saved.images[0], DEFAULT_LIMITS)
    list(expected.read_layers())
    for _ in range(2):  # when all blobs are here, too
        found = opened(registry)
        list(found.read_layers(processes=processes))
        for mine, theirs in zip(found.layers, expected.layers, strict=True):
            assert mine.entries == theirs.entries
            assert mine.state is theirs.state
            assert mine.scan.findings == theirs.scan.findings
            assert mine.compressed_size == theirs.compressed_size
        contents = Contents(found)
        assert b"".join(contents.read(0, found.layers[0].entries[0])) == BODY
    assert sorted(blobs_asked(registry)) == sorted([BUILT.image_id, *BUILT.digests])


def test_a_layer_that_is_not_had_is_its_own_damage(registry: FakeRegistry) -> None:
    del registry.blobs[BUILT.digests[1]]
    image = opened(registry)
    list(image.read_layers())
    assert [each.state for each in image.layers] == [
        LayerState.READ,
        LayerState.PARTIAL,
        LayerState.READ,
    ]
    error = image.layers[1].error
    assert isinstance(error, FetchError)
    assert registry.host in str(error)
    assert [each.id for each in image.layers[1].scan.findings] == ["layer-damaged"]


def test_a_layer_that_is_known_is_not_fetched_until_its_bytes_are_asked_for(
    registry: FakeRegistry, tmp_path: Path
) -> None:
    access = Access(keeps=False)
    cache = LayerCache(tmp_path / "known", pytest.fail)
    first = opened(registry, access)
    list(first.read_layers(cache=cache))
    registry.requests.clear()
    again = opened(registry, access)
    list(again.read_layers(cache=cache))
    assert [each.entries for each in again.layers] == [each.entries for each in first.layers]
    assert blobs_asked(registry) == [BUILT.image_id]
    contents = Contents(again)
    assert b"".join(contents.read(1, again.layers[1].entries[0])) == b"two"
    assert blobs_asked(registry)[1:] == [BUILT.digests[1]]


def test_a_layer_of_a_kind_that_is_not_opened_is_not_fetched(registry: FakeRegistry) -> None:
    closed = "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"
    push(registry, "app:1", build(replace_media(closed)))
    image = opened(registry)
    list(image.read_layers())
    assert [each.state for each in image.layers] == [LayerState.UNSUPPORTED]
    assert len(blobs_asked(registry)) == 1  # the configuration


def replace_media(media_type: str) -> ImageSpec:
    return ImageSpec(layers=[[file("a", b"x")]], media_types=[media_type])


def test_a_claimed_size_buys_no_entries(registry: FakeRegistry) -> None:
    """What a manifest says of one layer must not let another one have more entries."""
    limits = replace(DEFAULT_LIMITS, entries=5, entries_per_layer=5, small_archive=1)
    image = opened(registry, limits=limits)
    assert image.limits.entries > 5
    many = [file(f"f{number}") for number in range(9)]
    push(registry, "app:1", build(ImageSpec(layers=[many, [file("a", BODY)]], codec="gzip")))
    image = opened(registry, limits=replace(limits, bytes_per_entry=100))
    list(image.read_layers())
    assert len(image.layers[0].entries) < 9
    assert image.layers[1].state is LayerState.READ


def test_progress_is_told_of_each_byte_once(registry: FakeRegistry) -> None:
    told: dict[int, int] = {}

    class Told:
        def __init__(self, layer: int) -> None:
            self._layer = layer

        def advance(self, size: int) -> None:
            told[self._layer] = told.get(self._layer, 0) + size

    image = opened(registry)
    list(image.read_layers(lambda layer: Told(layer.index)))
    assert told == {each.index: each.compressed_size for each in image.layers}


def test_a_kept_layer_that_was_damaged_is_fetched_again(
    registry: FakeRegistry, tmp_path: Path
) -> None:
    expected = [each.entries for each in opened(registry).read_layers()]
    for path in kept_blobs(tmp_path):
        path.write_bytes(bytes(path.stat().st_size))
    registry.requests.clear()
    found = opened(registry)
    assert [each.entries for each in found.read_layers()] == expected
    assert not found.errors
    assert len(blobs_asked(registry)) == len(expected)


def test_kept_layers_are_not_read_before_they_are_asked_for(
    registry: FakeRegistry, tmp_path: Path
) -> None:
    list(opened(registry).read_layers())
    damaged = kept_blobs(tmp_path)
    for path in damaged:
        path.write_bytes(bytes(path.stat().st_size))
    found = opened(registry)
    assert all(each.data.window is None and each.source.window is None for each in found.layers)
    assert all(map(os.path.exists, damaged))  # who reads one that is damaged removes it

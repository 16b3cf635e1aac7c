"""The bytes of a layer at random: always the same, and little of the blob is read for them."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.compression.points import SeekPoint
from inspector.errors import DamageError
from inspector.formats.model import LayerSource
from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.cache import LayerCache
from inspector.reading.contents import Contents
from inspector.reading.image import Layer, Processes
from inspector.reading.layerbytes import LayerBytes, SpoolRoom
from inspector.reading.scan import scan_layer
from tests.build_image import estargz, file, layer_tar
from tests.compression.test_points import PIECES, WRITERS, shrink
from tests.properties import examples
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member

# does not compress, is the same nowhere else, and is more than is read at a time
BYTES = random.Random(8).randbytes(24 << 20)  # noqa: S311  repeatable, no secret
PIECE = 96 << 10
MANY = [BYTES[at : at + PIECE] for at in range(0, len(BYTES), PIECE)]
MANY_WRITERS = ["gzip", "zstd", "zstd-streamed", "zstd-skippable"]


class Counter:
    """Counts the bytes that are read through windows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pread = Window.pread
        self.read = 0
        monkeypatch.setattr(Window, "pread", lambda *given: self._count(*given))

    def _count(self, window: Window, size: int, offset: int) -> bytes:
        data = self._pread(window, size, offset)
        self.read += len(data)
        return data


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def layer_of(path: Path, blob: bytes) -> Layer:
    path.write_bytes(blob)
    source = LayerSource("layer", Window(OpenFile.open(path)), None)
    return Layer(0, ArchiveLayer(source), None, scan_layer(source, DEFAULT_LIMITS))


@cache
def many_members(writer: str) -> bytes:
    head, foot = layer_tar([file("f", BYTES)], end_blocks=0)[:512], bytes(1024)
    return b"".join(map(WRITERS[writer], [head, *MANY, foot]))


def many(path: Path, writer: str) -> Layer:
    """Return a layer of many members; only a tar's are noted, so a file's are its bytes."""
    return layer_of(path, many_members(writer))


def opened(layer: Layer, room: int = 0) -> LayerBytes:
    return LayerBytes(layer, DEFAULT_LIMITS, SpoolRoom(room))


def exactly(layer: LayerBytes, offset: int, size: int) -> bytes:
    """Read until there are ``size`` bytes or no more."""
    parts: list[bytes] = []
    while size and (data := layer.read(offset, size)):
        parts.append(data)
        offset += len(data)
        size -= len(data)
    return b"".join(parts)


@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pieces=PIECES,
    writer=st.sampled_from(sorted(WRITERS)),
    asked=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 90_000)), max_size=12),
    room=st.sampled_from([0, 50_000, 1 << 30]),
)
def test_any_bytes_of_any_members_are_what_all_of_them_have_there(
    tmp_path: Path, pieces: list[bytes], writer: str, asked: list[tuple[float, int]], room: int
) -> None:
    size = sum(map(len, pieces))
    tar = layer_tar([file("f", b"".join(pieces))])
    head, foot = tar[:512], tar[512 + size :]
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch)
        blob = b"".join(map(WRITERS[writer], [head, *pieces, foot]))
        layer = opened(layer_of(tmp_path / "blob", blob), room)
    for place, length in asked:
        offset = int(place * (len(tar) + 10))
        assert exactly(layer, offset, length) == tar[offset : offset + length]


@pytest.mark.parametrize("room", [0, 1 << 30])
@pytest.mark.parametrize("writer", MANY_WRITERS)
def test_what_is_far_behind_is_read_from_near_before_it(
    tmp_path: Path, counter: Counter, writer: str, room: int
) -> None:
    layer = opened(many(tmp_path / "blob", writer), room)
    for place in (20 << 20, 3 << 20, 11 << 20):
        counter.read = 0
        assert exactly(layer, 512 + place, 1000) == BYTES[place : place + 1000]
        assert counter.read < 4 << 20


@pytest.mark.parametrize("writer", MANY_WRITERS)
def test_from_first_to_last_the_blob_is_read_once(
    tmp_path: Path, counter: Counter, writer: str
) -> None:
    whole = many(tmp_path / "blob", writer)
    layer = opened(whole)
    assert whole.source.window is not None
    counter.read = 0
    assert exactly(layer, 512, len(BYTES)) == BYTES
    assert counter.read < whole.source.window.size + (1 << 20)


def test_little_passed_over_between_files_opens_nothing_anew(
    tmp_path: Path, counter: Counter
) -> None:
    whole = many(tmp_path / "blob", "gzip")
    layer = opened(whole)
    assert whole.source.window is not None
    counter.read = 0
    for place in range(0, len(BYTES) - 20_000, 20_000):
        assert exactly(layer, 512 + place, 10_000) == BYTES[place : place + 10_000]
    assert counter.read < whole.source.window.size + (1 << 20)


def test_what_has_passed_is_read_from_the_spool(tmp_path: Path, counter: Counter) -> None:
    layer = opened(many(tmp_path / "blob", "gzip"), 1 << 30)
    places = (20 << 20, 3 << 20, 11 << 20)
    for place in places:
        layer.read(512 + place, 1000)
    counter.read = 0
    for place in places:
        assert exactly(layer, 512 + place, 1000) == BYTES[place : place + 1000]
    assert counter.read == 0


@pytest.mark.parametrize("room", [0, 1 << 30])
def test_several_threads_get_what_they_ask_for(tmp_path: Path, room: int) -> None:
    layer = opened(many(tmp_path / "blob", "zstd-streamed"), room)

    def ask(seed: int) -> bool:
        source = random.Random(seed)  # noqa: S311
        places = [source.randrange(len(BYTES) - 5000) for _ in range(30)]
        return all(exactly(layer, 512 + at, 5000) == BYTES[at : at + 5000] for at in places)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(ask, range(4)))


@pytest.mark.parametrize("writer", ["gzip", "zstd-streamed"])
@pytest.mark.parametrize(
    "forged",
    [
        SeekPoint(5, 1000),
        SeekPoint(123_456, 1 << 20),
        SeekPoint(1 << 40, 1 << 20),
        SeekPoint((1 << 63) - 1, 1 << 20),
    ],
)
def test_a_point_that_is_none_is_damage(tmp_path: Path, writer: str, forged: SeekPoint) -> None:
    layer = many(tmp_path / "blob", writer)
    layer.scan.seek_points = [forged]
    reader = opened(layer)
    with suppress(DamageError):
        assert reader.read(2 << 20, 1000) == b""
    assert exactly(reader, 0, 900)[:1] == b"f"


# of images ----------------------------------------------------------------------------------


def files() -> list[Member]:
    return [file(f"d/{number:04}", part) for number, part in enumerate(MANY)]


@pytest.mark.parametrize("codec", ["gzip-estargz", "zstd-chunked"])
def test_the_last_file_of_many_needs_little_of_the_blob(
    tmp_path: Path, counter: Counter, codec: str
) -> None:
    layer = estargz(files()) if codec == "gzip-estargz" else layer_tar(files())
    image = world(tmp_path / "i.tar", layer, codec=codec)
    last = f"/d/{len(MANY) - 1:04}"
    counter.read = 0
    assert b"".join(image.contents.read(0, image.entry(last))) == MANY[-1]
    assert counter.read < len(BYTES) // 4


@pytest.mark.parametrize("codec", ["gzip-multi", "zstd-multi", "none"])
def test_points_are_the_same_from_a_process_and_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    monkeypatch.setattr("inspector.reading.image._WORTH_PROCESSES", 0)
    monkeypatch.setattr("inspector.reading.image.processors", lambda: 2)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED", -1.0)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED_COARSE", -1.0)
    image = world(tmp_path / "i.tar", files()[:80], codec=codec).image
    (expected,) = (layer.scan.seek_points for layer in image.layers)
    assert bool(expected) == (codec != "none")
    cache = LayerCache(tmp_path / "cache", pytest.fail)
    for processes in (Processes.FORKED, Processes.NONE):
        # at the second time the cache knows it
        (layer,) = image.read_layers(cache=cache, processes=processes)
        assert layer.scan.seek_points == expected
        monkeypatch.setattr(
            "inspector.reading.archive_layer.scan_within", lambda *_: pytest.fail("read again")
        )
    last = layer.entries[-1]
    assert b"".join(Contents(image).read(0, last)) == MANY[79]


def test_a_spool_that_is_full_costs_no_answer(tmp_path: Path) -> None:
    layer = opened(many(tmp_path / "blob", "gzip"), 5 << 20)
    for _ in range(2):
        for place in (20 << 20, 3 << 20, 11 << 20, 0):
            assert exactly(layer, 512 + place, 3 << 20) == BYTES[place : place + (3 << 20)]


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_disk_that_is_full_costs_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_begun: bool
) -> None:
    pwrite = os.pwrite

    def full(fd: int, data: bytes, offset: int) -> int:
        if is_begun:
            return pwrite(fd, data[: len(data) // 2], offset)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    layer = opened(many(tmp_path / "blob", "gzip"), 1 << 30)
    for place in (20 << 20, 3 << 20, 20 << 20, 3 << 20):
        assert exactly(layer, 512 + place, 1000) == BYTES[place : place + 1000]

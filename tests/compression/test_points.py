"""Compressed data can be entered where its members and frames begin, and nowhere else."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.compression import MAGIC_BYTES, Decompressed, detect, frames, members, points
from inspector.compression.points import ORIGIN, PointLog, SeekPoint
from inspector.limits import DEFAULT_LIMITS, Limits
from tests.build_image import compress
from tests.properties import examples

if TYPE_CHECKING:
    from collections.abc import Callable

SPACING = 1000
NOISE = random.Random(3).randbytes(40_000)  # noqa: S311  repeatable, no secret


def _streamed(data: bytes) -> bytes:
    """Return a frame that does not say how much it holds, as zstd:chunked has."""
    packer = zstandard.ZstdCompressor(level=1, write_checksum=len(data) % 2 == 0).compressobj()
    return packer.compress(data) + packer.flush()


WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1, mtime=0),
    "gzip-padded": lambda data: gzip.compress(data, 1, mtime=0) + bytes(len(data) % 9),
    "zstd": zstandard.ZstdCompressor(level=1).compress,
    "zstd-streamed": _streamed,
    "zstd-skippable": lambda data: compress(data, "zstd-skippable"),
    "xz": lambda data: lzma.compress(data, preset=0),
    "bzip2": bz2.compress,
}


class Stuttering:
    """A source that gives fewer bytes than it is asked for."""

    def __init__(self, data: bytes, step: int) -> None:
        self._inner = io.BytesIO(data)
        self._step = step

    def read(self, size: int, /) -> bytes:
        return self._inner.read(min(size, self._step))


def opened(
    data: bytes, start: SeekPoint = ORIGIN, *, step: int = 1 << 20, limits: Limits = DEFAULT_LIMITS
) -> Decompressed:
    codec = detect(data[:MAGIC_BYTES])
    assert codec is not None
    return codec.open(Stuttering(data[start.stored :], step), limits, start)


def shrink(patch: pytest.MonkeyPatch, chunk: int = 500) -> None:
    """Have points closer together, and so much read of a blob at a time."""
    patch.setattr(points, "_SPACING", SPACING)
    for module in (frames, members):
        patch.setattr(module, "_CHUNK", chunk)


def drained(stream: Decompressed, size: int = 1 << 20) -> bytes:
    parts = []
    while part := stream.read(size):
        parts.append(part)
    return b"".join(parts)


def piece(size: int, kind: int) -> bytes:
    """Return bytes that do not compress, or do to next to nothing."""
    return NOISE[:size] if kind == 0 else bytes([kind]) * size


PIECES = st.lists(st.builds(piece, st.integers(0, 40_000), st.integers(0, 3)), max_size=12)


@settings(max_examples=examples(150), deadline=None)
@given(
    pieces=PIECES,
    writer=st.sampled_from(sorted(WRITERS)),
    step=st.integers(1, 200_000),
    size=st.integers(1, 300_000),
    behind=st.sampled_from([b"", bytes(700), b"junk"]),
    chunk=st.sampled_from([100, 3000, 128 << 10]),
    use_zlib=st.booleans(),
)
def test_from_every_point_on_the_data_are_the_same(
    pieces: list[bytes],
    writer: str,
    step: int,
    size: int,
    behind: bytes,
    chunk: int,
    *,
    use_zlib: bool,
) -> None:
    step, size = max(step, len(pieces) * 400), max(size, len(pieces) * 400)
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch, chunk)
        if use_zlib:
            patch.setattr(members, "igzip_lib", None)
        data = b"".join(map(WRITERS[writer], [*pieces, b"last"]))
        whole = b"".join([*pieces, b"last"])
        stream = opened(data + behind, step=step)
        assert drained(stream, size) == whole
        found = [ORIGIN, *stream.points]
        for before, point in pairwise(found):
            assert before.stored < point.stored < len(data)
            assert point.offset >= before.offset + SPACING
            assert drained(opened(data + behind, point), size) == whole[point.offset :]


@pytest.mark.parametrize("writer", sorted(WRITERS))
def test_points_come_as_close_as_is_wanted(writer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shrink(monkeypatch)
    whole = [NOISE[at : at + 400] for at in range(0, 40_000, 400)]
    data = b"".join(map(WRITERS[writer], whole))
    stream = opened(data)
    assert drained(stream, 300) == b"".join(whole)
    offsets = [point.offset for point in stream.points]
    assert all(after - before < 3000 for before, after in zip([0, *offsets], offsets, strict=False))
    assert 40_000 - offsets[-1] < 3000


@pytest.mark.parametrize("writer", ["gzip", "zstd", "xz", "bzip2"])
def test_a_single_member_has_no_points(writer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shrink(monkeypatch)
    stream = opened(WRITERS[writer](NOISE))
    assert drained(stream) == NOISE
    assert stream.points == []


@pytest.mark.parametrize("content", [b"", b"x"])
@pytest.mark.parametrize("writer", ["gzip", "zstd", "zstd-streamed"])
def test_members_of_next_to_nothing_take_neither_memory_nor_time(
    writer: str, content: bytes
) -> None:
    data = WRITERS[writer](content) * 50_000
    stream = opened(data)
    begin = time.process_time()
    assert len(drained(stream)) == 50_000 * len(content)
    assert time.process_time() - begin < 2.5
    assert stream.points == []


def test_points_are_few_and_everywhere_however_long_the_data() -> None:
    log = PointLog(100)
    total = 0
    for at in range(20_000):
        total += 1 << 20
        if total >= log.turn:
            log.note(at + 1, total)
        assert len(log.points) <= 100
    offsets = [0, *(point.offset for point in log.points), total]
    steps = [after - before for before, after in pairwise(offsets)]
    assert max(steps) <= total // 25
    assert all(point.offset == point.stored << 20 for point in log.points)


def test_the_limit_of_points_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    shrink(monkeypatch)
    for writer in ("gzip", "zstd-streamed"):
        data = WRITERS[writer](bytes(SPACING)) * 500
        stream = opened(data, limits=Limits(seek_points=20))
        drained(stream, SPACING)
        assert 10 <= len(stream.points) <= 20
        for point in stream.points:
            assert drained(opened(data, point)) == bytes(500 * SPACING - point.offset)


@pytest.mark.parametrize("writer", ["gzip", "zstd"])
def test_the_ratio_is_of_all_the_data_wherever_it_is_entered(
    writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may be read from first to last may be read from a point on."""
    shrink(monkeypatch)
    limits = Limits(ratio=3, ratio_free_bytes=1000)
    data = WRITERS[writer](NOISE) + WRITERS[writer](bytes(60_000))
    stream = opened(data, limits=limits)
    assert len(drained(stream, 300)) == 100_000
    (point,) = stream.points
    assert drained(opened(data, point, limits=limits)) == bytes(60_000)

"""What is kept comes back as it was; what is damaged or made up is nothing, and takes nothing."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from inspector.compression.points import SeekPoint
from inspector.reading.index import (
    decode_fingerprints,
    decode_scan,
    encode_fingerprints,
    encode_scan,
)
from inspector.reading.scan import LayerScan, LayerState
from inspector.tarstream import Kind
from tests.cases import tried_with
from tests.entries import entry_at

if TYPE_CHECKING:
    from collections.abc import Callable

SCAN = LayerScan(
    LayerState.READ,
    [entry_at(f"d/{n}", Kind.FILE, 0o644, 0, 0, n, n, 512 * n) for n in range(40)],
    seek_points=[SeekPoint(n * 1000, n * 3000) for n in range(1, 20)],
)


def whole(scan: LayerScan) -> bytes:
    data = encode_scan(scan)
    assert data is not None
    return data


@given(st.integers(0, 10_000), st.integers(1, 255), st.integers(0, 10_000))
def test_damage_is_no_exception(at: int, flip: int, cut: int) -> None:
    columns = bytearray(zstandard.decompress(whole(SCAN)))
    columns[at % len(columns)] ^= flip
    decode_scan(zstandard.compress(bytes(columns[: cut % len(columns) + 1])))
    decode_scan(zstandard.compress(bytes(columns)))
    data = bytearray(whole(SCAN))
    data[at % len(data)] ^= flip
    decode_scan(bytes(data))


@given(st.binary(max_size=200))
def test_garbage_is_nothing(data: bytes) -> None:
    assert decode_scan(data) is None
    assert decode_fingerprints(data) is None


@given(st.dictionaries(st.integers(0, 5_000_000), st.integers(0, 2**64 - 1)))
def test_fingerprints_come_back(known: dict[int, int]) -> None:
    data = encode_fingerprints(known)
    assert data is not None
    assert decode_fingerprints(data) == known


def test_points_come_back() -> None:
    known = decode_scan(whole(SCAN))
    assert known is not None
    assert known.seek_points == SCAN.seek_points


@tried_with(
    "points",
    [
        [(0, 5)],
        [(5, 0)],
        [(-3, 5)],
        [(9, 9), (9, 20)],
        [(9, 9), (20, 9)],
        [(20, 20), (9, 30)],
        [(1, 1 << 63)],
        [(1 << 63, 1)],
        [(1,)],
        [[1, "2"]],
        [(n, n) for n in range(1, 20_000)],
    ],
)
def test_points_that_lead_nowhere_are_nothing(points: list[object]) -> None:
    values = msgspec.msgpack.decode(zstandard.decompress(whole(SCAN)))
    assert decode_scan(zstandard.compress(msgspec.msgpack.encode(values))) is not None
    values[-1] = points
    assert decode_scan(zstandard.compress(msgspec.msgpack.encode(values))) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_file_is_nothing_or_as_it_was(at: int, flip: int) -> None:
    data = bytearray(whole(SCAN))
    data[at % len(data)] ^= flip
    known = decode_scan(bytes(data))
    assert known is None or known == SCAN


def test_a_place_before_the_first_entry_is_nothing() -> None:
    assert decode_fingerprints(zstandard.compress(msgspec.msgpack.encode({-1: 7}))) is None


def bomb() -> bytes:
    """Return some KB that stand for 1 GiB."""
    packer = zstandard.ZstdCompressor(level=1).compressobj(size=1 << 30)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(1 << 10)) + packer.flush()


SILENT = zstandard.ZstdCompressor(write_content_size=False)
COUNT = b"\xdd\xff\xff\xff\xff"  # a list of four billion
EMPTY: list[object] = [*([[0]] * 6), [], {}, {}, {}, {}, {}]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(bomb, id="a stated bomb"),
        pytest.param(lambda: SILENT.compress(zstandard.decompress(whole(SCAN))), id="a silent one"),
        pytest.param(lambda: zstandard.compress(b"\x95" + COUNT * 5), id="pieces"),
        pytest.param(
            lambda: zstandard.compress(
                msgspec.msgpack.encode(
                    [[b"\xdc\x00\x10\xc4\x00\xc4\x00" + COUNT], [], None, None, []]
                )
            ),
            id="runs",
        ),
        pytest.param(
            lambda: zstandard.compress(
                msgspec.msgpack.encode(
                    [
                        [msgspec.msgpack.encode([b"a", b"", [1 << 40], b"\0", *EMPTY])],
                        [],
                        None,
                        None,
                        [],
                    ]
                )
            ),
            id="a long run",
        ),
        pytest.param(lambda: zstandard.compress(b"\x95\x90\x90\xc0\xc0" + COUNT), id="points"),
    ],
)
def test_what_a_file_claims_takes_no_memory(make: Callable[[], bytes]) -> None:
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert decode_scan(data) is None
    assert decode_fingerprints(data) is None
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KiB
    assert grown < 100 << 10

"""Whatever the bytes are: entries and one DamageError, in bounded memory, never a hang."""

from __future__ import annotations

import random
import tracemalloc
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import DamageError
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.tarstream import TarScanner
from tests.build_image import (
    GNU,
    SPARSE_DIALECTS,
    directory,
    file,
    gnu_long,
    hardlink,
    header,
    layer_tar,
    pax_header,
    raw,
    sparse,
    symlink,
)
from tests.build_image.headers import sealed
from tests.properties import examples
from tests.tarstream.reading import Stream, run, scan_bytes

LIMITS = Limits(entries_per_layer=500, sparse_segments=200)
EVERYTHING = layer_tar(
    [
        directory("etc", xattrs={"user.x": b"1"}),
        file("etc/motd", b"hello" * 200, mtime=1.5),
        symlink("etc/link", "l" * 200),
        hardlink("etc/hard", "etc/motd", dialect="gnu"),
        raw(gnu_long(b"n" * 300) + header(b"n", magic=GNU)),
        *[
            sparse(b"s" + each.encode(), 9000, [(5, b"x"), (700, b"y")], each)
            for each in SPARSE_DIALECTS
        ],
        raw(pax_header([(b"comment", b"x")], b"g")),
        file("last", b"end", dialect="v7"),
    ],
    trailing=b"hidden",
)


@given(data=st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    scan_bytes(data, LIMITS)


@settings(max_examples=examples(300), deadline=None)
@given(
    blocks=st.lists(
        st.one_of(
            st.just(bytes(512)),
            st.binary(min_size=512, max_size=512),
            st.binary(min_size=512, max_size=512).map(sealed),
            st.builds(
                header,
                st.binary(max_size=100),
                st.sampled_from([bytes([each]) for each in b"\x000123456SxgXLKV"]),
                size=st.one_of(st.integers(0, 1600), st.integers(-(2**62), 2**62)),
                link=st.binary(max_size=20),
                magic=st.sampled_from([b"ustar\x0000", GNU, bytes(8)]),
            ),
            st.sampled_from([b"12 path=abc\n", b"9 size=9\n", b"1\n0\n5\n"]).map(
                lambda text: text.ljust(512, b"\0")
            ),
        ),
        max_size=12,
    ),
    tail=st.binary(max_size=20),
)
def test_any_sequence_of_headers(blocks: list[bytes], tail: bytes) -> None:
    scan_bytes(b"".join(blocks) + tail, LIMITS)


@settings(max_examples=examples(300), deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(EVERYTHING) - 1), st.integers(0, 255)), max_size=5
    ),
    reseal=st.booleans(),
)
def test_changed_bytes_with_right_checksums(changes: list[tuple[int, int]], reseal: bool) -> None:
    data = bytearray(EVERYTHING)
    for at, value in changes:
        data[at] = value
        if reseal:
            start = at - at % 512
            data[start : start + 512] = sealed(bytes(data[start : start + 512]).ljust(512, b"\0"))
    scan_bytes(bytes(data), LIMITS)


def test_cut_at_every_block() -> None:
    whole = scan_bytes(EVERYTHING).paths
    for size in range(0, len(EVERYTHING), 512):
        scan = scan_bytes(EVERYTHING[:size])
        assert scan.paths == whole[: len(scan.paths)]


def test_a_flipped_bit_in_every_header_field() -> None:
    for at in range(0, len(EVERYTHING), 13):
        data = bytearray(EVERYTHING)
        data[at] ^= 1 << at % 8
        scan = scan_bytes(bytes(data))
        assert len(scan.entries) <= 12


class Endless:
    """A stream that gives the same bytes again and again, up to ``size``."""

    def __init__(self, part: bytes, size: int) -> None:
        self._part = part * max(1, (1 << 18) // len(part))
        self._left = size

    def read(self, size: int, /) -> bytes:
        data = self._part[: min(size, self._left)]
        self._left -= len(data)
        return data


def peak_of(part: bytes, size: int = 64 << 20) -> int:
    """Return the bytes that a scan held at most; its entries are not kept."""
    scanner = TarScanner(Endless(part, size), DEFAULT_LIMITS, fingerprints=True)
    tracemalloc.start()
    try:
        with suppress(DamageError):
            for _ in scanner:
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return peak


def test_contents_are_never_held() -> None:
    assert peak_of(header(b"a", size=1 << 20) + b"x" * (1 << 20)) < 4 << 20


def test_zeros_without_end_are_never_held() -> None:
    assert peak_of(bytes(512)) < 4 << 20


def test_hidden_data_is_never_held() -> None:
    data = bytes(1024) + b"hidden" * 100
    assert peak_of(data) < 4 << 20


def test_many_odd_names_hold_few_findings() -> None:
    assert peak_of(header(b"../a"), 8 << 20) < 4 << 20


def test_many_long_headers_hold_one() -> None:
    part = gnu_long(b"n" * 200_000) + gnu_long(b"m" * 300, b"L") + header(b"a")
    assert peak_of(part, 8 << 20) < 4 << 20


def test_scanning_is_the_same_in_reads_of_any_size() -> None:
    rng = random.Random(3)  # noqa: S311  repeatable, no secret
    expected = run(TarScanner(Stream(EVERYTHING, 1 << 20), DEFAULT_LIMITS, fingerprints=True))
    for _ in range(60):
        stream = Stream(EVERYTHING, rng.randrange(1, 3000))
        assert run(TarScanner(stream, DEFAULT_LIMITS, fingerprints=True)) == expected

"""Compressed streams: every shape that is written, every cut and every flipped byte."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import random
import struct
import subprocess
import sys

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.compression import (
    CODECS,
    MAGIC_BYTES,
    Decompressed,
    claimed_by,
    detect,
    members,
)
from inspector.compression.hashing import HashingReader
from inspector.errors import DamageError, LimitError
from inspector.limits import DEFAULT_LIMITS, Limits
from tests.build_image import CODECS as WRITERS
from tests.build_image import compress
from tests.cases import tried_with
from tests.properties import examples

COMPRESSED = sorted(set(WRITERS) - {"none"})
FAMILIES = ("gzip", "zstd", "xz", "bzip2")
ZSTD = struct.pack("<I", 0xFD2FB528)
# compresses to something, repeats nowhere within a window
DATA = random.Random(5).randbytes(40_000)  # noqa: S311  repeatable, no secret
DATA += b"layer " * 20_000 + bytes(60_000)


class Stuttering:
    """A source that gives fewer bytes than it is asked for."""

    def __init__(self, data: bytes, step: int = 1 << 20) -> None:
        self._inner = io.BytesIO(data)
        self._step = step

    def read(self, size: int, /) -> bytes:
        return self._inner.read(min(size, self._step))


@pytest.fixture(params=["isal", "zlib"])
def gzip_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "zlib":
        monkeypatch.setattr(members, "igzip_lib", None)
    else:
        assert members.igzip_lib is not None


def opened(data: bytes, *, step: int = 1 << 20, limits: Limits = DEFAULT_LIMITS) -> Decompressed:
    codec = detect(data[:MAGIC_BYTES])
    assert codec is not None
    return codec.open(Stuttering(data, step), limits)


def drained(stream: Decompressed, size: int = 1 << 20) -> bytes:
    parts = []
    while part := stream.read(size):
        assert len(part) <= size
        parts.append(part)
    return b"".join(parts)


def read_until_damage(stream: Decompressed) -> tuple[bytes, DamageError | None]:
    parts = []
    try:
        while part := stream.read(1000):
            parts.append(part)
    except DamageError as error:
        return b"".join(parts), error
    return b"".join(parts), None


# what is whole ------------------------------------------------------------------------------


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("step", [1, 4096, 1 << 20])
@pytest.mark.parametrize("writer", COMPRESSED)
def test_every_shape_expands_to_what_went_in(writer: str, step: int) -> None:
    data = DATA[-130_000:]
    stream = opened(compress(data, writer), step=step)
    assert drained(stream) == data
    assert stream.read(10) == b""
    assert stream.trailing == 0
    assert stream.produced == len(data)


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("size", [1, 7, 511, 70_000])
@pytest.mark.parametrize("writer", ["gzip-multi", "zstd-chunked", "xz", "bzip2"])
def test_never_more_than_was_asked_for(writer: str, size: int) -> None:
    data = DATA[39_000:42_000] if size < 100 else DATA
    assert drained(opened(compress(data, writer)), size) == data


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("writer", COMPRESSED)
def test_nothing_compressed_is_nothing(writer: str) -> None:
    assert drained(opened(compress(b"", writer))) == b""


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("family", FAMILIES)
def test_padding_between_and_behind_members_is_passed_over(family: str) -> None:
    one = compress(b"one", family)
    stream = opened(one + bytes(4) + compress(b"two", family) + bytes(600_000) + one + bytes(513))
    if family == "zstd":  # zeros end zstd data: no writer puts any between frames
        assert drained(stream) == b"one"
        assert stream.trailing > len(one)
    else:
        assert drained(stream) == b"onetwoone"
        assert stream.trailing == 0


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("step", [1, 3, 1 << 20])
@pytest.mark.parametrize("writer", COMPRESSED)
def test_what_does_not_belong_behind_is_counted(writer: str, step: int) -> None:
    stream = opened(compress(b"payload" * 99, writer) + bytes(9) + b"secret\0" * 30, step=step)
    assert drained(stream) == b"payload" * 99
    assert stream.trailing == 210


@pytest.mark.parametrize("padding", [1, 3, 4, 5, 511, 300_000])
def test_zeros_behind_zstd_are_padding(padding: int) -> None:
    stream = opened(compress(DATA, "zstd") + bytes(padding), step=7_777)
    assert drained(stream) == DATA
    assert stream.trailing == 0


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize(
    ("family", "rest"),
    [
        ("zstd", b"\x28"),
        ("zstd", b"\x28\xb5\x2f"),
        ("zstd", b"\x50\x2a\x4d"),
        ("gzip", b"\x1f"),
        ("xz", b"\xfd7zXZ"),
        ("bzip2", b"BZ"),
    ],
)
def test_a_piece_of_a_magic_behind_is_a_member_cut_short(family: str, rest: bytes) -> None:
    content, error = read_until_damage(opened(compress(DATA, family) + rest))
    assert content == DATA
    assert error is not None
    assert "cut short" in str(error)


@pytest.mark.parametrize("rest", [b"\x29", b"\x28\xb5\x2e", b"\x50\x2b"])
def test_a_few_other_bytes_behind_zstd_do_not_belong(rest: bytes) -> None:
    stream = opened(compress(DATA, "zstd") + rest)
    assert drained(stream) == DATA
    assert stream.trailing == len(rest)


def test_many_small_members_are_read_without_copying_the_rest_for_each() -> None:
    """As in eStargz; what is left of a chunk behind each member is not copied whole."""
    pieces = [b"%d" % at for at in range(20_000)]
    data = b"".join(gzip.compress(piece, 1, mtime=0) for piece in pieces)
    assert drained(opened(data)) == b"".join(pieces)


@settings(max_examples=examples(60), deadline=None)
@given(
    pieces=st.lists(st.binary(max_size=3000), min_size=1, max_size=6),
    family=st.sampled_from(FAMILIES),
    step=st.integers(1, 5000),
    size=st.integers(1, 5000),
)
def test_any_members_in_any_reads(pieces: list[bytes], family: str, step: int, size: int) -> None:
    data = b"".join(compress(piece, family) for piece in pieces)
    assert drained(opened(data, step=step), size) == b"".join(pieces)


def test_gzip_header_with_every_optional_field() -> None:
    flags = 2 | 4 | 8 | 16  # header CRC, extra, name, comment
    head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6)
    head += struct.pack("<H", 300) + bytes(300) + b"name\0" + b"comment\0"
    crc = struct.pack("<H", zlib_crc(head) & 0xFFFF)
    body = gzip.compress(b"content", mtime=0)[10:]
    assert drained(opened(head + crc + body)) == b"content"


def zlib_crc(data: bytes) -> int:
    import zlib

    return zlib.crc32(data)


# zstd frames made by hand -------------------------------------------------------------------


def block(content: bytes, *, last: bool = False, repeat: int = 0) -> bytes:
    """Return a raw block, or one that repeats a byte (RFC 8878, 3.1.1.2)."""
    kind, size = (1, repeat) if repeat else (0, len(content))
    return struct.pack("<I", size << 3 | kind << 1 | last)[:3] + content


def frame(*blocks: bytes, descriptor: int = 0, rest: bytes = b"\x38", tail: bytes = b"") -> bytes:
    """Return a frame; ``rest`` follows the descriptor: window, dictionary, content size."""
    return ZSTD + bytes([descriptor]) + rest + b"".join(blocks) + tail


SKIPPABLE = struct.pack("<II", 0x184D2A5E, 5) + b"12345"
HAND_MADE = {
    "raw-and-rle": frame(block(b"ab"), block(b"c", repeat=3), block(b"d", last=True)),
    "single-segment": frame(block(b"abcccd", last=True), descriptor=0x20, rest=b"\x06"),
    "size-of-2-bytes": frame(
        block(b"a" * 300, last=True), descriptor=0x60, rest=struct.pack("<H", 44)
    ),
    "size-of-4-bytes": frame(
        block(b"abcccd", last=True), descriptor=0x80, rest=b"\x38" + struct.pack("<I", 6)
    ),
    "size-of-8-bytes": frame(
        block(b"abcccd", last=True), descriptor=0xC0, rest=b"\x38" + struct.pack("<Q", 6)
    ),
    "empty-dictionary-id": frame(
        block(b"abcccd", last=True), descriptor=0x03, rest=b"\x38" + bytes(4)
    ),
    "empty-blocks": frame(*[block(b"")] * 400, block(b"abcccd", last=True)),
    "between-skippables": SKIPPABLE + frame(block(b"abcccd", last=True)) + SKIPPABLE + SKIPPABLE,
    "checksum": zstandard.ZstdCompressor(write_checksum=True).compress(b"abcccd"),
    "unknown-size": zstandard.ZstdCompressor(write_content_size=False).compress(b"abcccd"),
}


@tried_with("name", HAND_MADE)
def test_zstd_frames_of_every_kind(name: str) -> None:
    expected = b"a" * 300 if name == "size-of-2-bytes" else b"abcccd"
    for step in (1, 2, 1 << 20):
        assert drained(opened(HAND_MADE[name] * 3, step=step)) == expected * 3


@tried_with("name", HAND_MADE)
def test_zstd_cut_anywhere_is_never_taken_for_whole(name: str) -> None:
    """The library itself takes a cut stream for a finished one."""
    data = HAND_MADE[name]
    whole_before = {len(SKIPPABLE)} if name == "between-skippables" else set()
    if name == "between-skippables":
        whole_before |= {len(data) - len(SKIPPABLE), len(data) - 2 * len(SKIPPABLE)}
    for cut in range(4, len(data)):
        for first in (b"", frame(block(b"first", last=True))):
            stream = opened(first + data[:cut])
            _, error = read_until_damage(stream)
            if cut in whole_before:
                assert error is None, cut
            else:
                assert error is not None, cut
                assert error.message == "the zstd data is cut short"


def test_zstd_skippable_frame_larger_than_what_follows_is_cut() -> None:
    data = frame(block(b"x", last=True)) + struct.pack("<II", 0x184D2A50, 1 << 31) + bytes(999)
    content, error = read_until_damage(opened(data))
    assert content == b"x"
    assert error is not None


def test_zstd_wrong_checksum_is_damage() -> None:
    data = bytearray(HAND_MADE["checksum"])
    data[-1] ^= 1
    _, error = read_until_damage(opened(bytes(data)))
    assert error is not None
    assert str(error).startswith("corrupt zstd data")


def test_zstd_with_a_dictionary_is_damage() -> None:
    dictionary = zstandard.ZstdCompressionDict(b"words " * 100)
    data = frame(block(b"x", last=True), descriptor=0x01, rest=b"\x38\x07")
    assert dictionary.dict_id() == 0
    _, error = read_until_damage(opened(data))
    assert error is not None
    assert "ictionary" in str(error)


def test_zstd_content_of_another_size_than_stated_is_damage() -> None:
    data = frame(block(b"abc", last=True), descriptor=0x20, rest=b"\x06")
    _, error = read_until_damage(opened(data))
    assert error is not None


@pytest.mark.parametrize(
    "data",
    [
        # a window of 3.75 TiB; a single segment of 1 TiB
        frame(block(b"x", last=True), rest=b"\xff"),
        frame(block(b"x", last=True), descriptor=0xE0, rest=struct.pack("<Q", 1 << 40)),
    ],
)
def test_zstd_window_beyond_the_limit_is_a_limit(data: bytes) -> None:
    with pytest.raises(LimitError, match="zstd data needs more memory"):
        opened(data).read(10)


def test_zstd_window_of_128_mib_is_read() -> None:
    """What ``zstd --long=27`` writes."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    data = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = data.compress(DATA) + data.flush()
    assert drained(opened(packed)) == DATA


def test_xz_dictionary_beyond_the_limit_is_a_limit() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 64 << 20}]
    data = lzma.compress(DATA, filters=filters)
    assert drained(opened(data)) == DATA
    with pytest.raises(LimitError, match="xz data needs more memory"):
        opened(data, limits=replace(DEFAULT_LIMITS, decoder_memory=8 << 20)).read(10)


# what is broken -----------------------------------------------------------------------------


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("writer", ["gzip", "gzip-multi", "zstd", "zstd-multi", "xz", "bzip2"])
def test_cut_anywhere_is_damage_or_a_member_s_end(writer: str) -> None:
    data = DATA[39_900:50_000]
    packed = compress(data, writer)
    magic_end = 10 if writer == "bzip2" else 6
    for cut in [*range(magic_end, len(packed), 97), *range(len(packed) - 24, len(packed))]:
        content, error = read_until_damage(opened(packed[:cut]))
        assert data.startswith(content)
        if error is None:
            # whole members came before: nothing says that there were more
            assert writer.endswith("-multi")
            assert len(content) % 4096 == 0 or content == data
        else:
            assert error.offset == len(content)


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("writer", ["gzip", "zstd-checksum", "xz", "bzip2"])
def test_a_flipped_byte_is_found(writer: str) -> None:
    """Everywhere but in fields without a meaning (gzip's time and system)."""
    data = DATA[39_000:43_000]
    if writer == "zstd-checksum":
        packed = zstandard.ZstdCompressor(write_checksum=True).compress(data)
    else:
        packed = compress(data, writer)
    start = {"gzip": 10, "zstd-checksum": 4, "xz": 6, "bzip2": 10}[writer]
    for at in range(start, len(packed), 7):
        changed = bytearray(packed)
        changed[at] ^= 0xFF
        content, error = read_until_damage(opened(bytes(changed)))
        assert error is not None or content == data


@settings(max_examples=examples(150), deadline=None)
@given(
    family=st.sampled_from(FAMILIES),
    junk=st.binary(max_size=400),
    use_zlib=st.booleans(),
)
def test_any_bytes_behind_a_magic_end_or_are_damage(
    family: str, junk: bytes, *, use_zlib: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if use_zlib:
            patch.setattr(members, "igzip_lib", None)
        head = next(codec for codec in CODECS if codec.name == family).magics[0]
        read_until_damage(opened(head + junk))


@settings(max_examples=examples(100), deadline=None)
@given(
    writer=st.sampled_from(COMPRESSED),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=4),
)
def test_flipped_bytes_raise_nothing_but_damage(
    writer: str, flips: list[tuple[float, int]]
) -> None:
    packed = bytearray(compress(DATA[38_000:48_000], writer))
    for place, mask in flips:
        packed[10 + int(place * (len(packed) - 11))] ^= mask
    content, _ = read_until_damage(opened(bytes(packed)))
    assert len(content) < 1 << 24


@pytest.mark.usefixtures("gzip_library")
@pytest.mark.parametrize("family", FAMILIES)
def test_what_came_before_the_damage_was_given(family: str) -> None:
    packed = compress(DATA, family) + compress(DATA, family)
    content, error = read_until_damage(opened(packed[:-20]))
    assert content.startswith(DATA)
    assert error is not None
    assert error.offset == len(content)
    assert "cut short" in str(error)


# what is hostile ----------------------------------------------------------------------------


def test_the_ratio_counts_only_beyond_what_is_free() -> None:
    limits = replace(DEFAULT_LIMITS, ratio=50, ratio_free_bytes=1 << 20)
    zeros = compress(bytes(1 << 20), "gzip")
    assert len(drained(opened(zeros, limits=limits))) == 1 << 20
    with pytest.raises(LimitError, match="50-fold") as caught:
        drained(opened(compress(bytes(9 << 20), "gzip"), limits=limits))
    assert caught.value.offset is not None
    assert caught.value.offset <= 3 << 20


def test_honest_data_may_be_larger_than_what_is_free() -> None:
    limits = replace(DEFAULT_LIMITS, ratio=50, ratio_free_bytes=1000)
    assert drained(opened(compress(DATA, "zstd"), limits=limits)) == DATA


def test_beyond_what_all_layers_may_decompress_to_the_ratio_is_lower() -> None:
    limits = replace(DEFAULT_LIMITS, unpacked_ratio=50, unpacked_bytes=1 << 20)
    assert len(drained(opened(compress(bytes(1 << 20), "gzip"), limits=limits))) == 1 << 20
    assert drained(opened(compress(DATA, "zstd"), limits=replace(limits, unpacked_bytes=1))) == DATA
    with pytest.raises(LimitError, match="50-fold"):
        drained(opened(compress(bytes(9 << 20), "gzip"), limits=limits))


BOMBS = """
import gzip, io, lzma, resource, struct, sys, zlib
from msgspec.structs import replace
from inspector.compression import MAGIC_BYTES, detect
from inspector.limits import DEFAULT_LIMITS

def zstd():
    one = struct.pack("<I", (128 << 10) << 3 | 1 << 1)[:3] + b"\\0"
    return struct.pack("<I", 0xFD2FB528) + b"\\0\\x38" + one * 8000 + b"\\1\\0\\0", 1000 << 20

def deflated():
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(200)]
    return b"".join(parts) + packer.flush(), 200 << 20

def xz():
    packer = lzma.LZMACompressor(preset=0)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(64)]
    return b"".join(parts) + packer.flush(), 64 << 20

data, size = {"zstd": zstd, "gzip": deflated, "xz": xz}[sys.argv[1]]()
stream = detect(data[:MAGIC_BYTES]).open(io.BytesIO(data), DEFAULT_LIMITS)
stream.read(1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seen = 1
while part := stream.read(1 << 18):
    seen += len(part)
assert seen == size, seen
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("family", ["zstd", "gzip", "xz"])
def test_a_bomb_costs_no_memory(family: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BOMBS, family], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 24 << 10  # KiB


# names and hashes ---------------------------------------------------------------------------


@tried_with("writer", COMPRESSED)
def test_detect_by_the_first_bytes(writer: str) -> None:
    codec = detect(compress(b"x", writer)[:MAGIC_BYTES])
    assert codec is not None
    assert codec.name == writer.partition("-")[0]


@tried_with("level", range(1, 10))
def test_detect_bzip2_of_every_level_but_no_name_that_begins_like_it(level: int) -> None:
    for content in (b"", b"x"):
        found = detect(bz2.compress(content, level))
        assert found is not None
        assert found.name == "bzip2"
    assert detect(b"BZh%d-notes.txt" % level) is None


@pytest.mark.parametrize("head", [b"", b"\x1f", b"\x28\xb5\x2f", b"PK\x03\x04", bytes(512)])
def test_detect_nothing(head: bytes) -> None:
    assert detect(head) is None


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/vnd.oci.image.layer.v1.tar", "none"),
        ("application/vnd.oci.image.layer.v1.tar+gzip", "gzip"),
        ("application/vnd.oci.image.layer.v1.tar+zstd", "zstd"),
        ("application/vnd.docker.image.rootfs.diff.tar.gzip", "gzip"),
        ("application/vnd.docker.image.rootfs.diff.tar.zstd", "zstd"),
        ("application/vnd.in-toto+json", None),
    ],
)
def test_what_a_media_type_claims(media_type: str, name: str | None) -> None:
    assert claimed_by(media_type) == name


@tried_with("writer", COMPRESSED)
def test_the_digest_covers_every_byte_of_the_blob(writer: str) -> None:
    blob = compress(DATA, writer) + bytes(700_000)
    raw = HashingReader(io.BytesIO(blob))
    codec = detect(blob[:MAGIC_BYTES])
    assert codec is not None
    codec.open(raw, DEFAULT_LIMITS).read(10)
    raw.drain()
    assert raw.digest == "sha256:" + hashlib.sha256(blob).hexdigest()
    assert raw.size == len(blob)


@tried_with("writer", COMPRESSED)
def test_reading_to_the_end_reads_the_blob_to_the_end(writer: str) -> None:
    """Padding and bytes that do not belong are part of the digest."""
    blob = compress(DATA, writer) + bytes(700_000) + b"junk" * 200_000
    raw = HashingReader(io.BytesIO(blob), "sha512")
    codec = detect(blob[:MAGIC_BYTES])
    assert codec is not None
    drained(codec.open(raw, DEFAULT_LIMITS))
    assert raw.digest == "sha512:" + hashlib.sha512(blob).hexdigest()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import DamageError
from inspector.tarstream import FileAccess, looks_like_tar
from inspector.tarstream.header import (
    checksum_fits,
    is_ustar,
    letter_of,
    number,
    read_device,
    read_fields,
)
from tests.build_image import GNU, USTAR, V7, base256, header
from tests.build_image.headers import checksum, sealed
from tests.cases import tried_with


@tried_with(
    ("field", "value"),
    [
        (b"0000644\0", 0o644),
        (b"000644 \0", 0o644),
        (b"   644 \0", 0o644),
        (b"644\0\0\0\0\0", 0o644),
        (b"\0000644\0\0", 0o644),
        (b"0000644 ", 0o644),
        (b"77777777", 0o77777777),
        (b"        ", 0),
        (bytes(8), 0),
        (b"644\0junk", 0o644),
        (b" \x00644\0x ", 0o644),
    ],
)
def test_octal_as_it_is_written(field: bytes, value: int) -> None:
    assert number(field) == value


@pytest.mark.parametrize(
    "field",
    [
        b"0000648\0",
        b"-000644\0",
        b"+644\0\0\0\0",
        b"0x1ff\0\0\0",
        b"6_4\0\0\0\0\0",
        b"64 4\0\0\0\0",
    ],
)
def test_what_is_no_octal(field: bytes) -> None:
    with pytest.raises(ValueError, match="octal"):
        number(field)


@given(value=st.integers(-(2**63) + 1, 2**63 - 1))
def test_base_256_of_either_sign(value: int) -> None:
    assert number(base256(value, 12)) == value


@pytest.mark.parametrize(
    "field", [b"\x80" + b"\xff" * 11, b"\xff" + bytes(11), b"\x80\0\0\0\x80" + bytes(7)]
)
def test_base_256_beyond_64_bits(field: bytes) -> None:
    with pytest.raises(ValueError, match="out of range"):
        number(field)


@given(field=st.binary(min_size=8, max_size=12))
def test_any_field_is_a_number_or_none(field: bytes) -> None:
    try:
        value = number(field)
    except ValueError:
        return
    assert -(2**63) < value < 2**63


# checksums ----------------------------------------------------------------------------------


@given(
    name=st.binary(max_size=100),
    link=st.binary(max_size=100),
    prefix=st.binary(max_size=155),
    uid=st.integers(-5, 2**40),
)
def test_the_right_checksum_fits_and_its_neighbours_do_not(
    name: bytes, link: bytes, prefix: bytes, uid: int
) -> None:
    block = header(name, link=link, prefix=prefix, uid=uid)
    assert checksum_fits(block)
    total = checksum(block)
    for wrong in (total - 1, total + 1, total + 65521, total - 65521):
        if wrong >= 0:
            changed = block[:148] + b"%07o\0" % wrong + block[156:]
            assert not checksum_fits(changed)


def test_a_checksum_that_is_off_by_the_modulus_of_adler_32() -> None:
    block = header(b"\xff" * 100, link=b"\xff" * 100, prefix=b"\xff" * 155)
    total = checksum(block)
    assert total > 65521
    assert checksum_fits(block)
    assert not checksum_fits(block[:148] + b"%07o\0" % (total - 65521) + block[156:])


def test_a_sum_of_signed_bytes() -> None:
    block = header("ärger".encode())
    signed = checksum(block) - 256 * sum(byte > 127 for byte in block)
    assert checksum_fits(block[:148] + b"%06o\0 " % signed + block[156:])


@pytest.mark.parametrize("field", [b"%06o\0 ", b"%07o\0", b"%6o\0 ", b"%7o\0", b" %06o ", b"%08o"])
def test_a_checksum_as_tools_write_it(field: bytes) -> None:
    block = header(b"name")
    assert checksum_fits(block[:148] + field % checksum(block) + block[156:])


@pytest.mark.parametrize("field", [bytes(8), b"        ", b"zzzzzz\0 ", b"-1\0     ", b"9999\0   "])
def test_a_field_that_holds_no_checksum(field: bytes) -> None:
    block = header(b"name")
    assert not checksum_fits(block[:148] + field + block[156:])


@given(block=st.binary(max_size=600))
def test_any_block_has_a_checksum_or_not(block: bytes) -> None:
    assert checksum_fits(block) in {True, False}


def test_short_and_zero_blocks_are_no_headers() -> None:
    assert not checksum_fits(b"")
    assert not checksum_fits(bytes(512))
    assert not checksum_fits(header(b"name")[:400])


def test_what_looks_like_a_tar() -> None:
    assert looks_like_tar(header(b"name"))
    assert looks_like_tar(bytes(512))
    assert looks_like_tar(header(b"name") + b"more")
    assert not looks_like_tar(bytes(511))
    assert not looks_like_tar(b"text\n" * 200)


# fields -------------------------------------------------------------------------------------


def test_every_field() -> None:
    block = header(
        b"name", b"2", size=5, mode=0o120755, uid=1, gid=2, mtime=3, link=b"target", magic=USTAR
    )
    assert read_fields(block, 0) == (b"name", b"target", FileAccess(0o755, 1, 2), 5, 3)
    assert letter_of(block) == b"2"
    assert is_ustar(block)
    assert is_ustar(header(b"name", magic=GNU))
    assert not is_ustar(header(b"name", magic=V7))


@pytest.mark.parametrize("length", [1, 99, 100])
def test_names_fill_their_fields(length: int) -> None:
    block = header(b"n" * length, link=b"l" * length)
    assert read_fields(block, 0)[:2] == (b"n" * length, b"l" * length)


def test_what_stands_behind_a_nul_is_not_the_name() -> None:
    fields = read_fields(header(b"name\0junk", link=b"link\0junk"), 0)
    assert fields[:2] == (b"name", b"link")


@pytest.mark.parametrize(
    ("magic", "name"), [(USTAR, b"some/prefix/name"), (GNU, b"name"), (V7, b"name")]
)
def test_only_ustar_has_a_prefix(magic: bytes, name: bytes) -> None:
    assert read_fields(header(b"name", prefix=b"some/prefix", magic=magic), 0)[0] == name


def test_star_keeps_times_behind_a_shorter_prefix() -> None:
    block = bytearray(header(b"name", prefix=b"p" * 131 + b"00000000000 00000000000 "))
    block[508:512] = b"tar\0"
    assert read_fields(sealed(bytes(block)), 0)[0] == b"p" * 131 + b"/name"


@tried_with("digits", [b"nonsense", b"8", b"0_1", b"-1", b"+1", b"1.0"])
@tried_with(("start", "end"), [(100, 108), (108, 116), (116, 124), (124, 136), (136, 148)])
def test_a_number_that_is_none_says_where(start: int, end: int, digits: bytes) -> None:
    block = header(b"name")
    width = end - start - 1
    for field in (digits.ljust(width, b"\0") + b"\0", digits.rjust(width, b"0") + b"\0"):
        with pytest.raises(DamageError, match="bad number") as caught:
            read_fields(block[:start] + field[-width - 1 :] + block[end:], 1536)
        assert caught.value.offset == 1536


def test_devices() -> None:
    assert read_device(header(b"d", b"3", dev=(8, 1)), 0) == (8, 1)
    assert read_device(header(b"d", b"3", dev=(8, 1), magic=GNU), 0) == (8, 1)
    assert read_device(header(b"d", b"3", magic=V7), 0) == (0, 0)
    big = header(b"d", b"4", dev=(base256(2**33, 8), 5))
    assert read_device(big, 0) == (2**33, 5)
    with pytest.raises(DamageError):
        read_device(header(b"d", b"3", dev=(b"devmajor", 1)), 0)

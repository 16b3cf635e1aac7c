"""RPM headers that are none, or point beyond themselves."""

from __future__ import annotations

import struct

import pytest

from inspector.errors import DamageError
from inspector.packages.rpmheader import Header, Tag
from tests.packages.databases import header


def test_a_header_gives_text_numbers_and_paths() -> None:
    found = Header(header("bash", epoch=3, files=["/bin/bash", "/etc/skel/.bashrc", "/bin/sh"]))
    assert (found.text(Tag.NAME), found.text(Tag.ARCH)) == ("bash", "x86_64")
    assert found.numbers(Tag.EPOCH) == (3,)
    assert list(found.paths()) == ["/bin/bash", "/etc/skel/.bashrc", "/bin/sh"]


def test_what_is_not_there_is_empty() -> None:
    found = Header(header("bash"))
    assert (found.text(Tag.OLD_FILE_NAMES), found.numbers(Tag.EPOCH), list(found.paths())) == (
        "",
        (),
        [],
    )


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\0" * 7,
        struct.pack(">II", 0xFFFFFFFF, 0),
        struct.pack(">II", 1, 0),
        struct.pack(">II", 0, 9),
        struct.pack(">II", 0x10000, 0) + bytes(0x100000),
    ],
)
def test_a_header_that_is_cut_or_too_large_is_damage(blob: bytes) -> None:
    with pytest.raises(DamageError):
        Header(blob)


def test_what_points_beyond_the_header_is_nothing() -> None:
    index = struct.pack(">IIII", Tag.NAME, 6, 5000, 1) + struct.pack(
        ">IIII", Tag.EPOCH, 4, 2, 0xFFFFFFFF
    )
    found = Header(struct.pack(">II", 2, 4) + index + b"abc\0")
    assert (found.text(Tag.NAME), found.numbers(Tag.EPOCH)) == ("", ())


def test_a_file_in_a_folder_that_is_not_there_is_none() -> None:
    blob = header("p", files=["/a/b"])  # whose last number is that of the folder
    assert list(Header(blob[:-4] + struct.pack(">I", 7)).paths()) == []

"""Text, archive or bytes, decompressed where that helps, and damage told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
from typing import TYPE_CHECKING

import pytest
import zstandard

from inspector.analyses.content import (
    ContentFile,
    ContentKind,
    FileStart,
    form_of,
    is_text,
    open_content,
    unpacked,
)
from inspector.limits import DEFAULT_LIMITS
from inspector.tree.view import find
from tests.build_image import file, layer_tar
from tests.cases import tried_with
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tarstream import Entry

NOISE = random.Random(1).randbytes(4000)  # noqa: S311
TAR = layer_tar([file("inner", b"x")])


def stored(tmp_path: Path, data: bytes) -> tuple[World, Entry]:
    image = world(tmp_path / "i.tar", [file("f", data)])
    node = find(image.tree, "f", 0)
    assert node is not None
    entry = node.versions[0].entry
    assert entry is not None
    return image, entry


def opened(tmp_path: Path, data: bytes, most: int = 1 << 20) -> FileStart:
    image, entry = stored(tmp_path, data)
    return open_content(image.contents, 0, entry, DEFAULT_LIMITS, most)


@tried_with(
    ("data", "expected"),
    [
        (b"", True),
        (b"plain\r\n\ttext\n", True),
        ("Grüße, 日本語\n".encode(), True),
        ("Grüße, café\n".encode("latin-1"), True),
        (b"\x1b[31mred\x1b[0m", True),
        (b"text\0", False),
        (b"\x7fELF\x02\x01\x01\0\0", False),
        (NOISE.replace(b"\0", b"\1"), False),
    ],
)
def test_what_looks_like_text(data: bytes, expected: object) -> None:
    assert is_text(data) is expected


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"text", ContentKind.TEXT),
        (TAR, ContentKind.TAR),
        (bytes(10240), ContentKind.BYTES),
        (b"PK\x03\x04rest", ContentKind.ZIP),
        (NOISE, ContentKind.BYTES),
    ],
)
def test_forms(data: bytes, form: ContentKind) -> None:
    assert form_of(data) is form


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("bzip2", bz2.compress),
        ("xz", lzma.compress),
        ("zstd", zstandard.compress),
    ],
)
def test_packed_text_and_tar_are_looked_at_unpacked(
    tmp_path: Path, name: str, pack: object
) -> None:
    assert callable(pack)
    found = opened(tmp_path, pack(b"a page of the manual\n"))
    assert (found.form, found.packed) == (ContentKind.TEXT, name)
    assert found.head == b"a page of the manual\n"
    image, entry = stored(tmp_path, pack(TAR))
    assert open_content(image.contents, 0, entry, DEFAULT_LIMITS, 1 << 20).form is ContentKind.TAR
    stream = unpacked(image.contents, 0, entry, DEFAULT_LIMITS, name)
    assert stream.read(512) == TAR[:512]


def test_packed_bytes_are_shown_as_they_are(tmp_path: Path) -> None:
    data = gzip.compress(NOISE)
    assert opened(tmp_path, data) == FileStart(ContentKind.BYTES, data, len(data))


def test_only_so_much_is_read(tmp_path: Path) -> None:
    found = opened(tmp_path, b"x" * 5000, most=1000)
    assert (len(found.head), found.size, found.is_cut) == (1000, 5000, True)
    found = opened(tmp_path, gzip.compress(b"x" * 5000), most=1000)
    assert (len(found.head), found.is_cut) == (1000, True)
    assert not opened(tmp_path, b"x" * 1000, most=1000).is_cut


def test_damage_within_what_is_packed_is_told(tmp_path: Path) -> None:
    found = opened(tmp_path, gzip.compress(b"line\n" * 2000 + NOISE.hex().encode())[:-200])
    assert found.form is ContentKind.TEXT
    assert found.trouble


def test_a_file_object_moves_as_files_do(tmp_path: Path) -> None:
    image, entry = stored(tmp_path, b"0123456789")
    reader = ContentFile(image.contents, 0, entry, largest=8)
    assert reader.seek(-3, io.SEEK_END) == 7
    assert reader.read(8) == b"789"
    assert reader.read(1) == b""
    reader.seek(2)
    assert (reader.skip(3), reader.tell(), reader.skip(100)) == (3, 5, 5)
    reader.seek(0)
    with pytest.raises(OSError, match="too much"):
        reader.read()
    with pytest.raises(OSError, match="before"):
        reader.seek(-1)

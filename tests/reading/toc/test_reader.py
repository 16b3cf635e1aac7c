"""A layer by its table of contents is the layer by its tar, for a part of the bytes."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from inspector.errors import DamageError
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.toc.reader import toc_of
from inspector.tarstream import Kind, TarScanner
from tests.build_image import (
    TocBlob,
    directory,
    estargz_blob,
    file,
    hardlink,
    layer_tar,
    symlink,
    zstd_chunked_blob,
)
from tests.properties import examples
from tests.reading.toc.blobs import (
    TREES,
    WRITERS,
    Counted,
    content,
    files_of,
    listing_of,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.tarstream import Entry
    from tests.build_image import Member

    Writer = Callable[..., TocBlob]

MEMBERS = [
    directory("etc", mode=0o750, uid=1, gid=2),
    file("etc/motd", b"hello\n", xattrs={"user.x": b"\0\xff"}),
    file("etc/empty"),
    symlink("etc/link", "motd"),
    hardlink("etc/hard", "etc/motd"),
    file("etc/big", random.Random(1).randbytes(300_000) + bytes(5000)),  # noqa: S311  repeatable
]


def scanned(tar: bytes) -> list[Entry]:
    return list(TarScanner(io.BytesIO(tar), DEFAULT_LIMITS))


def without_place(entry: Entry) -> Entry:
    return replace(entry, offset=0, mtime=0)


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest) -> Writer:
    return WRITERS[request.param]


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=examples(60), deadline=None)
@given(members=TREES)
def test_a_table_lists_what_the_tar_holds(name: str, members: list[Member]) -> None:
    made = WRITERS[name](layer_tar(members))
    blob = Counted(made.blob)
    toc, entries = listing_of(made), scanned(made.tar)
    assert [without_place(each) for each in toc.entries] == [
        without_place(each) for each in entries
    ]
    for listed, stored in zip(toc.entries, entries, strict=True):
        # eStargz rounds
        assert listed.mtime - stored.mtime in ({0, 1} if "estargz" in name else {0})
    files = files_of(toc, blob)
    for listed, stored in zip(toc.entries, entries, strict=True):
        if stored.kind is Kind.FILE:
            expected = made.tar[stored.offset : stored.offset + stored.size]
            assert content(files, listed) == expected


@given(members=TREES)
@settings(max_examples=examples(60), deadline=None)
def test_what_a_scan_finds_odd_in_names_a_table_shows_too(members: list[Member]) -> None:
    tar = layer_tar(members)
    scanner = TarScanner(io.BytesIO(tar), DEFAULT_LIMITS)
    assert list(scanner) is not None
    assert listing_of(zstd_chunked_blob(tar)).findings == scanner.findings


def test_offsets_ascend_and_no_two_are_the_same(writer: Writer) -> None:
    offsets = [each.offset for each in listing_of(writer(layer_tar(MEMBERS))).entries]
    assert offsets == sorted(set(offsets))


def test_a_small_table_is_one_request_and_a_file_another(writer: Writer) -> None:
    made = writer(layer_tar(MEMBERS))
    blob = Counted(made.blob)
    toc = listing_of(made, blob)
    assert len(blob.asked) == 1
    entry = next(each for each in toc.entries if each.path == "etc/motd")
    assert content(files_of(toc, blob), entry) == b"hello\n"
    assert len(blob.asked) == 2
    assert blob.asked[1][1] < 2000


def test_a_large_table_of_estargz_is_two_requests() -> None:
    members = [file(f"d/{number:05}", b"%d" % number) for number in range(3000)]
    made = estargz_blob(layer_tar(members))
    blob = Counted(made.blob)
    assert len(listing_of(made, blob).entries) == 3001
    (start, size), (before, missing) = blob.asked
    assert start + size == len(made.blob)
    assert before + missing == start
    assert blob.sent < len(made.blob)


def test_times_of_a_zone_and_from_before_1970() -> None:
    def change(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        times = ["2001-09-09T03:46:40.9+02:00", "1969-12-31T23:59:58.5Z", "0001-01-01T00:00:00Z"]
        return [row | {"modtime": time} for row, time in zip(rows, times, strict=True)]

    made = zstd_chunked_blob(layer_tar([file("a"), file("b"), file("c")]), change=change)
    assert [each.mtime for each in listing_of(made).entries] == [1_000_000_000, -2, 0]


def test_a_hard_link_keeps_the_size_that_its_header_states() -> None:
    tar = layer_tar([file("a", b"123"), hardlink("b", "a", size=3)])
    assert listing_of(zstd_chunked_blob(tar)).entries[1].size == 3


# what is not trusted -----------------------------------------------------------------------------


def refused(made: TocBlob, words: str) -> None:
    with pytest.raises(DamageError, match=words):
        listing_of(made)
    blob = Counted(made.blob)
    assert toc_of(source_of(made), blob, DEFAULT_LIMITS, NoProgress()) is None


def test_without_a_digest_in_the_manifest_there_is_no_table(writer: Writer) -> None:
    made = writer(layer_tar(MEMBERS))
    blob = Counted(made.blob)
    bare = replace(source_of(made), annotations={"org.example": "x"})
    assert toc_of(bare, blob, DEFAULT_LIMITS, NoProgress()) is None
    assert blob.asked == []


def test_a_table_of_another_digest_is_refused(writer: Writer) -> None:
    made = writer(layer_tar(MEMBERS))
    wrong = {
        key: "sha256:" + "0" * 64 if value.startswith("sha256:") else value
        for key, value in made.annotations.items()
    }
    refused(TocBlob(made.tar, made.blob, wrong, made.table), "does not match its digest")


@pytest.mark.parametrize("digest", ["", "sha256:xyz", "md5:" + "0" * 32, "blake3:" + "0" * 64])
def test_a_digest_that_cannot_be_computed_proves_nothing(writer: Writer, digest: str) -> None:
    made = writer(layer_tar(MEMBERS))
    wrong = {
        key: digest if value.startswith("sha256:") else value
        for key, value in made.annotations.items()
    }
    refused(
        TocBlob(made.tar, made.blob, wrong, made.table),
        "digest of the table of contents cannot be verified",
    )


def test_a_source_that_fails_leaves_the_layer_to_be_read_whole(writer: Writer) -> None:
    class Broken(Counted):
        def span(self, start: int, size: int, progress: object) -> bytes:
            del start, size, progress
            raise DamageError("no parts are served")

    made = writer(layer_tar(MEMBERS))
    assert toc_of(source_of(made), Broken(made.blob), DEFAULT_LIMITS, NoProgress()) is None


@pytest.mark.parametrize("cut", [1, 20, 51, 60, 64, 200])
def test_a_blob_that_ends_too_early_has_no_table(writer: Writer, cut: int) -> None:
    made = writer(layer_tar(MEMBERS))
    words = "at the stated position|does not end with an eStargz footer"
    refused(TocBlob(made.tar, made.blob[:cut], made.annotations, made.table), words)


def test_a_name_that_json_could_not_hold_leaves_the_layer_to_be_read_whole(writer: Writer) -> None:
    refused(writer(layer_tar([file(b"caf\xe9", b"x")])), "names that are not UTF-8")

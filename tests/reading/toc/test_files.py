"""Contents come chunk by chunk, compared with their digests, and in few requests."""

from __future__ import annotations

import hashlib
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from inspector.compression import Decompressed
from inspector.errors import DamageError, MissingBlobError
from tests.build_image import estargz_blob, file, layer_tar, symlink, zstd_chunked_blob
from tests.reading.toc.blobs import Counted, content, files_of, listing_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.build_image import TocBlob

    Rows = list[dict[str, Any]]

BYTES = random.Random(3).randbytes(5 << 20)  # noqa: S311  repeatable, no secret
BOTH = pytest.mark.parametrize("write", [estargz_blob, zstd_chunked_blob])


def opened(made: TocBlob) -> tuple[Counted, Any, Any]:
    blob = Counted(made.blob)
    toc = listing_of(made, blob)
    blob.asked.clear()
    return blob, files_of(toc, blob), {each.path: each for each in toc.entries}


@BOTH
def test_a_large_file_is_fetched_in_few_requests_and_nothing_twice(
    write: Callable[..., TocBlob],
) -> None:
    made = write(layer_tar([file("a", b"a"), file("big", BYTES), file("z", b"z")]), chunk=64 << 10)
    blob, files, entries = opened(made)
    assert content(files, entries["big"]) == BYTES
    assert len(blob.asked) <= 4
    assert blob.sent < len(BYTES) * 1.01


@BOTH
def test_a_part_of_a_large_file_is_fetched_alone(write: Callable[..., TocBlob]) -> None:
    made = write(layer_tar([file("big", BYTES)]), chunk=64 << 10)
    blob, files, entries = opened(made)
    at = 3 << 20
    data = files.pread(100, entries["big"].offset + at)
    assert data == BYTES[at : at + 100]
    assert len(blob.asked) == 1
    assert blob.sent <= 1 << 20


@BOTH
def test_what_was_read_is_not_fetched_again(write: Callable[..., TocBlob]) -> None:
    made = write(layer_tar([file("a", BYTES[:50_000]), file("b", BYTES[:900])]), chunk=10_000)
    blob, files, entries = opened(made)
    for _ in range(3):
        assert content(files, entries["a"]) == BYTES[:50_000]
        assert content(files, entries["b"]) == BYTES[:900]
    assert len(blob.asked) <= 2


@BOTH
def test_a_chunk_too_large_for_the_memory_lies_in_a_file(
    write: Callable[..., TocBlob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.reading.toc.files._LARGE", 1 << 20)
    monkeypatch.setattr("inspector.reading.toc.files._MOST", 1 << 20)
    made = write(layer_tar([file("big", BYTES), file("b", BYTES[:99])]), chunk=8 << 20)
    blob, files, entries = opened(made)
    assert content(files, entries["big"]) == BYTES
    assert files.pread(10, entries["big"].offset + 1_000_000) == BYTES[1_000_000:1_000_010]
    assert max(size for _, size in blob.asked) <= 1 << 20
    assert content(files, entries["b"]) == BYTES[:99]


def test_zeros_are_not_fetched() -> None:
    data = b"head" + bytes(3 << 20) + b"tail"
    blob, files, entries = opened(zstd_chunked_blob(layer_tar([file("sparse", data)])))
    assert files.pread(4096, entries["sparse"].offset + 1_000_000) == bytes(4096)
    assert blob.asked == []
    assert content(files, entries["sparse"]) == data
    assert blob.sent < 4096


@BOTH
def test_bytes_that_do_not_match_their_digest_are_not_shown(write: Callable[..., TocBlob]) -> None:
    made = write(layer_tar([file("etc/a", b"AAAA" * 100), file("etc/b", BYTES[:400])]))
    blob, files, entries = opened(made)
    at = json.loads(made.table)["entries"][1]["offset"] + 40
    blob.data = made.blob[:at] + bytes([made.blob[at] ^ 1]) + made.blob[at + 1 :]
    with pytest.raises(
        DamageError, match="content of /etc/b in the layer does not match its table of contents"
    ):
        content(files, entries["etc/b"])
    assert content(files, entries["etc/a"]) == b"AAAA" * 100


@BOTH
def test_a_table_that_leads_to_other_bytes_of_the_layer_is_found_out(
    write: Callable[..., TocBlob],
) -> None:
    def change(rows: Rows) -> Rows:
        rows[0]["offset"], rows[1]["offset"] = rows[1]["offset"], rows[0]["offset"]
        return rows

    made = write(layer_tar([file("a", b"first"), file("b", b"other")]), change=change)
    _, files, entries = opened(made)
    with pytest.raises(DamageError, match="content of /a in"):
        content(files, entries["a"])


@BOTH
def test_a_chunk_ends_where_the_table_says_however_much_it_decompresses_to(
    write: Callable[..., TocBlob],
) -> None:
    def change(rows: Rows) -> Rows:
        digest = f"sha256:{hashlib.sha256(bytes(10)).hexdigest()}"
        rows[0] |= {"size": 10, "digest": digest, "chunkDigest": digest}
        for name in ("chunkSize", "chunkType"):
            rows[0].pop(name, None)
        return rows

    made = write(layer_tar([file("bomb", bytes(900) * 20_000)]), chunk=1 << 30, change=change)
    blob, files, entries = opened(made)
    assert content(files, entries["bomb"]) == bytes(10)
    assert blob.sent < 3000


@BOTH
def test_a_chunk_that_decompresses_to_less_is_found_out(write: Callable[..., TocBlob]) -> None:
    made = write(
        layer_tar([file("a", b"12345")]),
        change=lambda rows: [rows[0] | {"size": 100_000}, *rows[1:]],
    )
    _, files, entries = opened(made)
    with pytest.raises(DamageError, match="content of /a in"):
        content(files, entries["a"])


def test_headers_are_not_known() -> None:
    _, files, entries = opened(zstd_chunked_blob(layer_tar([symlink("l", "x"), file("a", b"1")])))
    for offset in (0, entries["l"].offset, entries["a"].offset - 1, entries["a"].offset + 1):
        with pytest.raises(MissingBlobError, match="no tar headers"):
            files.pread(10, offset)


@BOTH
def test_many_small_files_one_after_the_other_take_few_requests(
    write: Callable[..., TocBlob],
) -> None:
    members = [file(f"info/{number}", BYTES[number : number + 200]) for number in range(500)]
    blob, files, entries = opened(write(layer_tar(members)))
    for number, member in enumerate(members):
        assert content(files, entries[f"info/{number}"]) == member.content
    assert len(blob.asked) < 14
    assert blob.sent < 2 * blob.size


@BOTH
def test_a_file_does_not_bring_its_neighbours(write: Callable[..., TocBlob]) -> None:
    members = [file(f"info/{number}", BYTES[number : number + 200]) for number in range(500)]
    blob, files, entries = opened(write(layer_tar(members)))
    assert content(files, entries["info/250"]) == members[250].content
    assert blob.sent < 2000


def test_chunks_that_share_a_member_are_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [file(f"f{number}", BYTES[number : number + 300]) for number in range(400)]
    blob, files, entries = opened(estargz_blob(layer_tar(members), least=1 << 30))
    read = Decompressed.read
    passed: list[int] = []

    def counted(stream: Decompressed, size: int) -> bytes:
        data = read(stream, size)
        passed.append(len(data))
        return data

    monkeypatch.setattr(Decompressed, "read", counted)
    for number, member in enumerate(members):
        assert content(files, entries[f"f{number}"]) == member.content
    assert sum(passed) < 600_000
    assert content(files, entries["f7"]) == members[7].content
    assert len(blob.asked) < 12

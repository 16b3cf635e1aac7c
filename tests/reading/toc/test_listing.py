"""Tables that lie or cost too much are refused, one clear line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.errors import DamageError, LayerscopeError
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.reading.toc.reader import TocReader, toc_of
from tests.build_image import directory, estargz_blob, file, layer_tar, symlink, zstd_chunked_blob
from tests.cases import tried_with
from tests.properties import examples
from tests.reading.toc.blobs import Counted, content, files_of, listing_of, source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.build_image import TocBlob

    Rows = list[dict[str, Any]]

TAR = layer_tar([directory("d"), file("d/f", b"x" * 3000), file("d/g", b"y"), symlink("l", "d/f")])
F, G = 1, 2  # the rows of the files, where they are whole


def changed(number: int, **fields: object) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        rows[number] |= fields
        return rows

    return change


def refused(made: TocBlob, words: str, limits: Limits = DEFAULT_LIMITS) -> None:
    with pytest.raises(DamageError, match=words):
        TocReader(limits, NoProgress()).read(source_of(made), Counted(made.blob))
    assert toc_of(source_of(made), Counted(made.blob), limits, NoProgress()) is None


@tried_with("write", [estargz_blob, zstd_chunked_blob])
@tried_with(
    ("change", "words"),
    [
        (changed(F, offset=10**9), "outside the layer"),
        (changed(F, offset=-5), "malformed"),
        (changed(F, offset=2**63), "malformed"),
        (changed(F, size=-1), "malformed"),
        (changed(F, size=2**63 - 1), "larger than allowed"),
        (changed(F, chunkSize=10), "do not add up"),
        (changed(F, chunkOffset=10), "do not add up"),
        (changed(F, digest="", chunkDigest=""), "without a digest"),
        (changed(F, digest="crc:12", chunkDigest="crc:12"), "without a digest"),
        (changed(G, type="chunk", chunkOffset=3000), "do not add up|without a digest"),
        (changed(G, type="chunk", chunkOffset=0), "do not add up|without a digest"),
        (changed(0, type="chunk"), "malformed"),
        (changed(0, type="socket"), "malformed"),
        (changed(0, name="a\0b"), "malformed"),
        (changed(0, name="a" * 5000), "name of more than"),
        (changed(0, name="a/" * 600), "path deeper than"),
        (changed(3, linkName="b\0"), "malformed"),
        (changed(3, linkName="a" * 5000), "name of more than"),
        (changed(0, mode="rwx"), "malformed"),
        (changed(0, uid=2**64), "malformed"),
        (changed(0, modtime="yesterday"), "malformed"),
        (changed(0, modtime="2023-02-31T00:00:00Z"), "malformed"),
        (changed(0, xattrs={"user.x": "%"}), "malformed"),
        (changed(0, xattrs={"user.x": "AAAA" * 500_000}), "attributes larger"),
        (lambda rows: [*rows, 5], "malformed"),
    ],
)
def test_a_table_of_nonsense_is_refused(
    write: Callable[..., TocBlob], change: Callable[[Rows], Rows], words: str
) -> None:
    refused(write(TAR, change=change), words)


def test_chunks_must_not_overlap() -> None:
    def change(rows: Rows) -> Rows:
        rows[G]["offset"] = rows[F]["offset"]
        return rows

    refused(estargz_blob(TAR, change=change), "overlap")


def test_chunks_of_a_file_stand_in_their_order() -> None:
    def change(rows: Rows) -> Rows:
        first, second = rows[F], rows[F + 1]
        first["offset"], second["offset"] = second["offset"], first["offset"]
        return rows

    for write in (estargz_blob, zstd_chunked_blob):
        refused(write(TAR, chunk=1000, change=change), "out of order")


def test_a_version_that_no_one_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("json.dumps", lambda *_args, **_fields: '{"version":2,"entries":[]}')
    made = zstd_chunked_blob(TAR)
    monkeypatch.undo()
    refused(made, "unknown version")


def test_a_table_may_be_empty() -> None:
    assert listing_of(zstd_chunked_blob(layer_tar([]))).entries == []


@pytest.mark.parametrize("write", [estargz_blob, zstd_chunked_blob])
def test_the_size_of_a_table_is_bounded(write: Callable[..., TocBlob]) -> None:
    members = [file(f"d/{number:04}", b"%d" % number) for number in range(500)]
    made = write(layer_tar(members))
    refused(made, "table of contents of", replace(DEFAULT_LIMITS, largest_toc=20_000))
    assert DEFAULT_LIMITS.most_toc(len(made.blob)) == DEFAULT_LIMITS.toc_bytes
    assert DEFAULT_LIMITS.most_toc(100 << 20) == 100 << 20
    assert DEFAULT_LIMITS.most_toc(10 << 30) == DEFAULT_LIMITS.largest_toc
    refused(made, "more entries than allowed", replace(DEFAULT_LIMITS, entries_per_layer=400))


def test_a_table_that_grows_beyond_what_is_stated_is_refused() -> None:
    made = zstd_chunked_blob(TAR)
    key = next(name for name in made.annotations if name.endswith("position"))
    offset, size, unpacked, _ = made.annotations[key].split(":")
    made.annotations[key] = f"{offset}:{size}:{int(unpacked) - 1}:1"
    refused(made, "more than is stated")
    made.annotations[key] = f"{offset}:{size}"
    refused(made, "position of the table of contents is missing")
    made.annotations[key] = f"{len(made.blob)}:{size}:{unpacked}:1"
    refused(made, "at the stated position")


def test_names_that_lead_outside_are_confined_as_in_a_tar() -> None:
    toc = listing_of(zstd_chunked_blob(TAR, change=changed(F, name="../../etc/passwd")))
    assert [each.path for each in toc.entries] == ["d", "etc/passwd", "d/g", "l"]
    assert [each.id for each in toc.findings] == ["path-escape"]


_VALUES = st.one_of(
    st.integers(-(2**65), 2**65),
    st.integers(0, 5000),
    st.text(max_size=20),
    st.sampled_from(["reg", "chunk", "dir", "zeros", "/", "..", "sha256:" + "0" * 64]),
    st.none(),
)
_FIELDS = ["type", "name", "size", "offset", "innerOffset", "chunkOffset", "chunkSize", "digest"]


@settings(max_examples=examples(200), deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from([*_FIELDS, "modtime", "chunkType"]), _VALUES),
        max_size=4,
    )
)
def test_any_table_is_a_listing_or_one_line(changes: list[tuple[int, str, object]]) -> None:
    def change(rows: Rows) -> Rows:
        for number, name, value in changes:
            rows[number % len(rows)][name] = value
        return rows

    made = zstd_chunked_blob(TAR, chunk=1000, change=change)
    blob = Counted(made.blob)
    try:
        toc = listing_of(made, blob)
    except LayerscopeError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    files = files_of(toc, blob)
    for entry in toc.entries:
        if entry.stored and entry.stored < 10**6:
            try:
                assert len(content(files, entry)) == entry.size
            except LayerscopeError as error:
                assert "\n" not in str(error)  # noqa: PT017

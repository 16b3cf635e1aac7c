"""One layer read once: states, digests, progress, and one clear line about what is wrong."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import TYPE_CHECKING

import pytest
import xxhash

from inspector.errors import (
    DamageError,
    ExitCode,
    LimitError,
    MissingBlobError,
    UnsupportedLayerError,
)
from inspector.formats.model import LayerSource
from inspector.io.progress import CancelledError
from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.scan import (
    LayerScan,
    LayerState,
    claims,
    scan_layer,
)
from inspector.spec import DiffID, Digest
from tests.build_image import CODECS, compress, directory, file, layer_tar, sparse, symlink

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"content\n" * 9_000
LAYER = layer_tar(
    [directory("etc"), file("etc/motd", CONTENT), symlink("link", "etc/motd"), file("last", b"x")]
)
PATHS = ["etc", "etc/motd", "link", "last"]
OCI = "application/vnd.oci.image.layer.v1.tar"
FAMILIES = ("gzip", "zstd", "xz", "bzip2")


def source_of(
    path: Path, blob: bytes, media_type: str | None = None, claimed: str | None = None
) -> LayerSource:
    path.write_bytes(blob)
    window = Window(OpenFile.open(path))
    digest = Digest(claimed) if claimed else None
    return LayerSource("layer", window, None, digest, len(blob), media_type)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "blob"


def scan(path: Path, blob: bytes, limits: Limits = DEFAULT_LIMITS) -> LayerScan:
    return scan_layer(source_of(path, blob), limits)


def ids(found: LayerScan) -> list[str]:
    return [finding.id for finding in found.findings]


# what is whole ------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", CODECS)
def test_every_compression_gives_the_same_entries(path: Path, writer: str) -> None:
    found = scan(path, compress(LAYER, writer))
    assert (found.state, found.error, found.findings) == (LayerState.READ, None, [])
    assert [entry.path for entry in found.entries] == PATHS
    assert found.compression == writer.partition("-")[0]
    motd = found.entries[1]
    assert LAYER[motd.offset : motd.offset + motd.stored] == CONTENT


@pytest.mark.parametrize("writer", CODECS)
def test_what_passes_is_hashed_and_a_plain_tar_is_not_read_for_it(path: Path, writer: str) -> None:
    blob = compress(LAYER, writer)
    found = scan(path, blob)
    if writer == "none":
        assert found.digest is None
        assert {entry.fingerprint for entry in found.entries} == {None}
    else:
        assert found.digest == "sha256:" + hashlib.sha256(blob).hexdigest()
        assert found.entries[1].fingerprint == xxhash.xxh3_64_intdigest(CONTENT)


@pytest.mark.parametrize("writer", sorted(set(CODECS) - {"none"}))
def test_the_digest_is_of_all_the_blob_whatever_stands_behind(path: Path, writer: str) -> None:
    blob = compress(LAYER + b"hidden" * 50_000, writer) + bytes(300_000) + b"junk"
    found = scan(path, blob)
    assert found.digest == "sha256:" + hashlib.sha256(blob).hexdigest()
    assert ids(found) == ["hidden-data", "trailing-garbage"]
    assert found.state is LayerState.READ


@pytest.mark.parametrize("family", ["none", *FAMILIES])
def test_nothing_at_all_is_an_empty_layer(path: Path, family: str) -> None:
    found = scan(path, compress(b"", family))
    assert (found.state, found.entries, found.error) == (LayerState.READ, [], None)


def test_a_part_of_a_larger_file(path: Path) -> None:
    path.write_bytes(b"before" + LAYER + b"behind")
    window = Window(OpenFile.open(path)).sub(6, len(LAYER))
    found = scan_layer(LayerSource("layer", window, None), DEFAULT_LIMITS)
    assert [entry.path for entry in found.entries] == PATHS
    assert found.findings == []
    assert window.position == 0


def test_large_contents_are_jumped_over(path: Path) -> None:
    """They take no memory and no time; a sparse file stands for their bytes."""
    from tests.build_image import header

    with path.open("wb") as out:
        for at in range(3):
            out.write(header(b"big%d" % at, size=64 << 30))
            out.seek(64 << 30, os.SEEK_CUR)
        out.write(bytes(1024))
    window = Window(OpenFile.open(path))
    found = scan_layer(LayerSource("layer", window, None), DEFAULT_LIMITS)
    assert [entry.path for entry in found.entries] == ["big0", "big1", "big2"]
    assert found.error is None


# what is broken -----------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["none", *FAMILIES])
def test_a_cut_layer_shows_what_came_before(path: Path, family: str) -> None:
    blob = compress(LAYER, "none")[:3000] if family == "none" else compress(LAYER, family)[:-9]
    found = scan(path, blob)
    assert found.state is LayerState.PARTIAL
    assert isinstance(found.error, DamageError)
    assert found.error.exit_code == ExitCode.PARTIAL
    assert "cut short" in str(found.error)
    assert found.digest is None
    assert [entry.path for entry in found.entries] == PATHS[: len(found.entries)]
    assert ids(found) == ["layer-damaged"]
    assert found.findings[0].detail == str(found.error)
    if family == "none":
        assert found.entries


@pytest.mark.parametrize("family", FAMILIES)
def test_corrupt_data_is_one_clear_line(path: Path, family: str) -> None:
    blob = bytearray(compress(LAYER, family))
    middle = len(blob) // 2
    blob[middle : middle + 8] = b"\xff" * 8
    found = scan(path, bytes(blob))
    assert found.state is LayerState.PARTIAL
    line = str(found.error)
    assert line.startswith(f"corrupt {family} data (") or "not a tar" in line or "cut short" in line
    assert "\n" not in line


def test_an_archive_that_ends_within_the_layer(path: Path) -> None:
    path.write_bytes(LAYER[:-512])
    window = Window(OpenFile.open(path)).sub(0, len(LAYER))
    found = scan_layer(LayerSource("layer", window, None), DEFAULT_LIMITS)
    assert [entry.path for entry in found.entries] == PATHS
    assert found.state is LayerState.PARTIAL
    assert "the archive ends within this layer" in str(found.error)


@pytest.mark.parametrize("blob", [b"text\n" * 200, b"PK\x03\x04" + bytes(600), b"short"])
def test_what_is_no_tar(path: Path, blob: bytes) -> None:
    found = scan(path, blob)
    assert found.state is LayerState.PARTIAL
    assert "not a tar archive" in str(found.error)


@pytest.mark.parametrize("family", ["none", *FAMILIES])
def test_a_foreign_type_that_is_no_tar_is_a_layer_that_cannot_be_opened(
    path: Path, family: str
) -> None:
    blob = compress(b"no tar at all " * 100, family)
    found = scan_layer(source_of(path, blob, "application/x-other"), DEFAULT_LIMITS)
    assert found.state is LayerState.UNSUPPORTED
    assert isinstance(found.error, UnsupportedLayerError)
    assert ids(found) == ["layer-unreadable"]


def test_a_foreign_type_that_is_a_tar_is_read(path: Path) -> None:
    found = scan_layer(source_of(path, LAYER, "application/x-other"), DEFAULT_LIMITS)
    assert found.state is LayerState.READ


def test_a_limit_is_told(path: Path) -> None:
    found = scan(path, LAYER, Limits(entries_per_layer=2))
    assert isinstance(found.error, LimitError)
    assert (found.state, len(found.entries)) == (LayerState.PARTIAL, 2)


def test_findings_before_the_damage_are_kept(path: Path) -> None:
    found = scan(path, layer_tar([file("../up")], end_blocks=0) + b"junk" * 200)
    assert ids(found) == ["path-escape", "layer-damaged"]


def test_a_disk_that_fails_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(path, LAYER)

    def failing(fd: int, size: int, offset: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "pread", failing)
    found = scan_layer(source, DEFAULT_LIMITS)
    assert found.state is LayerState.PARTIAL
    assert str(found.error) == "cannot read the archive (Input/output error): save or copy it again"


# what is absent or unsupported -------------------------------------------------------------------


def test_a_layer_that_is_not_there() -> None:
    source = LayerSource("x.tar", None, DiffID("sha256:" + "0" * 64))
    for found in (scan_layer(source, DEFAULT_LIMITS), ArchiveLayer(source).refusal()):
        assert found is not None
        assert found.state is LayerState.MISSING
        assert isinstance(found.error, MissingBlobError)
        assert ids(found) == ["layer-missing"]
    with pytest.raises(MissingBlobError):
        ArchiveLayer(source).open(DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        (f"{OCI}+gzip+encrypted", "encrypted layer"),
        ("application/vnd.erofs.layer.v1", "erofs layer"),
        ("application/vnd.sylabs.sif.layer.v1.sif", "SIF layer"),
        ("application/vnd.foo.squashfs", "squashfs layer"),
    ],
)
def test_kinds_that_are_known_and_never_opened(path: Path, media_type: str, name: str) -> None:
    found = ArchiveLayer(source_of(path, LAYER, media_type)).refusal()
    assert found is not None
    assert found.state is LayerState.UNSUPPORTED
    assert name in str(found.error)


@pytest.mark.parametrize("media_type", [None, OCI, f"{OCI}+gzip", "application/x-other"])
def test_what_may_be_read(path: Path, media_type: str | None) -> None:
    assert ArchiveLayer(source_of(path, LAYER, media_type)).refusal() is None


# claims -------------------------------------------------------------------------------------


def test_true_claims(path: Path) -> None:
    blob = compress(LAYER, "gzip")
    digest = "sha256:" + hashlib.sha256(blob).hexdigest()
    source = source_of(path, blob, f"{OCI}+gzip", digest)
    assert claims(source, scan_layer(source, DEFAULT_LIMITS)) == []


def test_false_claims(path: Path) -> None:
    blob = compress(LAYER, "zstd")
    source = source_of(path, blob, f"{OCI}+gzip", "sha256:" + "0" * 64)
    source = LayerSource("l", source.window, None, source.digest, 5, source.media_type)
    found = claims(source, scan_layer(source, DEFAULT_LIMITS))
    assert [finding.id for finding in found] == [
        "media-type-mismatch",
        "size-mismatch",
        "digest-mismatch",
    ]
    assert found[0].detail == f"{OCI}+gzip is zstd"
    assert found[1].detail == f"5 stated, {len(blob):,} found"


def test_a_plain_tar_under_a_packed_type_is_said_in_words(path: Path) -> None:
    source = source_of(path, LAYER, f"{OCI}+gzip")
    (found,) = claims(source, scan_layer(source, DEFAULT_LIMITS))
    assert found.message == (
        f"media type and bytes disagree: {OCI}+gzip is not compressed; the bytes are used"
    )


def test_what_was_not_hashed_is_not_judged(path: Path) -> None:
    source = source_of(path, LAYER, OCI, "sha256:" + "0" * 64)
    assert claims(source, scan_layer(source, DEFAULT_LIMITS)) == []
    source = source_of(path, compress(LAYER, "gzip"), f"{OCI}+gzip", "sha512:" + "0" * 128)
    assert claims(source, scan_layer(source, DEFAULT_LIMITS)) == []


# progress -----------------------------------------------------------------------------------


class Counter:
    def __init__(self, limit: int = 1 << 60) -> None:
        self.seen = 0
        self._limit = limit

    def advance(self, size: int) -> None:
        self.seen += size
        if self.seen > self._limit:
            raise CancelledError


@pytest.mark.parametrize("writer", CODECS)
def test_progress_adds_up_to_the_blob(path: Path, writer: str) -> None:
    layer = layer_tar([file(f"f{at}", bytes(3 << 20)) for at in range(4)])
    blob = compress(layer, writer)
    watch = Counter()
    scan_layer(source_of(path, blob), DEFAULT_LIMITS, watch)
    assert watch.seen == len(blob)


@pytest.mark.parametrize("writer", ["none", "gzip", "zstd"])
def test_the_watch_may_end_it(path: Path, writer: str) -> None:
    with pytest.raises(CancelledError):
        scan_layer(source_of(path, compress(LAYER, writer)), DEFAULT_LIMITS, Counter(100))


def test_hashing_a_blob(path: Path) -> None:
    layer = ArchiveLayer(source_of(path, LAYER))
    assert layer.window is not None
    layer.window.read(100)
    watch = Counter()
    assert layer.digest(watch) == "sha256:" + hashlib.sha256(LAYER).hexdigest()
    assert watch.seen == len(LAYER)
    with pytest.raises(CancelledError):
        layer.digest(Counter(100))


# the bytes of a layer -----------------------------------------------------------------------


@pytest.mark.parametrize("writer", CODECS)
def test_a_layer_s_bytes_from_the_first_on(path: Path, writer: str) -> None:
    source = source_of(path, compress(LAYER, writer))
    stream = ArchiveLayer(source).open(DEFAULT_LIMITS)
    assert stream.skip(2000) == 2000
    assert stream.read(700) == LAYER[2000:2700]
    assert stream.skip(1 << 40) == len(LAYER) - 2700
    assert stream.read(1) == b""
    assert ArchiveLayer(source).open(DEFAULT_LIMITS).read(512) == LAYER[:512]


def test_sparse_files_are_fingerprinted_with_their_holes(path: Path) -> None:
    layer = layer_tar([sparse(b"holes", 5000, [(1000, b"x")])])
    (entry,) = scan(path, compress(layer, "zstd")).entries
    content = bytes(1000) + b"x" + bytes(3999)
    assert entry.fingerprint == xxhash.xxh3_64_intdigest(content)

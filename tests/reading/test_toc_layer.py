"""An image whose layers are read by their tables of contents is like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.errors import MissingBlobError
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.reading.scan import LayerState
from inspector.reading.toc.reader import toc_of
from inspector.reading.toc_layer import TocLayer
from inspector.tree import Tree
from inspector.tree.listing import list_tree
from tests.build_image import (
    ImageSpec,
    digest,
    directory,
    file,
    format_named,
    hardlink,
    opaque,
    symlink,
    whiteout,
)
from tests.formats.opened import archive
from tests.reading.toc.blobs import Counted

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import LayerSource
    from inspector.limits import Limits
    from inspector.reading.layer_data import LayerData
    from inspector.tarstream import Entry

BASE = [
    directory("etc"),
    file("etc/motd", b"hello\n"),
    file("etc/hosts", b"old"),
    file("etc/passwd", b"root:x:0:0\n" * 9),
]
TOP = [
    whiteout("etc/passwd"),
    file("motd", b"hello\n"),
    file("hosts", b"new"),
    symlink("etc/link", "motd"),
    hardlink("hard", "big"),
    file("big", bytes(range(256)) * 900),
    directory("var"),
    opaque("var"),
]


@pytest.fixture(params=["gzip-toc", "zstd-toc"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    spec = ImageSpec(layers=[BASE, TOP], codec=request.param)
    return format_named("oci-archive").write(tmp_path / "image.tar", spec)


def without_place(entry: Entry | None) -> Entry | None:
    return entry and replace(entry, offset=0, fingerprint=None)


class Opened:
    """An image by its tables, and what was fetched for it."""

    def __init__(
        self, path: Path, limits: Limits = DEFAULT_LIMITS, here: int | None = None
    ) -> None:
        self._here = here
        self.blobs: list[Counted] = []
        found = archive(path)
        self.whole = Image(found, found.images[0], DEFAULT_LIMITS)
        self.image = Image(found, found.images[0], limits, self._data)
        assert [each.state for each in self.whole.read_layers()] == [LayerState.READ] * 2
        self.layers = list(self.image.read_layers())
        self.contents = Contents(self.image)

    def _data(self, source: LayerSource) -> LayerData:
        assert source.window is not None
        blob = Counted(source.window.pread(source.window.size, 0))
        self.blobs.append(blob)
        if len(self.blobs) - 1 == self._here:
            return ArchiveLayer(source)
        remote = replace(source, window=None)
        toc = toc_of(remote, blob, DEFAULT_LIMITS, NoProgress())
        return ArchiveLayer(source) if toc is None else TocLayer(remote, blob, toc)


def test_the_tree_is_the_same_and_costs_one_request_a_layer(path: Path) -> None:
    opened = Opened(path)
    assert [each.state for each in opened.layers] == [LayerState.READ] * 2
    assert [len(each.asked) for each in opened.blobs] == [1, 1]
    trees = []
    for image in (opened.whole, opened.image):
        tree = Tree()
        for layer in image.layers:
            tree.apply(layer.entries, DEFAULT_LIMITS)
        trees.append([without_place(row.version.entry) for row in list_tree(tree, 1)])
    assert trees[0] == trees[1]


def test_all_files_are_those_of_the_tar(path: Path) -> None:
    opened = Opened(path)
    for layer in opened.layers:
        for entry, stored in zip(
            layer.entries, opened.whole.layers[layer.index].entries, strict=True
        ):
            expected = b"".join(Contents(opened.whole).read(layer.index, stored))
            assert b"".join(opened.contents.read(layer.index, entry)) == expected
    assert all(len(each.asked) <= 5 for each in opened.blobs)


def test_what_a_table_does_not_know_stays_unknown(path: Path) -> None:
    for layer in Opened(path).layers:
        scan = layer.scan
        assert (scan.digest, scan.tar_bytes, scan.secrets, scan.dumps) == (None, None, None, None)
        assert {entry.fingerprint for entry in layer.entries} == {None}
        assert layer.data.identity() is None
        assert not layer.data.is_worth_keeping


def test_the_digest_is_that_of_all_bytes(path: Path) -> None:
    opened = Opened(path)
    for layer, blob in zip(opened.layers, opened.blobs, strict=True):
        assert layer.data.digest(None) == digest(blob.data) == layer.source.digest


def test_contents_are_compared_without_being_fetched(path: Path) -> None:
    opened = Opened(path)
    files = [{each.path: each for each in layer.entries} for layer in opened.layers]
    for blob in opened.blobs:
        blob.asked.clear()
    assert opened.contents.same(0, files[0]["etc/motd"], 1, files[1]["motd"])
    assert not opened.contents.same(0, files[0]["etc/hosts"], 1, files[1]["hosts"])
    assert [each.asked for each in opened.blobs] == [[], []]
    # Of a layer that is here the digest is computed.
    opened = Opened(path, here=0)
    files = [{each.path: each for each in layer.entries} for layer in opened.layers]
    opened.blobs[1].asked.clear()
    assert opened.contents.same(0, files[0]["etc/motd"], 1, files[1]["motd"])
    assert not opened.contents.same(1, files[1]["hosts"], 0, files[0]["etc/hosts"])
    assert [each.asked for each in opened.blobs] == [[], []]


def test_headers_are_not_there(path: Path) -> None:
    opened = Opened(path)
    with pytest.raises(MissingBlobError):
        opened.contents.tar(0, 0, 512)


def test_entries_count_as_those_of_a_tar_do(path: Path) -> None:
    first, second = Opened(path, replace(DEFAULT_LIMITS, entries=8)).layers
    assert first.state is LayerState.READ
    assert second.state is LayerState.PARTIAL
    assert "more than 8 entries" in str(second.error)

"""A layer from elsewhere: its entries and bytes are made in memory, not read from a blob."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.analyses.usage import usage
from inspector.formats.model import LayerSource
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.cache import LayerCache
from inspector.reading.contents import Contents
from inspector.reading.image import Image, Processes
from inspector.reading.scan import LayerScan, LayerState
from inspector.spec import Digest
from inspector.tarstream import Entry, Kind
from inspector.tree import Tree
from inspector.tree.listing import list_changes, list_tree
from tests.build_image import ImageSpec, file, format_named
from tests.entries import entry_at
from tests.formats.opened import archive

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.compression.points import SeekPoint
    from inspector.formats import Archive, ImageSource
    from inspector.io.progress import Progress
    from inspector.io.window import PositionedReadable, SkippingReadable, Window
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.reading.layer_data import LayerData

CONTENTS = {"etc/motd": b"made in memory\n", "etc/hosts": b"127.0.0.1\n"}
BYTES = b"".join(CONTENTS.values())
TOY = LayerSource("toy", None, None)


def toy_entries() -> list[Entry]:
    found, offset = [], 0
    for path, content in CONTENTS.items():
        found.append(entry_at(path, size=len(content), offset=offset))
        offset += len(content)
    return [*found, entry_at("etc/.wh.old", Kind.FILE)]


class Stream:
    """Bytes from first to last."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._stream.read(size)

    def skip(self, size: int, /) -> int:
        return len(self._stream.read(size))


class Anywhere:
    """Bytes by their offset."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def pread(self, size: int, offset: int) -> bytes:
        return self._data[offset : offset + size]


@dataclass
class ToyLayer:
    """A ``LayerData`` that no archive holds."""

    source: LayerSource
    opened: type[Stream | Anywhere] = Stream
    window: Window | None = None
    is_here: bool = True
    is_compressed: bool = False
    is_worth_keeping: bool = False
    scans: int = 0

    def refusal(self) -> LayerScan | None:
        return None

    def scan(self, limits: Limits, watch: Progress | None, share: Share) -> LayerScan:  # noqa: ARG002
        self.scans += 1
        share.take(len(toy_entries()))
        if watch is not None:
            watch.advance(len(BYTES))
        return LayerScan(LayerState.READ, toy_entries())

    def open(
        self,
        limits: Limits,  # noqa: ARG002
        start: SeekPoint,
    ) -> SkippingReadable | PositionedReadable:
        return self.opened(BYTES[start.offset :])

    def identity(self) -> str | None:
        return None

    def digest(self, watch: Progress | None) -> Digest:  # noqa: ARG002
        return Digest("sha256:" + hashlib.sha256(BYTES).hexdigest())

    def fetch(self, watch: Progress | None) -> Window | None:  # noqa: ARG002
        return self.window


def with_toy(path: Path) -> tuple[Archive, ImageSource]:
    """Return an image of one layer with another on top that the archive does not hold."""
    base = [file("etc/hosts", b"::1\n"), file("etc/old", b"12345")]
    found = archive(format_named("oci-archive").write(path, ImageSpec(layers=[base], codec="gzip")))
    return found, replace(found.images[0], layers=(*found.images[0].layers, TOY))


@pytest.mark.parametrize("processes", [Processes.NONE, Processes.FORKED])
@pytest.mark.parametrize("opened", [Stream, Anywhere])
def test_a_layer_from_memory_is_merged_and_read_like_any_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: type[Stream | Anywhere],
    processes: Processes,
) -> None:
    monkeypatch.setattr("inspector.reading.image._WORTH_PROCESSES", 0)
    monkeypatch.setattr("inspector.reading.image.processors", lambda: 2)
    toys: list[ToyLayer] = []

    def data_of(source: LayerSource) -> LayerData:
        if source is not TOY:
            return ArchiveLayer(source)
        toys.append(ToyLayer(source, opened))
        return toys[-1]

    image = Image(*with_toy(tmp_path / "image.tar"), DEFAULT_LIMITS, data_of)
    tree = Tree()
    cache = LayerCache(tmp_path / "cache", pytest.fail)
    heard: list[int] = []

    class Watching:
        def advance(self, size: int) -> None:
            heard.append(size)

    for layer in image.read_layers(lambda _: Watching(), cache, processes=processes):
        tree.apply(layer.entries, DEFAULT_LIMITS)
    assert [layer.state for layer in image.layers] == [LayerState.READ, LayerState.READ]
    assert len(BYTES) in heard
    assert [toy.scans for toy in toys] == [1]

    rows = {row.path: row for row in list_tree(tree, 1)}
    assert set(rows) >= {"/etc/motd", "/etc/hosts"}
    assert "/etc/old" not in rows
    contents = Contents(image, 1 << 20)
    for path in reversed(CONTENTS):
        version = rows[f"/{path}"].version
        assert version.entry is not None
        assert b"".join(contents.read(version.layer, version.entry)) == CONTENTS[path]
    changes = {row.path: row.change for row in list_changes(tree, 1, contents)}
    assert changes == {"/etc/motd": "added", "/etc/hosts": "modified", "/etc/old": "removed"}
    assert [(each.path, each.bytes) for each in usage(tree, contents).waste] == [
        ("/etc/old", 5),
        ("/etc/hosts", 4),
    ]

"""Tables of contents as real makers write them: skopeo's zstd:chunked, stargz-snapshotter's two."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.formats.source import open_archive
from inspector.io.progress import NoProgress
from inspector.io.spans import WindowSpans
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.reading.toc.reader import toc_of
from inspector.reading.toc_layer import TocLayer
from inspector.tarstream import Kind
from inspector.text import repaired
from tests.build_image import (
    ImageSpec,
    char,
    directory,
    fifo,
    file,
    format_named,
    hardlink,
    opaque,
    symlink,
    whiteout,
)
from tests.engine.tools import clean_environment, run

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import LayerSource
    from inspector.tarstream import Entry
    from tests.engine.makers import Tools
    from tests.engine.specimens import Specimen

pytestmark = pytest.mark.engine


BYTES = random.Random(5).randbytes(9 << 20)  # noqa: S311  repeatable, no secret
LAYERS = [
    [
        directory("etc"),
        file("etc/shadow", b"root:*:1::::::\n", mode=0o640, gid=42, mtime=1_600_000_000.75),
        file("etc/empty"),
        file("opt/large", BYTES),
        file("opt/text", b"all work and no play\n" * 100_000),
        file("opt/zeros", b"head" + bytes(3 << 20) + b"tail", xattrs={"user.x": b"\0\xff"}),
        *(file(f"usr/lib/{number}", BYTES[number : number + number]) for number in range(300)),
    ],
    [
        whiteout("etc/empty"),
        symlink("etc/link", "../opt/large"),
        hardlink("opt/hard", "opt/large2"),
        file("opt/large2", BYTES[: 5 << 20]),
        char("dev/null", 1, 3),
        fifo("run/pipe"),
        directory("日本", uid=70_000),
        opaque("日本"),
        file("é" * 120, b"long"),
    ],
]
MAKERS = ["skopeo", "--estargz", "--zstdchunked"]


def write(maker: str, tools: Tools, archive: Path, tag: str, target: Path) -> None:
    """Write a docker-archive as skopeo or stargz-snapshotter's client does it."""
    if maker == "skopeo":
        words = ("--dest-compress-format=zstd:chunked", f"docker-archive:{archive}")
        tools.workshop.skopeo(*words, f"oci:{target}:1")
        return
    containerd = tools.containerd
    name = containerd.imported(archive, tag)
    environment = clean_environment(**containerd.environment)
    run(["ctr-remote", "image", "convert", maker, "--oci", name, "converted:1"], env=environment)
    containerd("images", "export", target, "converted:1")
    containerd("images", "rm", "converted:1")


def by_table(source: LayerSource) -> TocLayer:
    assert source.window is not None
    blob = WindowSpans(source.window)
    toc = toc_of(source, blob, DEFAULT_LIMITS, NoProgress())
    assert toc is not None
    return TocLayer(replace(source, window=None), blob, toc)


def comparable(entry: Entry) -> Entry:
    """Return what a table can say of an entry; stargz-snapshotter rounds its times."""
    return replace(entry, offset=0, mtime=0, fingerprint=None)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_table_is_the_tars(maker: str, tools: Tools, tmp_path: Path) -> None:
    spec = ImageSpec(layers=LAYERS, tags=["docker.io/library/toc:1"])
    given = format_named("docker-25").write(tmp_path / "given.tar", spec)
    write(maker, tools, given, "toc:1", tmp_path / "image")
    archive = open_archive(str(tmp_path / "image"), DEFAULT_LIMITS)
    whole = Image(archive, archive.images[0], DEFAULT_LIMITS)
    parts = Image(archive, archive.images[0], DEFAULT_LIMITS, by_table)
    contents, fetched = Contents(whole), Contents(parts)
    layers = zip(whole.read_layers(), parts.read_layers(), strict=True)
    for number, (layer, listed) in enumerate(layers):
        assert [each.id for each in layer.scan.findings] == []
        for stored, entry in zip(layer.entries, listed.entries, strict=True):
            assert comparable(entry) == comparable(stored)
            assert entry.mtime - stored.mtime in {0, 1}
            if stored.kind is Kind.FILE:
                assert fetched.sha256(number, entry) == contents.sha256(number, stored)


@pytest.mark.parametrize("maker", MAKERS)
def test_names_that_are_no_utf_8_need_the_tar(
    maker: str, specimen: Specimen, tools: Tools, tmp_path: Path
) -> None:
    write(maker, tools, specimen.archive, specimen.tag, tmp_path / "image")
    archive = open_archive(str(tmp_path / "image"), DEFAULT_LIMITS)
    for layer in Image(archive, archive.images[0], DEFAULT_LIMITS).read_layers():
        assert [each.id for each in layer.scan.findings if each.id.startswith("toc-")] == []
        window = layer.source.window
        assert window is not None
        toc = toc_of(layer.source, WindowSpans(window), DEFAULT_LIMITS, NoProgress())
        assert (toc is None) == any(not is_utf_8(entry) for entry in layer.entries)


def is_utf_8(entry: Entry) -> bool:
    return all(repaired(text) == text for text in (entry.path, entry.link, *(entry.xattrs or {})))

"""A layer that is read whole: what it is, what is kept, what only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import LayerscopeError
from inspector.fleet import layer_reader
from inspector.fleet.layer_file import LayerFile, LayerFileWriter
from inspector.fleet.layer_reader import read_layer
from inspector.formats.source import open_archive
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.index import encode_scan
from tests.build_image import digest, directory, file, hardlink, layer_tar, symlink
from tests.fleet.fleets import BASE, image

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.reading.scan import LayerScan
    from tests.build_image import Part


def read(tmp_path: Path, layer: Sequence[Part], codec: str = "none") -> LayerFile:
    """Read a layer into a file, and open that."""
    form = "docker-25" if codec == "none" else "oci-archive"
    archive = open_archive(str(image(tmp_path / "i.tar", layer, form=form, codec=codec)), LIMITS)
    source = archive.images[0].layers[0]
    assert source.window is not None
    with LayerFileWriter(tmp_path) as file_:
        found = read_layer(
            source, source.window, LIMITS, NoProgress(), file_.keep, read_from="here"
        )
        file_.finish(tmp_path / "kept" / "layer", found.scan, found.facts, found.contents)
    return LayerFile(tmp_path / "kept" / "layer", "layer")


LIMITS = DEFAULT_LIMITS


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd", "xz"])
def test_it_is_known_by_its_tar_whatever_it_is_packed_in(tmp_path: Path, codec: str) -> None:
    facts = read(tmp_path, BASE, codec).facts
    assert facts.diff_id == digest(layer_tar(BASE))
    assert (facts.error, facts.entries, facts.compression) == ("", len(BASE), codec)
    assert facts.digest is not None
    assert (facts.digest == facts.diff_id) is (codec == "none")


def test_contents_that_an_audit_asks_for_are_kept_and_no_others(tmp_path: Path) -> None:
    packages = [
        file(f"app/node_modules/{n}/package.json", f"{n}".encode() * 999) for n in range(99)
    ]
    kept = read(tmp_path, [*BASE, *packages], "gzip")
    entries = {each.path: each for each in kept.scan().entries}
    passwd = entries["etc/passwd"]
    assert kept.pread(1000, passwd.offset) == b"root:x:0:0::/:/bin/sh\n"
    assert kept.pread(4, passwd.offset + 5) == b"x:0:"
    for number, each in enumerate(packages):
        entry = entries[f"app/node_modules/{number}/package.json"]
        assert kept.pread(1 << 20, entry.offset) == each.content
    for offset in (entries["usr/bin/perl"].offset, 0, passwd.offset + passwd.size):
        with pytest.raises(LayerscopeError, match="not kept"):
            kept.pread(10, offset)


def test_all_but_times_tells_layers_from_each_other(tmp_path: Path) -> None:
    def told(name: str, *layer: Part) -> str | None:
        (tmp_path / name).mkdir()
        return read(tmp_path / name, layer).facts.but_times

    first = told("a", directory("d"), file("d/f", b"x"), symlink("l", "d/f"), hardlink("h", "d/f"))
    late = (directory("d", mtime=5), file("d/f", b"x", mtime=9))
    same = told("b", *late, symlink("l", "d/f", mtime=1), hardlink("h", "d/f"))
    assert first == same
    others = [
        told("c", *late, symlink("l", "d/g"), hardlink("h", "d/f")),
        told("d", directory("d"), file("d/f", b"y"), symlink("l", "d/f"), hardlink("h", "d/f")),
        told("e", directory("d"), file("d/f", b"x", mode=0o755), symlink("l", "d/f")),
        told("f", directory("d", uid=3), file("d/f", b"x"), symlink("l", "d/f")),
    ]
    assert len({first, *others}) == 5


def test_what_cannot_be_kept_is_no_layer_that_others_could_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(scan: LayerScan) -> bytes | None:
        return None if scan.entries else encode_scan(scan)

    monkeypatch.setattr(layer_reader, "encode_scan", small)
    kept = read(tmp_path, BASE)
    assert (kept.facts.diff_id, kept.facts.entries) == (None, 0)
    assert "more entries than can be stored" in kept.facts.error
    scan = kept.scan()
    assert scan.entries == []
    assert scan.error is not None


def test_a_damaged_file_is_not_believed(tmp_path: Path) -> None:
    kept = read(tmp_path, BASE)
    path = tmp_path / "kept" / "layer"
    whole = path.read_bytes()
    offset = next(each.offset for each in kept.scan().entries if each.path == "etc/passwd")
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            damaged = LayerFile(path, "layer")
            assert damaged.facts == kept.facts
            assert damaged.scan().entries == kept.scan().entries
            assert damaged.pread(4, offset) == b"root"
        except (ValueError, LayerscopeError):
            continue

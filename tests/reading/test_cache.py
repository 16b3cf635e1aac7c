"""What is kept about layers: used for the same bytes only, lost without harm."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.compression.points import SeekPoint
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.io.cachefolder import clear, disk_usage
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.cache import LayerCache
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.reading.scan import LayerState
from tests.build_image import ImageSpec, file, format_named, layer_tar

if TYPE_CHECKING:
    from inspector.io.progress import Progress
    from inspector.spec import Digest
    from tests.build_image import Member

BODY = os.urandom(1 << 19)  # does not compress: the layer is large enough to be kept


def members(name: str) -> list[Member]:
    return [file(name, BODY), file("caf\udce9".encode("utf-8", "surrogateescape"), b"x")]


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change time cannot be set back: take every file for settled."""
    monkeypatch.setattr("inspector.io.descriptors._SETTLED", -1.0)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED_COARSE", -1.0)


def read(path: Path, cache: LayerCache | None, limits: Limits = DEFAULT_LIMITS) -> Image:
    archive = open_archive(str(path), limits)
    image = Image(archive, choose(archive, image=None, platform=None), limits)
    list(image.read_layers(cache=cache))
    return image


def names(image: Image) -> list[list[str]]:
    return [[entry.path for entry in layer.entries] for layer in image.layers]


@pytest.fixture
def cache(tmp_path: Path) -> LayerCache:
    return LayerCache(tmp_path / "cache", pytest.fail)


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_a_known_layer_counts_for_the_limits_as_a_read_one(
    tmp_path: Path, cache: LayerCache, codec: str
) -> None:
    spec = ImageSpec(layers=[members("a"), members("b"), members("c")], codec=codec)
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
    read(path, cache)
    # A plain name, and one that is not ASCII, which counts twice.
    limits = replace(DEFAULT_LIMITS, entries=7, upper_entry=1)
    assert [len(names) for names in names(read(path, None, limits))] == [2, 2, 0]
    assert [len(names) for names in names(read(path, cache, limits))] == [2, 2, 0]


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("form", ["oci-archive", "docker-legacy"])
def test_a_known_layer_is_the_same_as_a_read_one(
    tmp_path: Path, cache: LayerCache, form: str, codec: str
) -> None:
    layer = [*members("a"), file("sparse", b"1")]
    spec = ImageSpec(layers=[layer], codec=codec)
    path = format_named(form).write(tmp_path / "image.tar", spec)
    first = read(path, cache)
    second = read(path, cache)
    assert first.layers[0].entries == second.layers[0].entries
    assert first.layers[0].digest == second.layers[0].digest
    assert first.layers[0].scan.findings == second.layers[0].scan.findings
    tar_bytes = first.layers[0].scan.tar_bytes
    assert tar_bytes is not None
    assert second.layers[0].scan.tar_bytes == tar_bytes
    assert disk_usage(tmp_path / "cache").files > 0


def test_a_known_layer_is_not_read_again(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = ImageSpec(layers=[members("a")], codec="gzip")
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
    before = names(read(path, cache))
    copy = Path(shutil.copy(path, tmp_path / "copy.tar"))
    monkeypatch.setattr(
        "inspector.reading.archive_layer.scan_within", lambda *_: pytest.fail("was read again")
    )
    assert names(read(path, cache)) == before
    # A copy is another file: its blob is hashed, and then it is known, too.
    assert names(read(copy, cache)) == before


def test_claiming_the_digest_of_another_layer_borrows_nothing(
    tmp_path: Path, cache: LayerCache
) -> None:
    honest = ImageSpec(layers=[members("honest")], codec="gzip")
    path = format_named("oci-dir").write(tmp_path / "honest", honest)
    read(path, cache)
    manifest = read_manifest(path)
    claimed = manifest["layers"][0]["digest"]
    # The liar's blob lies where the honest digest says, and holds other bytes.
    liar = shutil.copytree(path, tmp_path / "liar")
    other = format_named("oci-dir").write(
        tmp_path / "other", ImageSpec(layers=[members("liar")], codec="gzip")
    )
    blob = read_manifest(other)["layers"][0]["digest"]
    place = liar / "blobs" / claimed.replace(":", "/")
    place.write_bytes((other / "blobs" / blob.replace(":", "/")).read_bytes())
    image = read(liar, cache)
    assert "liar" in names(image)[0]
    assert "honest" not in names(image)[0]
    assert "digest-mismatch" in [each.id for each in image.layers[0].scan.findings]
    # Nor did the liar plant anything under the honest digest.
    assert "honest" in names(read(path, cache))[0]
    fresh = shutil.copytree(path, tmp_path / "fresh")
    assert "honest" in names(read(fresh, cache))[0]


def read_manifest(layout: Path) -> dict[str, list[dict[str, str]]]:
    index = json.loads((layout / "index.json").read_text())
    place = layout / "blobs" / index["manifests"][0]["digest"].replace(":", "/")
    found: dict[str, list[dict[str, str]]] = json.loads(place.read_text())
    return found


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_a_file_that_changed_in_place_is_read_again(
    tmp_path: Path, cache: LayerCache, codec: str
) -> None:
    write = format_named("docker-legacy").write
    path = write(tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec=codec))
    read(path, cache)
    other = write(tmp_path / "other.tar", ImageSpec(layers=[members("b")], codec=codec))
    with path.open("r+b") as target:  # the same inode
        target.write(other.read_bytes())
        target.truncate()
    assert "b" in names(read(path, cache))[0]


def refuse(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Fail where a layer is read, or hashed."""
    monkeypatch.setattr(what, lambda *_: pytest.fail(f"{what} was called"))


def backdate(path: Path) -> os.stat_result:
    os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
    return path.stat()


@pytest.mark.parametrize("codec", ["none", "gzip"])
@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_of_equal_size_and_time_is_not_the_same_file(
    tmp_path: Path, cache: LayerCache, codec: str, *, in_place: bool
) -> None:
    write = format_named("docker-legacy").write
    path = write(tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec=codec))
    other = write(tmp_path / "other.tar", ImageSpec(layers=[members("b")], codec=codec))
    size = max(path.stat().st_size, other.stat().st_size)
    for each in (path, other):
        os.truncate(each, size)
        backdate(each)
    before = path.stat()
    assert "a" in names(read(path, cache))[0]
    if in_place:
        path.write_bytes(other.read_bytes())
    else:
        other.replace(path)
    after = backdate(path)
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert "b" in names(read(path, cache))[0]


def test_a_plain_layer_is_known_by_its_file_alone(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = format_named("docker-legacy").write
    path = write(tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="none"))
    before = names(read(path, cache))
    copy = Path(shutil.copy(path, tmp_path / "copy.tar"))
    link = tmp_path / "link.tar"
    link.symlink_to(path)
    with monkeypatch.context() as watched:
        refuse(watched, "inspector.reading.archive_layer.scan_within")
        assert names(read(link, cache)) == before
        with pytest.raises(pytest.fail.Exception):
            read(copy, cache)
    moved = path.rename(tmp_path / "moved.tar")  # its change time is another
    assert names(read(moved, cache)) == before


def test_a_file_that_was_just_changed_is_not_vouched_for(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.io.descriptors._SETTLED", 3600.0)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED_COARSE", 3600.0)
    write = format_named("docker-legacy").write
    read(write(tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="none")), cache)
    assert disk_usage(tmp_path / "cache").files == 0


def test_the_blobs_of_a_layout_are_files_of_their_own(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = ImageSpec(layers=[members("a"), members("b")], codec="gzip")
    path = format_named("oci-dir").write(tmp_path / "layout", spec)
    before = names(read(path, cache))
    changed = path / "blobs" / read_manifest(path)["layers"][1]["digest"].replace(":", "/")
    changed.touch()
    hashed: list[str] = []
    real = ArchiveLayer.digest

    def watched(layer: ArchiveLayer, progress: Progress | None) -> Digest:
        hashed.append(layer.source.name)
        return real(layer, progress)

    monkeypatch.setattr(ArchiveLayer, "digest", watched)
    refuse(monkeypatch, "inspector.reading.archive_layer.scan_within")
    assert names(read(path, cache)) == before
    assert len(hashed) == 1


def test_a_plain_layer_that_claims_a_known_digest_borrows_nothing(
    tmp_path: Path, cache: LayerCache
) -> None:
    honest = format_named("oci-dir").write(
        tmp_path / "honest", ImageSpec(layers=[members("honest")], codec="gzip")
    )
    read(honest, cache)
    claimed = read_manifest(honest)["layers"][0]["digest"].replace(":", "/")
    liar = shutil.copytree(honest, tmp_path / "liar")
    (liar / "blobs" / claimed).write_bytes(layer_tar(members("liar")))
    for _ in range(2):
        assert "liar" in names(read(liar, cache))[0]
    assert "honest" in names(read(honest, cache))[0]


def test_an_index_that_is_named_after_another_digest_is_not_used(
    tmp_path: Path, cache: LayerCache
) -> None:
    write = format_named("oci-archive").write
    first = write(tmp_path / "a.tar", ImageSpec(layers=[members("a")], codec="gzip"))
    read(first, cache)
    (kept,) = (tmp_path / "cache").rglob("*.blob")
    second = write(tmp_path / "b.tar", ImageSpec(layers=[members("b")], codec="gzip"))
    read(second, cache)
    (other,) = {*(tmp_path / "cache").rglob("*.blob")} - {kept}
    shutil.copy(kept, other)
    assert "b" in names(read(second, cache))[0]


def test_indexes_of_other_versions_are_not_opened(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = format_named("docker-legacy").write
    path = write(tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="none"))
    read(path, cache)
    monkeypatch.setattr("inspector.reading.cache.VERSION", 10_000)
    refuse(monkeypatch, "inspector.reading.archive_layer.scan_within")
    with pytest.raises(pytest.fail.Exception):
        read(path, LayerCache(tmp_path / "cache", pytest.fail))


def test_what_comparing_has_taught_is_kept(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = format_named("docker-legacy").write
    spec = ImageSpec(layers=[members("a"), [*members("a"), file("b")]], codec="none")
    path = write(tmp_path / "image.tar", spec)
    for expected in ({0, 1}, set[int]()):
        image = read(path, cache)
        contents = Contents(image)
        (old, *_), (new, *_) = (layer.entries for layer in image.layers)
        assert contents.same(0, old, 1, new)
        assert contents.fingerprinted == expected
        for number in contents.fingerprinted:
            cache.keep_fingerprints(image.layers[number].data, image.layers[number].scan)
    # Other bytes in the file: nothing of it counts.
    other = [file("a", BODY[:-1] + b"\0"), *members("a")[1:]]
    path.write_bytes(
        write(
            tmp_path / "b.tar", ImageSpec(layers=[members("a"), other], codec="none")
        ).read_bytes()
    )
    image = read(path, cache)
    assert not Contents(image).same(0, image.layers[0].entries[0], 1, image.layers[1].entries[0])


def test_a_damaged_layer_is_not_kept(tmp_path: Path, cache: LayerCache) -> None:
    tar = layer_tar(members("a"))[: 1 << 18]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[tar * 2]))
    image = read(path, cache)
    assert image.layers[0].state is LayerState.PARTIAL
    assert disk_usage(tmp_path / "cache").files == 0


def test_what_is_kept_may_be_damaged_or_foreign(tmp_path: Path, cache: LayerCache) -> None:
    path = format_named("oci-archive").write(
        tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="gzip")
    )
    before = names(read(path, cache))
    for kept in (tmp_path / "cache").rglob("*.blob"):
        kept.write_bytes(kept.read_bytes()[:-9] + b"nonsense!")
    assert names(read(path, cache)) == before


def test_a_place_that_cannot_be_written_costs_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    told: list[str] = []
    cache = LayerCache(blocked, told.append)
    path = format_named("oci-archive").write(
        tmp_path / "image.tar", ImageSpec(layers=[members("a"), members("b")], codec="gzip")
    )
    assert "a" in names(read(path, cache))[0]
    assert len(told) == 1


def test_points_beyond_the_blob_are_not_believed(tmp_path: Path, cache: LayerCache) -> None:
    path = format_named("oci-archive").write(
        tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="gzip")
    )
    image = read(path, cache)
    (layer,) = image.layers
    for stored, expected in ((layer.compressed_size - 1, 1), (layer.compressed_size, 0)):
        layer.scan.seek_points = [SeekPoint(stored, 1 << 20)]
        cache.keep(layer.data, layer.scan, layer.data.identity())
        again = read(path, cache)
        assert len(again.layers[0].scan.seek_points) == expected
        assert names(again) == names(image)


def test_clearing_removes_everything(tmp_path: Path, cache: LayerCache) -> None:
    path = format_named("oci-archive").write(
        tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="gzip")
    )
    read(path, cache)
    assert clear(tmp_path / "cache").files > 0
    assert disk_usage(tmp_path / "cache").files == 0

"""What is kept about layers: used for the same bytes only, lost without harm."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.cache import LayerCache, clear, usage
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.image import Image
from inspector.limits import DEFAULT_LIMITS
from inspector.scan import LayerState
from tests.build_image import ImageSpec, file, format_named, layer_tar

if TYPE_CHECKING:
    from tests.build_image import Member

BODY = os.urandom(1 << 19)  # does not compress: the layer is large enough to be kept


def members(name: str) -> list[Member]:
    return [file(name, BODY), file("caf\udce9".encode("utf-8", "surrogateescape"), b"x")]


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change time cannot be set back: take every file for settled."""
    monkeypatch.setattr("inspector.cache._SETTLED", -1.0)
    monkeypatch.setattr("inspector.cache._SETTLED_COARSE", -1.0)


def read(path: Path, cache: LayerCache | None) -> Image:
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    list(image.read_layers(cache=cache))
    return image


def names(image: Image) -> list[list[str]]:
    return [[entry.path for entry in layer.entries] for layer in image.layers]


@pytest.fixture
def cache(tmp_path: Path) -> LayerCache:
    return LayerCache(tmp_path / "cache", pytest.fail)


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
    assert usage(tmp_path / "cache").files > 0


def test_a_known_layer_is_not_read_again(
    tmp_path: Path, cache: LayerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = ImageSpec(layers=[members("a")], codec="gzip")
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
    before = names(read(path, cache))
    copy = Path(shutil.copy(path, tmp_path / "copy.tar"))
    monkeypatch.setattr("inspector.image.scan_layer", lambda *_: pytest.fail("was read again"))
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


def test_a_damaged_layer_is_not_kept(tmp_path: Path, cache: LayerCache) -> None:
    tar = layer_tar(members("a"))[: 1 << 18]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[tar * 2]))
    image = read(path, cache)
    assert image.layers[0].state is LayerState.PARTIAL
    assert usage(tmp_path / "cache").files == 0


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


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = LayerCache(tmp_path / "cache", pytest.fail, max_bytes=2000)
    write = format_named("oci-archive").write
    for number in range(12):
        spec = ImageSpec(layers=[members(f"name-{number}")], codec="gzip")
        read(write(tmp_path / f"{number}.tar", spec), cache)
    assert 0 < usage(tmp_path / "cache").bytes <= 2000
    newest = {path.name for path in (tmp_path / "cache").rglob("*.blob")}
    assert newest


def test_clearing_removes_everything(tmp_path: Path, cache: LayerCache) -> None:
    path = format_named("oci-archive").write(
        tmp_path / "image.tar", ImageSpec(layers=[members("a")], codec="gzip")
    )
    read(path, cache)
    assert clear(tmp_path / "cache").files > 0
    assert usage(tmp_path / "cache").files == 0

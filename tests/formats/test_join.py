"""Two indexes of one archive: the OCI side leads, manifest.json helps, a disagreement is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    ImageSpec,
    blob_path,
    build,
    containerd,
    docker_25,
    docker_legacy,
    file,
    oci_layout,
    read_json,
    replaced,
    without,
)
from tests.build_image.images import encode_json
from tests.formats.opened import archive, finding_ids, layer_bytes, only, tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import BuiltImage, Member

SPEC = ImageSpec(layers=[[file("a", b"one")], [file("b", b"two")]])
IMAGE = build(SPEC)
OTHER = build(ImageSpec(layers=[[file("c")]], tags=SPEC.tags))
BLOBS = [layer.blob for layer in IMAGE.layers]


def side_by_side(leading: BuiltImage, other: BuiltImage) -> list[Member]:
    """Return an archive whose OCI index and manifest.json were written apart."""
    return [*docker_legacy(other), *docker_25_without_manifest(leading)]


def docker_25_without_manifest(image: BuiltImage) -> list[Member]:
    return without(docker_25(image), "manifest.json", "repositories")


def test_manifest_json_gives_names(tmp_path: Path) -> None:
    members = [*docker_legacy(IMAGE), *oci_layout(IMAGE)]
    assert only(tar(tmp_path, members)).names == ("example.com/app:1", "1")


def test_the_oci_side_leads(tmp_path: Path) -> None:
    path = tar(tmp_path, side_by_side(IMAGE, OTHER))
    found = archive(path)
    assert finding_ids(found) == ["index-disagreement"]
    assert "example.com/app:1 names two images" in found.findings[0].message
    assert only(path).id == IMAGE.image_id
    assert only(path, image="example.com/app:1").id == IMAGE.image_id
    assert only(path, image=OTHER.image_id).id == OTHER.image_id


def test_two_nameless_images_disagree(tmp_path: Path) -> None:
    first, second = (
        build(ImageSpec(layers=[[file(name)]], tags=())) for name in ("first", "second")
    )
    path = tar(tmp_path, side_by_side(first, second))
    assert finding_ids(archive(path)) == ["index-disagreement"]
    assert only(path).id == first.image_id


def test_an_image_in_manifest_json_alone_is_one_more(tmp_path: Path) -> None:
    more = build(ImageSpec(layers=[[file("m")]], tags=("example.com/more:1",)))
    members = docker_25(IMAGE, more)
    top = read_json(members, "index.json")
    del top["manifests"][1]
    found = archive(tar(tmp_path, replaced(members, {"index.json": encode_json(top)})))
    assert {image.id for image in found.images} == {IMAGE.image_id, more.image_id}
    assert finding_ids(found) == ["index-disagreement"]


def test_untagged_images_are_in_manifest_json_alone(tmp_path: Path) -> None:
    untagged = build(ImageSpec(layers=[[file("u")]], tags=()))
    found = archive(tar(tmp_path, docker_25(IMAGE, untagged)))
    assert {image.id for image in found.images} == {IMAGE.image_id, untagged.image_id}
    assert finding_ids(found) == []


def test_layers_in_another_order_are_told(tmp_path: Path) -> None:
    members = docker_25(IMAGE)
    item = read_json(members, "manifest.json")
    manifest = encode_json([{**item[0], "Layers": item[0]["Layers"][::-1]}])  # type: ignore[index]
    found = archive(tar(tmp_path, replaced(members, {"manifest.json": manifest})))
    assert layer_bytes(found.images[0]) == BLOBS
    assert [each.id for each in found.findings] == ["index-disagreement"]
    assert "layer 0, 1 is stored in two places" in found.findings[0].detail


def test_layers_in_another_number_are_told(tmp_path: Path) -> None:
    members = docker_25(IMAGE)
    item = read_json(members, "manifest.json")
    manifest = encode_json([{**item[0], "Layers": item[0]["Layers"][:1]}])  # type: ignore[index]
    found = archive(tar(tmp_path, replaced(members, {"manifest.json": manifest})))
    assert layer_bytes(found.images[0]) == BLOBS
    assert "2 layers and 1" in found.findings[0].detail


def test_manifest_json_stands_in_for_an_absent_layer(tmp_path: Path) -> None:
    lost = blob_path(IMAGE.digests[1])
    members = [*docker_legacy(IMAGE), *without(docker_25_without_manifest(IMAGE), lost)]
    found = archive(tar(tmp_path, members))
    assert layer_bytes(found.images[0]) == BLOBS


@pytest.mark.parametrize("lost", ["manifest", "configuration", "index.json"])
def test_manifest_json_stands_in_for_what_is_absent(lost: str, tmp_path: Path) -> None:
    members = docker_25_without_manifest(IMAGE)
    manifest = read_json(members, "index.json")["manifests"][0]["digest"]
    names = {"manifest": blob_path(manifest), "configuration": blob_path(IMAGE.image_id)}
    rest = without(members, names.get(lost, lost))
    source = only(tar(tmp_path, [*docker_legacy(IMAGE), *rest]))
    assert source.id == IMAGE.image_id
    assert layer_bytes(source) == BLOBS


def test_other_platforms_need_no_line_in_manifest_json(tmp_path: Path) -> None:
    arm = build(ImageSpec(layers=[[file("arm")]], platform="linux/arm64"))
    members = containerd(IMAGE, arm)
    whole = [*members, *oci_layout(arm)[2:-2]]
    found = archive(tar(tmp_path, whole))
    assert [str(image.platform) for image in found.images] == ["linux/amd64", "linux/arm64"]
    assert finding_ids(found) == []

"""The ``dir:`` form of podman and skopeo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import NotAnImageError
from tests.build_image import ImageSpec, OciOptions, build, file, oci_layout, read_json, without
from tests.formats.opened import archive, finding_ids, folder, layer_bytes, only, tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import BuiltImage, Member

SPEC = ImageSpec(layers=[[file("a", b"one")], [file("b", b"two")]], codec="gzip")
IMAGE = build(SPEC)


def flat(*images: BuiltImage, options: OciOptions | None = None, suffix: str = "") -> list[Member]:
    """Return a layout's blobs side by side, its first manifest as manifest.json."""
    members = oci_layout(*images, options=options)
    top = read_json(members, "index.json")["manifests"][0]["digest"]
    found = [file("version", b"Directory Transport Version: 1.1\n")]
    for member in members:
        path = str(member.name)
        if not path.startswith("blobs/") or path.endswith("/"):
            continue
        value = path.rpartition("/")[2]
        is_manifest = b'"manifests"' in member.content or b'"layers":[{' in member.content
        name = "manifest.json" if value in top else value + (suffix if is_manifest else "")
        found.append(file(name, member.content))
    return found


@pytest.mark.parametrize("docker_types", [False, True])
def test_the_folder_is_an_image(docker_types: bool, tmp_path: Path) -> None:
    path = folder(tmp_path, flat(IMAGE, options=OciOptions(docker_types=docker_types)))
    source = only(path)
    assert archive(path).format == "dir"
    assert source.id == IMAGE.image_id
    assert source.names == ()
    assert layer_bytes(source) == [layer.blob for layer in IMAGE.layers]
    assert not source.findings
    assert finding_ids(archive(path)) == []


def test_the_folder_in_a_tar(tmp_path: Path) -> None:
    assert only(tar(tmp_path, flat(IMAGE))).id == IMAGE.image_id


def test_an_index_is_followed(tmp_path: Path) -> None:
    arm = build(ImageSpec(layers=SPEC.layers, platform="linux/arm64"))
    options = OciOptions(one_index=True)
    path = folder(tmp_path, flat(IMAGE, arm, options=options, suffix=".manifest.json"))
    assert [str(image.platform) for image in archive(path).images] == ["linux/amd64", "linux/arm64"]
    assert only(path, platform="linux/arm64").id == arm.image_id


def test_no_one_states_the_digest_of_manifest_json(tmp_path: Path) -> None:
    manifest, config = only(folder(tmp_path, flat(IMAGE))).documents
    assert (manifest.kind, manifest.claimed_digest) == ("manifest", None)
    assert config.claimed_digest == config.digest == IMAGE.image_id


def test_an_absent_layer_is_absent(tmp_path: Path) -> None:
    lost = IMAGE.digests[0][7:]
    source = only(folder(tmp_path, without(flat(IMAGE), lost)))
    assert layer_bytes(source) == [None, IMAGE.layers[1].blob]


@pytest.mark.parametrize("content", [b"{}", b'{"schemaVersion": 1}', b'{"manifests": []}'])
def test_an_object_that_is_no_manifest_is_said(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotAnImageError):
        archive(tar(tmp_path, [file("manifest.json", content)]))

"""docker-save archives: what manifest.json may say, and what it must not be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import NotAnImageError, UnreadableError
from inspector.limits import Limits
from tests.build_image import (
    DOCKER_25_DEFECTS,
    ImageSpec,
    build,
    digest,
    docker_25,
    docker_legacy,
    file,
    hardlink,
    replaced,
    skopeo_docker_archive,
    symlink,
    without,
)
from tests.build_image.images import encode_json
from tests.formats.opened import archive, finding_ids, layer_bytes, only, tar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Member
    from tests.build_image.docker import Docker25Defect

SPEC = ImageSpec(layers=[[file("a", b"one")], [file("b", b"two")]])
IMAGE = build(SPEC)
BLOBS = [layer.blob for layer in IMAGE.layers]
CONFIG = IMAGE.image_id[7:] + ".json"


def made(
    config: str = CONFIG, layers: Sequence[str] | None = ("0.tar", "1.tar"), **item: object
) -> list[Member]:
    """Return an archive whose manifest.json is made by hand."""
    items = [{"Config": config, "Layers": layers, **item}]
    return [
        file(config, IMAGE.config),
        *(file(f"{number}.tar", blob) for number, blob in enumerate(BLOBS)),
        file("manifest.json", encode_json(items)),
    ]


@pytest.mark.parametrize("content", [b"null", b"[]", b" null \n"])
def test_no_image_is_said(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotAnImageError, match=r"manifest\.json names no image"):
        archive(tar(tmp_path, [file("manifest.json", content)]))


@pytest.mark.parametrize("tags", [None, []])
def test_names_may_be_missing(tags: object, tmp_path: Path) -> None:
    source = only(tar(tmp_path, made(RepoTags=tags)))
    assert source.names == ()
    assert source.reference == IMAGE.image_id[7:19]


@pytest.mark.parametrize("config", ["config.json", "./x/y/config.json", "sha256:abc", "/abs.json"])
def test_a_configuration_may_have_any_name(config: str, tmp_path: Path) -> None:
    source = only(tar(tmp_path, made(config)))
    assert source.id == IMAGE.image_id
    assert not source.findings


@pytest.mark.parametrize(
    "config",
    [
        "0" * 64 + ".json",
        "sha256:" + "0" * 64,
        "blobs/sha256/" + "0" * 64,
        "blobs/sha512/" + "0" * 128,
    ],
)
def test_a_name_that_states_another_digest_is_a_finding(config: str, tmp_path: Path) -> None:
    source = only(tar(tmp_path, made(config)))
    assert [each.id for each in source.findings] == ["digest-mismatch"]
    algorithm = "sha512" if "sha512" in config else "sha256"
    assert source.id == digest(IMAGE.config, algorithm)


@pytest.mark.parametrize("layers", [None, [], ["0.tar"], ["0.tar", "1.tar", "0.tar"]])
def test_layers_and_diff_ids_may_differ_in_number(layers: list[str] | None, tmp_path: Path) -> None:
    source = only(tar(tmp_path, made(layers=layers)))
    listed = layers or []
    assert len(source.layers) == max(len(listed), 2)
    assert [layer.name for layer in source.layers][: len(listed)] == listed


def test_one_file_for_two_diff_ids_is_a_finding(tmp_path: Path) -> None:
    source = only(tar(tmp_path, made(layers=["0.tar", "0.tar"])))
    assert [(each.id, each.layer) for each in source.findings] == [("digest-mismatch", 1)]


def test_one_file_for_one_diff_id_twice_is_none(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a")], [file("a")]])
    for writer in (docker_legacy, skopeo_docker_archive):
        assert not only(tar(tmp_path, writer(build(spec)))).findings


def test_links_are_followed(tmp_path: Path) -> None:
    members = [
        *made(layers=["a/layer.tar", "b/layer.tar"]),
        symlink("a/layer.tar", "../b/../0.tar"),
        symlink("b/layer.tar", "/c"),
        hardlink("c", "1.tar"),
    ]
    assert layer_bytes(only(tar(tmp_path, members))) == BLOBS


@pytest.mark.parametrize("target", ["layer.tar", "../other/layer.tar", "../../../etc/passwd", ""])
def test_links_that_lead_nowhere_are_absent_layers(target: str, tmp_path: Path) -> None:
    members = [
        *made(layers=["0.tar", "one/layer.tar"]),
        symlink("one/layer.tar", target),
        symlink("other/layer.tar", "../one/layer.tar"),
    ]
    assert layer_bytes(only(tar(tmp_path, members))) == [BLOBS[0], None]


def test_a_bad_image_hides_no_good_one(tmp_path: Path) -> None:
    other = build(ImageSpec(layers=[[file("c")]], tags=("example.com/other:1",)))
    members = without(docker_legacy(IMAGE, other), CONFIG)
    found = archive(tar(tmp_path, members))
    assert [image.id for image in found.images] == [other.image_id]
    assert [(each.kind, each.names) for each in found.extras] == [
        ("absent", ("example.com/app:1",))
    ]
    broken = replaced(docker_legacy(IMAGE, other), {CONFIG: b"{"})
    found = archive(tar(tmp_path, broken))
    assert [each.kind for each in found.extras] == ["unsupported"]


def test_no_good_image_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableError, match=f"configuration {CONFIG[:12]}….json is not in this archive"
    ):
        archive(tar(tmp_path, without(docker_legacy(IMAGE), CONFIG)))


def test_layer_sources_describe_layers(tmp_path: Path) -> None:
    described = {"mediaType": "application/x", "size": 3, "digest": "sha256:" + "1" * 64}
    source = only(tar(tmp_path, made(LayerSources={IMAGE.diff_ids[1]: described})))
    first, second = source.layers
    assert (first.digest, first.size, first.media_type) == (None, None, None)
    assert (second.digest, second.size, second.media_type) == (
        described["digest"],
        3,
        "application/x",
    )


@pytest.mark.parametrize("defect", DOCKER_25_DEFECTS)
def test_what_docker_25_0_got_wrong_can_be_read(defect: Docker25Defect, tmp_path: Path) -> None:
    found = archive(tar(tmp_path, docker_25(IMAGE, defect=defect)))
    assert [image.id for image in found.images] == [IMAGE.image_id]
    assert layer_bytes(found.images[0]) == BLOBS
    assert found.images[0].names[0] == "example.com/app:1"
    expected = [] if defect == "wrong-sizes" else ["index-disagreement"]
    assert finding_ids(found) == expected


def test_more_images_than_allowed_are_refused(tmp_path: Path) -> None:
    items = encode_json([{"Config": CONFIG, "Layers": []}] * 5)
    path = tar(tmp_path, [file(CONFIG, IMAGE.config), file("manifest.json", items)])
    with pytest.raises(UnreadableError, match="more images than allowed"):
        archive(path, Limits(archive_members=4))


@pytest.mark.parametrize(
    "config",
    [
        {"rootfs": None},
        {"history": None, "created": None, "config": None, "author": None},
        {"config": {"Env": None, "Labels": None, "Cmd": None, "ExposedPorts": None}},
        {"unknown": {"nested": [1, None]}, "os": None, "architecture": None, "variant": None},
    ],
)
def test_optional_fields_may_be_null(config: dict[str, object], tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a")]], config=config)
    source = only(tar(tmp_path, docker_legacy(build(spec))))
    assert source.id == build(spec).image_id
    assert len(source.layers) == 1


def test_text_that_is_no_utf_8_is_replaced(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"author": "caf\xe9", "rootfs": {"diff_ids": []}}'
    source = only(tar(tmp_path, docker_legacy(build(ImageSpec(config_bytes=data)))))
    assert source.config.author == "caf\N{REPLACEMENT CHARACTER}"

"""OCI layouts: nested indexes, attestations, artifacts, algorithms, and what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from inspector.errors import NotAnImageError, UnreadableError
from inspector.limits import Limits
from tests.build_image import (
    ImageSpec,
    OciOptions,
    blob_path,
    build,
    containerd,
    corrupted,
    digest,
    file,
    oci_layout,
    read_json,
    replaced,
    without,
)
from tests.build_image.images import encode_json
from tests.build_image.oci import MEDIA_CONFIG, MEDIA_INDEX, MEDIA_LAYER, MEDIA_MANIFEST
from tests.formats.opened import archive, built, finding_ids, layer_bytes, only, tar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build_image import Member

SPEC = ImageSpec(layers=[[file("a", b"one")], [file("b", b"two")]])
ARM = ImageSpec(layers=[[file("a", b"arm")]], platform="linux/arm64")
EMPTY = "application/vnd.oci.empty.v1+json"
Json = dict[str, Any]


def layout(manifest: Json, *blobs: bytes, **descriptor: object) -> list[Member]:
    """Return a layout of one manifest made by hand."""
    data = encode_json(manifest)
    described = {
        "mediaType": manifest.get("mediaType", MEDIA_MANIFEST),
        "digest": digest(data),
        "size": len(data),
        **descriptor,
    }
    members = [file(blob_path(digest(blob)), blob) for blob in (data, *blobs)]
    return [*members, file("index.json", encode_json({"manifests": [described]}))]


def described(data: bytes, media_type: str) -> Json:
    return {"mediaType": media_type, "digest": digest(data), "size": len(data)}


def image_of(*layers: tuple[bytes, str]) -> list[Member]:
    """Return a layout of an image whose layers are any bytes of any type."""
    rootfs = {"type": "layers", "diff_ids": [digest(data) for data, _ in layers]}
    config = encode_json({"os": "linux", "architecture": "amd64", "rootfs": rootfs})
    manifest = {
        "schemaVersion": 2,
        "config": described(config, MEDIA_CONFIG),
        "layers": [described(data, media_type) for data, media_type in layers],
    }
    return layout(manifest, config, *(data for data, _ in layers))


def artifact(config_type: str, **fields: object) -> list[Member]:
    config = b"{}"
    blob = b"an artifact"
    manifest = {
        "schemaVersion": 2,
        "config": described(config, config_type),
        "layers": [described(blob, "application/x-anything")],
        **fields,
    }
    return layout(manifest, config, blob)


@pytest.mark.parametrize(
    "options",
    [
        OciOptions(algorithm="sha512"),
        OciOptions(nesting=1),
        OciOptions(nesting=7),
        OciOptions(embed=True),
        OciOptions(docker_types=True),
        OciOptions(one_index=True),
        OciOptions(attestations=True),
        OciOptions(names="containerd"),
        OciOptions(names="none"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("writer", [oci_layout, containerd])
def test_layouts_that_depart_from_the_plainest(
    writer: Callable[..., list[Member]], options: OciOptions, tmp_path: Path
) -> None:
    source = only(tar(tmp_path, writer(build(SPEC), options=options)))
    expected = build(SPEC)
    assert source.id == digest(expected.config, options.algorithm)
    assert layer_bytes(source) == [layer.blob for layer in expected.layers]
    assert not source.findings


def test_embedded_blobs_need_no_file(tmp_path: Path) -> None:
    members = oci_layout(build(SPEC), options=OciOptions(embed=True))
    manifest = read_json(members, "index.json")["manifests"][0]["digest"]
    lean = without(members, blob_path(manifest), blob_path(build(SPEC).image_id))
    source = only(tar(tmp_path, lean))
    assert source.id == build(SPEC).image_id


def test_embedded_bytes_that_do_not_match_are_not_used(tmp_path: Path) -> None:
    members = oci_layout(build(SPEC), options=OciOptions(embed=True))
    top = read_json(members, "index.json")
    for data in ("e30=", "no base64", ""):
        top["manifests"][0]["data"] = data
        path = tar(tmp_path, replaced(members, {"index.json": encode_json(top)}))
        assert only(path).id == build(SPEC).image_id


def test_attestations_are_not_images(tmp_path: Path) -> None:
    options = OciOptions(one_index=True, attestations=True)
    found = archive(tar(tmp_path, oci_layout(*built(SPEC, ARM), options=options)))
    assert [str(image.platform) for image in found.images] == ["linux/amd64", "linux/arm64"]
    assert [extra.kind for extra in found.extras] == ["attestation", "attestation"]
    told = [extra.detail for extra in found.extras]
    digests = [image.manifest_digest for image in found.images]
    assert told == [f"attestation for {each}" for each in digests]


def test_an_attestation_is_known_by_its_layers(tmp_path: Path) -> None:
    members = oci_layout(build(SPEC), options=OciOptions(attestations=True))
    top = read_json(members, "index.json")
    del top["manifests"][1]["annotations"], top["manifests"][1]["platform"]
    found = archive(tar(tmp_path, replaced(members, {"index.json": encode_json(top)})))
    assert [extra.kind for extra in found.extras] == ["attestation"]
    assert len(found.images) == 1


@pytest.mark.parametrize(
    "config_type",
    [
        EMPTY,
        "application/vnd.cncf.helm.config.v1+json",
        "application/vnd.wasm.config.v0+json",
        "application/vnd.amazon.soci.index.v1+json",
        "application/vnd.unknown.config.v1+json",
        MEDIA_CONFIG,  # cosign: an image's configuration, layers that are none
    ],
)
def test_artifacts_are_not_images(config_type: str, tmp_path: Path) -> None:
    path = tar(tmp_path, artifact(config_type))
    with pytest.raises(NotAnImageError, match=r"no container image.*artifact of type"):
        archive(path)
    assert [extra.kind for extra in archive(path, empty=True).extras] == ["artifact"]


def test_an_artifact_says_its_type(tmp_path: Path) -> None:
    path = tar(tmp_path, artifact(EMPTY, artifactType="application/x-report"))
    with pytest.raises(NotAnImageError, match="artifact of type application/x-report"):
        archive(path)


def test_an_unknown_configuration_is_not_parsed(tmp_path: Path) -> None:
    config = b"\xff no JSON at all"
    manifest = {"config": described(config, "application/x-else"), "layers": []}
    with pytest.raises(NotAnImageError, match="artifact of type application/x-else"):
        archive(tar(tmp_path, layout(manifest, config)))


def test_manifests_of_an_unknown_type_are_named(tmp_path: Path) -> None:
    path = tar(tmp_path, layout({"mediaType": "application/x-manifest"}))
    with pytest.raises(NotAnImageError, match="artifact of type application/x-manifest"):
        archive(path)


@pytest.mark.parametrize(
    "media_type",
    [
        f"{MEDIA_LAYER}+gzip+encrypted",
        f"{MEDIA_LAYER}+encrypted",
        "application/vnd.erofs.layer.v1",
        "application/vnd.oci.image.layer.v1.squashfs",
    ],
)
def test_closed_layers_are_layers(media_type: str, tmp_path: Path) -> None:
    source = only(tar(tmp_path, image_of((b"\x01not to be opened", media_type))))
    assert [layer.media_type for layer in source.layers] == [media_type]


def test_layers_of_an_unknown_type_are_known_by_their_bytes(tmp_path: Path) -> None:
    layer = build(SPEC).layers[0].tar
    source = only(tar(tmp_path, image_of((layer, "application/x-mystery"))))
    assert layer_bytes(source) == [layer]


def test_an_image_may_have_a_strange_layer(tmp_path: Path) -> None:
    layer = build(SPEC).layers[0].tar
    source = only(tar(tmp_path, image_of((layer, MEDIA_LAYER), (b"{}", EMPTY))))
    assert len(source.layers) == 2


def test_manifests_without_a_type_are_known_by_their_content(tmp_path: Path) -> None:
    members = oci_layout(build(SPEC), options=OciOptions(nesting=1))
    top = read_json(members, "index.json")
    inner = read_json(members, blob_path(top["manifests"][0]["digest"]))
    del inner["manifests"][0]["mediaType"]
    top["manifests"] = [{"digest": digest(encode_json(inner))}]
    extra = file(blob_path(digest(encode_json(inner))), encode_json(inner))
    changed = replaced(members, {"index.json": encode_json(top)})
    assert only(tar(tmp_path, [extra, *changed])).id == build(SPEC).image_id


def test_schema_1_is_named(tmp_path: Path) -> None:
    for manifest in (
        {"schemaVersion": 1, "name": "x"},
        {"mediaType": "application/vnd.docker.distribution.manifest.v1+prettyjws"},
    ):
        with pytest.raises(NotAnImageError, match="schema 1 manifests are not supported"):
            archive(tar(tmp_path, layout(manifest)))


def test_absent_manifests_are_beside_the_image(tmp_path: Path) -> None:
    found = archive(tar(tmp_path, containerd(*built(SPEC, ARM))))
    assert [image.id for image in found.images] == [build(SPEC).image_id]
    absent = found.extras[0]
    assert (absent.kind, str(absent.platform)) == ("absent", "linux/arm64")
    assert absent.digest.startswith("sha256:")
    assert finding_ids(found) == []


def test_nothing_but_absent_manifests_is_no_image(tmp_path: Path) -> None:
    members = oci_layout(build(SPEC), options=OciOptions(absent=frozenset({"linux/amd64"})))
    with pytest.raises(NotAnImageError, match=r"sha256:[0-9a-f]{12} is not in it"):
        archive(tar(tmp_path, members))


def test_an_absent_configuration_is_absent(tmp_path: Path) -> None:
    members = without(oci_layout(*built(SPEC, ARM)), blob_path(build(SPEC).image_id))
    found = archive(tar(tmp_path, members))
    assert [image.id for image in found.images] == [build(ARM).image_id]
    assert [extra.kind for extra in found.extras] == ["absent"]


def test_one_configuration_is_one_image(tmp_path: Path) -> None:
    packed = ImageSpec(layers=SPEC.layers, codec="gzip")
    members = oci_layout(*built(SPEC, packed))
    found = archive(tar(tmp_path, members))
    assert [image.id for image in found.images] == [build(SPEC).image_id]
    # the entry whose layers are there counts
    lost = [layer.blob for layer in build(SPEC).layers]
    rest = [member for member in members if member.content not in lost]
    assert layer_bytes(only(tar(tmp_path, rest))) == [each.blob for each in build(packed).layers]


@pytest.mark.parametrize("what", ["manifest", "configuration"])
def test_changed_documents_are_findings(what: str, tmp_path: Path) -> None:
    members = oci_layout(build(SPEC))
    descriptor = read_json(members, "index.json")["manifests"][0]
    name = blob_path(descriptor["digest"] if what == "manifest" else build(SPEC).image_id)
    content = next(member.content for member in members if member.name == name)
    source = only(tar(tmp_path, replaced(members, {name: content + b" "})))
    told = [(each.id, each.detail.startswith(what)) for each in source.findings]
    assert told == [("digest-mismatch", True), ("size-mismatch", True)]
    if what == "configuration":
        assert source.id == digest(content + b" ")


@pytest.mark.parametrize(
    "name", ["sha256:../../../etc/passwd", "sha256:abc", "../x", "", "sha256:" + "A" * 64, "md5:/"]
)
def test_digests_are_no_paths(name: str, tmp_path: Path) -> None:
    index = {"manifests": [{"mediaType": MEDIA_MANIFEST, "digest": name}]}
    with pytest.raises(UnreadableError, match="is not a digest"):
        archive(tar(tmp_path, [file("index.json", encode_json(index))]))


def test_digests_that_cannot_be_computed_are_believed(tmp_path: Path) -> None:
    spec = build(SPEC)
    members = oci_layout(spec)
    manifest = read_json(members, "index.json")["manifests"][0]
    data = next(each.content for each in members if each.name == blob_path(manifest["digest"]))
    name = "blake3:" + "ab" * 32
    index = {"manifests": [{**manifest, "digest": name}]}
    extra = file(blob_path(name), data)
    source = only(tar(tmp_path, [extra, *replaced(members, {"index.json": encode_json(index)})]))
    assert source.manifest_digest == name
    assert source.documents[0].digest is None
    assert not source.findings


def test_an_index_that_holds_itself_ends(tmp_path: Path) -> None:
    name = "sha256:" + "0" * 64
    index = encode_json({"manifests": [{"mediaType": MEDIA_INDEX, "digest": name}] * 3})
    members = [file(blob_path(name), index), file("index.json", index)]
    with pytest.raises(NotAnImageError):
        archive(tar(tmp_path, members))


def test_indexes_nest_only_so_deep(tmp_path: Path) -> None:
    path = tar(tmp_path, oci_layout(build(SPEC), options=OciOptions(nesting=9)))
    with pytest.raises(UnreadableError, match="more than 8 deep"):
        archive(path)


def test_more_manifests_than_allowed_are_not_followed(tmp_path: Path) -> None:
    manifests = [{"digest": f"sha256:{number:064x}"} for number in range(30)]
    path = tar(tmp_path, [file("index.json", encode_json({"manifests": manifests}))])
    found = archive(path, Limits(archive_members=40), empty=True)
    assert [extra.kind for extra in found.extras] == ["absent"] * 10 + ["unsupported"]


def test_one_large_document_is_not_read_a_thousand_times(tmp_path: Path) -> None:
    limit = 20_000
    data = encode_json({"mediaType": MEDIA_INDEX, "manifests": []}).ljust(limit)
    entries = [
        {**described(data, MEDIA_INDEX), "annotations": {"io.containerd.image.name": f"x:{number}"}}
        for number in range(60)
    ]
    index = encode_json({"manifests": entries})
    members = [file(blob_path(digest(data)), data), file("index.json", index)]
    found = archive(tar(tmp_path, members), Limits(json_bytes=limit), empty=True)
    assert [extra.detail for extra in found.extras] == [
        "the archive's JSON documents are together larger than allowed"
    ]
    # sixteen times the limit is read, less the index itself
    assert 40 <= len(found.extras[0].names) < 50


def test_values_of_all_documents_count_together(tmp_path: Path) -> None:
    names = [f"a:{number}" for number in range(12)]
    rows = [[{"created_by": name}] * 99 for name in names]
    specs = [
        build(ImageSpec(tags=[name], history=row)) for name, row in zip(names, rows, strict=True)
    ]
    found = archive(tar(tmp_path, oci_layout(*specs)), Limits(json_values=220))
    assert [image.names for image in found.images] == [(f"{at}",) for at in range(8)]
    assert found.extras[0].detail == "the archive's JSON documents are together larger than allowed"


def test_a_document_may_be_too_large(tmp_path: Path) -> None:
    path = tar(tmp_path, oci_layout(build(SPEC)))
    with pytest.raises(UnreadableError, match="larger than 100 bytes"):
        archive(path, Limits(json_bytes=100))


def test_more_layers_than_allowed_are_said(tmp_path: Path) -> None:
    path = tar(tmp_path, oci_layout(build(SPEC)))
    with pytest.raises(UnreadableError, match="2 layers, more than 1"):
        archive(path, Limits(layers=1))


def test_corrupt_layers_do_not_stop_the_opening(tmp_path: Path) -> None:
    members = oci_layout(build(SPEC))
    changed = corrupted(members, blob_path(build(SPEC).digests[0]), 30)
    assert len(only(tar(tmp_path, changed)).layers) == 2

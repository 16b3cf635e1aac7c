"""An image of a registry as an archive: which documents are fetched for it, and no layer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.errors import (
    ImageChoiceError,
    NotAnImageError,
    RegistryError,
    UnreadableError,
    UsageError,
)
from inspector.formats.access import Access
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import ImageSpec, OciOptions, build, file
from tests.fake_registry import FakeRegistry, push
from tests.formats.test_engines import Play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from inspector.formats import Archive

AMD = build(ImageSpec(layers=[[file("a", b"one" * 9999)], [file("b", b"two")]], codec="gzip"))
ARM = build(ImageSpec(layers=[[file("a", b"arm")]], platform="linux/arm64"))
RISC = build(ImageSpec(layers=[[file("a", b"risc")]], platform="linux/riscv64"))
UNKEPT = Access(keeps=False)
INDEX = "application/vnd.oci.image.index.v1+json"
ONE = OciOptions(one_index=True)
NONE = "sha256:" + "0" * 64


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as registry:
        yield registry


@pytest.fixture(autouse=True)
def _on_amd64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")


def opened(registry: FakeRegistry, name: str = "team/app:1", **wanted: object) -> Archive:
    values = {"access": UNKEPT, **wanted}
    return open_archive(f"registry://{registry.host}/{name}", DEFAULT_LIMITS, **values)  # type: ignore[arg-type]


def test_an_image_costs_its_manifest_and_its_configuration(registry: FakeRegistry) -> None:
    pushed = push(registry, "team/app:1", AMD)
    archive = opened(registry)
    assert [each.id for each in archive.images] == [AMD.image_id]
    assert archive.images[0].names == (f"{registry.host}/team/app:1",)
    assert archive.images[0].manifest_digest == pushed.digest
    assert [layer.size for layer in archive.images[0].layers] == [
        len(layer.blob) for layer in AMD.layers
    ]
    assert len(registry.requests) == 2
    assert registry.sent == pushed.size(pushed.digest, AMD.image_id)


def test_of_an_index_the_hosts_platform_is_fetched(registry: FakeRegistry) -> None:
    options = OciOptions(one_index=True, attestations=True)
    pushed = push(registry, "team/app:1", ARM, AMD, RISC, options=options)
    archive = opened(registry)
    assert [each.id for each in archive.images] == [AMD.image_id]
    assert len(registry.requests) == 3
    manifest = archive.images[0].manifest_digest
    assert registry.sent == pushed.size(pushed.digest, str(manifest), AMD.image_id)
    assert [str(each.platform) for each in archive.not_fetched] == ["linux/arm64", "linux/riscv64"]
    assert {each.kind for each in archive.extras} == {"not-fetched", "attestation"}


def test_another_platform_is_fetched_where_it_is_asked_for(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", ARM, AMD)
    archive = opened(registry, platform="linux/arm64")
    assert choose(archive, image=None, platform="linux/arm64").id == ARM.image_id
    assert len(registry.requests) == 3


def test_a_platform_that_is_not_there_is_told_with_those_that_are(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", ARM, RISC)
    for platform in (None, "windows/amd64"):
        with pytest.raises(ImageChoiceError, match="no image for platform") as caught:
            opened(registry, platform=platform)
        assert "\n  linux/arm64  sha256:" in str(caught.value)
    assert len(registry.requests) == 2
    with pytest.raises(UsageError, match="is not os/arch"):
        opened(registry, platform="arm")


def test_all_platforms_are_told_where_none_has_to_fit(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", ARM, RISC)
    archive = opened(registry, may_be_empty=True)
    assert archive.images == ()
    assert [str(each.platform) for each in archive.not_fetched] == ["linux/arm64", "linux/riscv64"]
    assert len(registry.requests) == 1


def test_an_only_platform_is_taken_whatever_it_is(registry: FakeRegistry) -> None:
    options = OciOptions(one_index=True, attestations=True)
    push(registry, "team/app:1", RISC, options=options)
    assert [each.id for each in opened(registry).images] == [RISC.image_id]
    with pytest.raises(ImageChoiceError):
        opened(registry, platform="linux/amd64")


def test_where_an_index_tells_no_platforms_the_configurations_do(registry: FakeRegistry) -> None:
    pushed = push(registry, "team/app:1", ARM, AMD)
    index = json.loads(pushed.documents[pushed.digest])
    for each in index["manifests"]:
        del each["platform"]
    registry.manifest("team/app", "1", json.dumps(index).encode(), index["mediaType"])
    archive = opened(registry)
    assert choose(archive, image=None, platform=None).id == AMD.image_id
    assert choose(archive, image=None, platform="linux/arm64").id == ARM.image_id
    assert len(registry.requests) == 5


@pytest.mark.parametrize("nesting", [1, 3])
def test_indexes_within_an_index_are_followed(registry: FakeRegistry, nesting: int) -> None:
    push(registry, "team/app:1", ARM, AMD, options=OciOptions(one_index=True, nesting=nesting))
    assert [each.id for each in opened(registry).images] == [AMD.image_id]


def test_indexes_within_an_index_need_not_have_the_platform_each(registry: FakeRegistry) -> None:
    inner = [
        (push(registry, f"team/app:{each.platform['architecture']}", each, options=ONE), each)
        for each in (ARM, AMD)
    ]
    index = {
        "mediaType": INDEX,
        "manifests": [{"mediaType": INDEX, "digest": each.digest} for each, _ in inner],
    }
    registry.manifest("team/app", "1", json.dumps(index).encode(), INDEX)
    archive = opened(registry, platform="linux/amd64")
    assert [each.id for each in archive.images] == [AMD.image_id]


def test_indexes_are_not_followed_without_end(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", AMD, options=OciOptions(one_index=True, nesting=9))
    with pytest.raises(UnreadableError, match="more than 8 deep"):
        opened(registry)


def test_not_without_end_where_each_index_holds_many(registry: FakeRegistry) -> None:
    def index(depth: int, number: int) -> str:
        inner = [index(depth - 1, number * 9 + each) for each in range(9)] if depth else []
        data = json.dumps({"mediaType": INDEX, "n": number, "manifests": [
            {"mediaType": INDEX, "digest": each, "size": 1} for each in inner
        ]}).encode()  # fmt: skip
        return registry.manifest("team/app", "1", data, INDEX)

    index(3, 1)
    with pytest.raises(UnreadableError, match="more manifests than allowed"):
        opened(registry)
    assert len(registry.requests) < 100


def test_what_a_document_embeds_is_not_fetched(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", AMD, options=OciOptions(one_index=True, embed=True))
    assert [each.id for each in opened(registry).images] == [AMD.image_id]
    assert len(registry.requests) == 1


def test_an_image_is_had_by_its_digest(registry: FakeRegistry) -> None:
    pushed = push(registry, "team/app:1", AMD)
    archive = opened(registry, f"team/app@{pushed.digest}")
    assert archive.images[0].names == (f"{registry.host}/team/app@{pushed.digest}",)


def test_what_was_fetched_is_not_fetched_again(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    pushed = push(registry, "team/app:1", ARM, AMD)
    first = opened(registry, access=Access())
    registry.requests.clear()
    again = opened(registry, access=Access())
    assert again.images[0].config == first.images[0].config
    assert registry.paths() == ["/v2/team/app/manifests/1"]
    registry.requests.clear()
    opened(registry, f"team/app@{pushed.digest}", access=Access())
    assert registry.requests == []


def test_what_became_of_a_kept_document_is_seen(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    push(registry, "team/app:1", AMD)
    opened(registry, access=Access())
    for each in (tmp_path / "layerscope" / "blobs-1").iterdir():
        each.write_bytes(each.read_bytes().replace(b"linux", b"haiku"))
    assert str(opened(registry, access=Access()).images[0].platform) == "linux/amd64"


def test_nothing_is_kept_where_nothing_is_to_be(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    push(registry, "team/app:1", AMD)
    opened(registry)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_image_is_said(registry: FakeRegistry) -> None:
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": NONE},
        "layers": [],
    }
    registry.manifest("team/app", "1", json.dumps(manifest).encode())
    with pytest.raises(NotAnImageError, match=r"no container image: .*helm") as error:
        opened(registry)
    assert "archive" not in str(error.value)
    assert len(registry.requests) == 1


def test_a_configuration_that_is_not_had_is_one_line(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", AMD)
    del registry.blobs[AMD.image_id]
    with pytest.raises(RegistryError, match="does not have") as caught:
        opened(registry)
    assert str(caught.value).startswith(f"registry://{registry.host}/team/app:1: ")
    assert "\n" not in str(caught.value)


def test_a_configuration_is_not_larger_than_documents_may_be(registry: FakeRegistry) -> None:
    large = build(ImageSpec(layers=[], config={"author": "x" * 9999}))
    push(registry, "team/app:1", large)
    name = f"registry://{registry.host}/team/app:1"
    for few, told in (({"json_bytes": 9999}, "is larger than"), ({"json_values": 5}, "values")):
        with pytest.raises(UnreadableError, match=told):
            open_archive(name, replace(DEFAULT_LIMITS, **few), access=UNKEPT)


def test_a_manifest_that_is_none_is_one_line(registry: FakeRegistry) -> None:
    registry.manifest("team/app", "1", b"[1, 2")
    with pytest.raises(UnreadableError, match="is not valid"):
        opened(registry)


def test_image_is_for_archives(registry: FakeRegistry) -> None:
    push(registry, "team/app:1", AMD)
    archive = opened(registry)
    for name in (f"{registry.host}/team/app:1", AMD.image_id[:20]):
        assert choose(archive, image=name, platform=None).id == AMD.image_id
    with pytest.raises(ImageChoiceError, match="a registry reference names one image"):
        choose(archive, image="app:2", platform=None)


def test_a_bare_name_is_asked_of_its_registry_after_the_engines(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play(tmp_path)
    monkeypatch.setenv("PATH", str(play.bin))
    play.program("docker", "refuse('no such image')")
    push(registry, "team/app:1", AMD)
    name = f"{registry.host}/team/app"
    archive = open_archive(f"{name}:1", DEFAULT_LIMITS, access=UNKEPT)
    assert archive.images[0].id == AMD.image_id
    assert play.asked()
    with pytest.raises(UnreadableError) as caught:
        open_archive(f"{name}:2", DEFAULT_LIMITS, access=UNKEPT)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{name}:2: no such file, and no engine has an image of this name:"
    assert lines[1] == "  docker: no such image"
    assert lines[-1].startswith(f"  {registry.host} does not have team/app:2")
    registry.requests.clear()
    play.program("docker", play.give)
    open_archive(f"{name}:1", DEFAULT_LIMITS, access=UNKEPT)
    assert registry.requests == []


def test_no_registry_is_asked_for_a_file_that_is_missing(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableError, match="no such file, and no engine"):
        open_archive(f"{registry.host}/app.tar", DEFAULT_LIMITS)
    assert registry.requests == []


def test_a_mirror_is_asked_for_images_of_docker_io(
    registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(registry, "library/app:1", AMD)
    with pytest.raises(RegistryError, match="blocks"):
        open_archive("registry:docker.io/app:1", DEFAULT_LIMITS, access=UNKEPT)
    monkeypatch.delenv("CONTAINERS_REGISTRIES_CONF")
    mirrored = Access(keeps=False, mirrors=(registry.host,))
    archive = open_archive("registry:library/app:1", DEFAULT_LIMITS, access=mirrored)
    assert archive.images[0].names == ("docker.io/library/app:1",)

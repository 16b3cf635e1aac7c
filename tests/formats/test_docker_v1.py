"""Archives from before docker 1.10: the image is a chain of layers that know their parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import UnreadableError
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.reading.image import Image
from tests.build_image import digest, directory, file, layer_tar
from tests.build_image.images import encode_json
from tests.formats.opened import archive, folder, layer_bytes, only, tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member


def name(layer: str) -> str:
    return digest(layer.encode())[7:]


def blob(layer: str) -> bytes:
    return layer_tar([file(layer, layer.encode())])


def layer(own: str, parent: str = "", **fields: object) -> list[Member]:
    about = {"id": name(own), "created": "2014-06-09T22:52:48.8Z", "os": "linux", **fields}
    if parent:
        about["parent"] = name(parent)
    return [
        directory(name(own)),
        file(f"{name(own)}/VERSION", b"1.0"),
        file(f"{name(own)}/json", encode_json(about)),
        file(f"{name(own)}/layer.tar", blob(own)),
    ]


def repositories(**tops: str) -> Member:
    found = {f"example.com/{tag}": {"1": name(top)} for tag, top in tops.items()}
    return file("repositories", encode_json(found))


CHAIN = [
    *layer(
        "top",
        "middle",
        architecture="amd64",
        author="me",
        config={"Cmd": ["/bin/app"], "Env": ["A=b"]},
        container_config={"Cmd": ["/bin/sh", "-c", "#(nop) CMD [/bin/app]"]},
    ),
    *layer("middle", "base", comment="by hand"),
    *layer("base", container_config={"Cmd": None}),
]


def test_the_chain_is_the_image(tmp_path: Path) -> None:
    source = only(tar(tmp_path, [*CHAIN, repositories(app="top")]))
    assert source.names == ("example.com/app:1",)
    assert source.id == f"sha256:{name('top')}"
    assert layer_bytes(source) == [blob("base"), blob("middle"), blob("top")]
    assert str(source.platform) == "linux/amd64"
    rows = [(row.created_by, row.comment) for row in source.config.history or []]
    assert rows == [("", None), ("", "by hand"), ("/bin/sh -c #(nop) CMD [/bin/app]", None)]
    assert source.config.config is not None
    assert source.config.config.env == ["A=b"]


def test_nothing_is_doubtful_about_its_age(tmp_path: Path) -> None:
    found = archive(tar(tmp_path, [*CHAIN, repositories(app="top")]))
    assert Image(found, found.images[0], DEFAULT_LIMITS).findings == []


def test_the_same_as_a_folder(tmp_path: Path) -> None:
    source = only(folder(tmp_path, [*CHAIN, repositories(app="top")]))
    assert layer_bytes(source) == [blob("base"), blob("middle"), blob("top")]


def test_without_names_the_tops_are_found(tmp_path: Path) -> None:
    found = archive(tar(tmp_path, [*CHAIN, *layer("side", "base")]))
    assert {image.id[7:] for image in found.images} == {name("top"), name("side")}
    assert found.images[0].names == ()


def test_several_names_are_several_images(tmp_path: Path) -> None:
    path = tar(tmp_path, [*CHAIN, repositories(app="top", base="base", same="top")])
    assert only(path, image="example.com/base:1").id == f"sha256:{name('base')}"
    assert only(path, image="example.com/same:1").names == (
        "example.com/app:1",
        "example.com/same:1",
    )


def test_an_absent_parent_is_absent(tmp_path: Path) -> None:
    members = [*layer("top", "gone"), *layer("whole"), repositories(bad="top", good="whole")]
    found = archive(tar(tmp_path, members))
    assert [image.names for image in found.images] == [("example.com/good:1",)]
    assert [extra.kind for extra in found.extras] == ["absent"]


def test_an_absent_layer_is_absent(tmp_path: Path) -> None:
    lost = f"{name('middle')}/layer.tar"
    members = [each for each in CHAIN if each.name != lost]
    source = only(tar(tmp_path, [*members, repositories(app="top")]))
    assert layer_bytes(source) == [blob("base"), None, blob("top")]


def test_a_layer_that_is_its_own_ancestor_ends(tmp_path: Path) -> None:
    members = [*layer("a", "b"), *layer("b", "a"), repositories(app="a")]
    with pytest.raises(UnreadableError, match="its own ancestor"):
        archive(tar(tmp_path, members))


@pytest.mark.parametrize("parent", ["../../etc", "/etc/passwd", "A" * 64, "abc"])
def test_ids_are_no_paths(parent: str, tmp_path: Path) -> None:
    members = [
        file(f"{name('a')}/json", encode_json({"parent": parent})),
        repositories(app="a"),
    ]
    with pytest.raises(UnreadableError, match="is not a layer ID"):
        archive(tar(tmp_path, members))


def test_long_chains_are_refused(tmp_path: Path) -> None:
    path = tar(tmp_path, [*CHAIN, repositories(app="top")])
    with pytest.raises(UnreadableError, match="image of more than 2 layers"):
        archive(path, Limits(layers=2))


def test_images_of_one_chain_cost_no_more_than_allowed(tmp_path: Path) -> None:
    tops = [f"top {number}" for number in range(150)]
    members = [*layer("base"), *(part for top in tops for part in layer(top, "base"))]
    named = {str(number): name(top) for number, top in enumerate(tops)}
    path = tar(tmp_path, [*members, file("repositories", encode_json({"x": named}))])
    assert len(archive(path).images) == 150
    found = archive(path, Limits(layers=2))
    assert len(found.images) == 100
    assert {extra.detail for extra in found.extras} == {
        "the archive's images together have more layers than allowed"
    }


@pytest.mark.parametrize("content", [b"{}", b"null", b"[]", b"{"])
def test_repositories_without_an_image_are_said(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        archive(tar(tmp_path, [file("repositories", content)]))

"""Whatever tool wrote an archive: the same image comes out, in whatever order its files lie."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from inspector.errors import NotAnImageError, UnreadableError
from tests.build_image import (
    FORMATS,
    Format,
    ImageSpec,
    build,
    compress,
    file,
    format_named,
    prefixed,
    replaced,
    save,
    shuffled,
    symlink,
    without,
)
from tests.formats.opened import archive, finding_ids, folder, layer_bytes, only, tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member

LAYERS = [[file("a", b"one")], [file("b", b"two")], [file("a", b"one")]]
SPEC = ImageSpec(layers=LAYERS, tags=("example.com/app:1", "example.com/app:2"))
OTHER = ImageSpec(layers=[[file("c")]], tags=("example.com/other:1",))
NONE = ImageSpec(layers=[], tags=("example.com/app:1",))


@pytest.fixture(params=FORMATS, ids=str)
def form(request: pytest.FixtureRequest) -> Format:
    found: Format = request.param
    return found


def test_every_format_gives_the_same_image(form: Format, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i", SPEC)
    source, expected = only(path), build(SPEC)
    assert source.id == expected.image_id
    assert [layer.diff_id for layer in source.layers] == expected.diff_ids
    assert layer_bytes(source) == [layer.blob for layer in expected.layers]
    assert str(source.platform) == "linux/amd64"
    assert [row.created_by for row in source.config.history or []] == [
        f"RUN step {number} # buildkit" for number in range(3)
    ]
    assert not source.findings


def test_an_ordinary_archive_has_no_findings(form: Format, tmp_path: Path) -> None:
    untagged = ImageSpec(layers=[[file("u")]], tags=())
    specs = [SPEC] if form.name == "containerd" else [SPEC, OTHER, untagged]
    assert finding_ids(archive(form.write(tmp_path / "i", *specs))) == []


def test_an_image_without_layers_is_an_image(form: Format, tmp_path: Path) -> None:
    assert only(form.write(tmp_path / "i", NONE)).layers == ()


@pytest.mark.parametrize("codec", ["gzip", "zstd", "zstd-chunked", "xz", "bzip2"])
def test_layers_are_found_however_they_are_packed(form: Format, codec: str, tmp_path: Path) -> None:
    spec = ImageSpec(layers=LAYERS, codec=codec)
    source = only(form.write(tmp_path / "i", spec))
    assert layer_bytes(source) == [layer.blob for layer in build(spec).layers]


@pytest.mark.parametrize("seed", range(3))
def test_order_and_prefix_of_members_do_not_matter(form: Format, seed: int, tmp_path: Path) -> None:
    def change(members: list[Member]) -> list[Member]:
        return prefixed(shuffled(members, seed))

    source = only(form.write(tmp_path / "i", SPEC, change=change))
    assert layer_bytes(source) == [layer.blob for layer in build(SPEC).layers]


def test_what_no_one_knows_does_no_harm(form: Format, tmp_path: Path) -> None:
    strangers = [file("unknown", b"x"), file("blobs/sha256/short", b"x"), file("more/json", b"{}")]
    path = form.write(tmp_path / "i", SPEC, change=lambda members: [*members, *strangers])
    assert only(path).id == build(SPEC).image_id


def test_names_are_all_there(form: Format, tmp_path: Path) -> None:
    names = set(only(form.write(tmp_path / "i", SPEC)).names)
    expected = {"1", "2"} if form.name.startswith("oci") else set(SPEC.tags)
    assert expected <= names


@pytest.mark.parametrize("form", [f for f in FORMATS if not f.directory], ids=str)
@pytest.mark.parametrize("codec", ["gzip", "gzip-multi", "zstd", "zstd-skippable", "xz", "bzip2"])
def test_archives_compressed_as_a_whole(form: Format, codec: str, tmp_path: Path) -> None:
    source = only(form.write(tmp_path / "i", SPEC, codec=codec))
    assert layer_bytes(source) == [layer.blob for layer in build(SPEC).layers]


def test_an_unpacked_archive_is_read_as_a_folder(form: Format, tmp_path: Path) -> None:
    source = only(folder(tmp_path, form.layout(build(SPEC))))
    assert layer_bytes(source) == [layer.blob for layer in build(SPEC).layers]


def test_an_absent_layer_hides_no_other(form: Format, tmp_path: Path) -> None:
    spec = ImageSpec(layers=LAYERS[:2])
    lost = build(spec).layers[1].tar

    def change(members: list[Member]) -> list[Member]:
        return [member for member in members if member.content != lost]

    source = only(form.write(tmp_path / "i", spec, change=change))
    assert layer_bytes(source) == [build(spec).layers[0].blob, None]
    assert source.layers[1].diff_id == build(spec).diff_ids[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"no archive, just text\n" * 60, "not a tar archive"),
        (b"\x1f\x8b", "the gzip data is cut short"),
        (bytes(1024), "no container image"),
    ],
)
def test_what_is_no_archive_is_said(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=said):
        archive(path)


def test_a_file_system_is_no_image(tmp_path: Path) -> None:
    path = tar(tmp_path, [file("etc/passwd", b"root"), file("bin/busybox")])
    with pytest.raises(NotAnImageError, match="docker export"):
        archive(path)


@pytest.mark.parametrize("name", ["index.json", "manifest.json"])
@pytest.mark.parametrize("content", [b"", b"{", b'"x"', b"[1]", b'{"manifests": 3}', b"[" * 9999])
def test_json_that_is_none_is_said(name: str, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=name.replace(".", r"\.")):
        archive(tar(tmp_path, [file(name, content)]))


def test_one_broken_index_leaves_the_other(tmp_path: Path) -> None:
    form = format_named("docker-25")
    for broken in ("index.json", "manifest.json"):
        members = replaced(form.layout(build(SPEC)), {broken: b"{"})
        found = archive(tar(tmp_path, members))
        assert [image.id for image in found.images] == [build(SPEC).image_id]
        assert finding_ids(found) == ["index-disagreement"]


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("form", [each for each in FORMATS if not each.directory], ids=str)
def test_an_archive_behind_the_archive_is_told(form: Format, codec: str, tmp_path: Path) -> None:
    first = form.write(tmp_path / "a.tar", SPEC).read_bytes()
    second = form.write(tmp_path / "b.tar", OTHER).read_bytes()
    path = tmp_path / "both"
    path.write_bytes(compress(first, codec) + compress(second, codec))
    found = archive(path)
    assert [image.id for image in found.images] == [build(SPEC).image_id]
    (hidden,) = found.findings
    assert hidden.message == f"{len(second):,} bytes after the end of the tar: hidden data"
    # zeros are padding, however many
    path.write_bytes(compress(first + bytes(100_000), codec))
    assert archive(path).findings == ()


def test_what_follows_a_compressed_archive_is_told(tmp_path: Path) -> None:
    path = format_named("docker-legacy").write(tmp_path / "i.tar.gz", SPEC, codec="gzip")
    path.write_bytes(path.read_bytes() + b"not gzip")
    assert finding_ids(archive(path)) == ["trailing-garbage"]


def test_odd_members_are_told(tmp_path: Path) -> None:
    members = format_named("docker-legacy").layout(build(SPEC))
    manifest = next(member for member in members if member.name == "manifest.json")
    found = archive(tar(tmp_path, [replace(manifest, content=b"[]"), *members, file("../../up")]))
    assert [image.id for image in found.images] == [build(SPEC).image_id]
    assert {each.id: each.detail for each in found.findings} == {
        "path-escape": "../../up",
        "duplicate-member": "manifest.json",
    }
    again = archive(tar(tmp_path, [*members, *members]))
    assert [each.id for each in again.findings] == ["duplicate-member"]
    assert " more; the last" in again.findings[0].message


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    path = format_named("oci-archive").write(tmp_path / "i.tar", SPEC)
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(UnreadableError, match="damaged"):
        archive(path)


def test_a_cut_stream_gives_what_came(tmp_path: Path) -> None:
    form = format_named("docker-legacy")
    members = form.layout(build(SPEC))
    members.append(file("tail", bytes(range(256)) * 4096))
    path = save(tmp_path / "i.tar.gz", members, "gzip")
    path.write_bytes(path.read_bytes()[:-100])
    found = archive(path)
    assert found.damage is not None
    assert "gzip data is cut short" in str(found.damage)
    assert [image.id for image in found.images] == [build(SPEC).image_id]


def test_links_lead_nowhere_outside(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[]")
    members = without(format_named("docker-legacy").layout(build(SPEC)), "manifest.json")
    path = folder(tmp_path, [*members, symlink("manifest.json", "../manifest.json")])
    assert "manifest.json" not in archive(path).format

"""Which image of an archive is meant: names, IDs, digests, platforms."""

from __future__ import annotations

import platform as host
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from inspector.errors import ImageChoiceError, UsageError
from inspector.formats.choice import choose, host_platform, labels, normal_name, parse_platform
from tests.build_image import (
    FORMATS,
    ImageSpec,
    OciOptions,
    build,
    containerd,
    file,
    format_named,
    oci_layout,
    read_json,
    replaced,
)
from tests.build_image.images import encode_json
from tests.cases import tried_with
from tests.formats.opened import archive, built, folder, only, tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Format


def spec(platform: str = "linux/amd64", tag: str = "example.com/app:1") -> ImageSpec:
    return ImageSpec(layers=[[file(f"{platform} {tag}")]], platform=platform, tags=(tag,))


A, B = spec(tag="example.com/app:1"), spec(tag="library/other:latest")
PLATFORMS = ("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/arm/v6", "windows/amd64")


@pytest.fixture
def on_amd64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "machine", lambda: "x86_64")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    images = built(*map(spec, PLATFORMS))
    return tar(tmp_path, oci_layout(*images, options=OciOptions(one_index=True)))


@pytest.mark.parametrize("form", [f for f in FORMATS if f.name != "containerd"], ids=str)
def test_several_images_and_none_chosen_are_listed(form: Format, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i", A, B)
    with pytest.raises(ImageChoiceError) as error:
        only(path)
    told = str(error.value)
    assert "2 images" in told
    for each in (A, B):
        assert build(each).image_id[:19] in told
    assert "linux/amd64" in told
    assert str(error.value.reason) == "The archive contains several images."


@pytest.mark.parametrize("form", [f for f in FORMATS if f.name != "containerd"], ids=str)
def test_ids_and_their_prefixes_choose(form: Format, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i", A, B)
    whole = build(B).image_id
    for wanted in (whole, whole[7:], whole[7:19], whole[:19]):
        assert only(path, image=wanted).id == whole


def test_manifest_and_index_digests_choose(index: Path, tmp_path: Path, on_amd64: None) -> None:
    images = archive(index).images
    for image in images:
        assert image.manifest_digest is not None
        assert only(index, image=image.manifest_digest).id == image.id
        assert only(index, image=image.manifest_digest[7:17]).id == image.id
    around = images[0].documents[0].digest
    assert around is not None
    assert str(only(index, image=around).platform) == "linux/amd64"
    assert str(only(index, image=around, platform="linux/arm64").platform) == "linux/arm64"


@pytest.mark.parametrize(
    "wanted", ["other", "other:latest", "library/other", "docker.io/library/other:latest"]
)
def test_names_need_no_defaults(wanted: str, tmp_path: Path) -> None:
    path = format_named("docker-legacy").write(tmp_path / "i", A, B)
    assert only(path, image=wanted).id == build(B).image_id


def test_reference_names_are_free_text(tmp_path: Path) -> None:
    path = folder(tmp_path, oci_layout(*built(A, B)))
    assert only(path, image="latest").id == build(B).image_id


@pytest.mark.parametrize(
    "wanted", ["", "example.com/app:2", "sha256:", "abc", "zzzz", "[/]", "\x1b"]
)
def test_what_is_not_there_is_said_with_the_list(wanted: str, tmp_path: Path) -> None:
    path = format_named("docker-legacy").write(tmp_path / "i", A, B)
    with pytest.raises(ImageChoiceError, match="no image") as error:
        only(path, image=wanted)
    assert "example.com/app:1" in str(error.value)
    assert "\x1b" not in str(error.value)


def test_a_prefix_of_two_ids_is_refused(tmp_path: Path) -> None:
    specs = [ImageSpec(config={"author": str(number)}, tags=()) for number in range(800)]
    ids = [build(each).image_id[7:] for each in specs]
    starts = Counter(each[:4] for each in ids)
    shared = next(start for start, count in starts.items() if count > 1)
    path = format_named("docker-legacy").write(tmp_path / "i", *specs)
    with pytest.raises(ImageChoiceError, match=f"'{shared}' fits 2 images"):
        only(path, image=shared)
    whole = next(each for each in ids if each.startswith(shared))
    assert only(path, image=whole).id == f"sha256:{whole}"


# Tags alone are names in a layout; these are no beginning of a digest.
NINE = [ImageSpec(config={"author": str(each)}, tags=(f"x:v{each}",)) for each in range(9)]


@pytest.mark.parametrize("form", ["docker-legacy", "docker-25", "oci-archive", "oci-dir"])
def test_every_beginning_of_a_digest_chooses_that_no_other_has(form: str, tmp_path: Path) -> None:
    path = format_named(form).write(tmp_path / "i", *NINE)
    whole = archive(path)
    images = whole.images
    chosen = partial(choose, whole, platform=None)
    owners = {each.id[7:]: each.id for each in images}
    owners |= {each.manifest_digest[7:]: each.id for each in images if each.manifest_digest}
    assert len(owners) == 9 * (1 if form == "docker-legacy" else 2)
    for value in owners:
        for start in (value[:1], value[:2].upper(), value[:3], value[:4], value[:63], value):
            fitting = {owner for other, owner in owners.items() if other.startswith(start.lower())}
            for wanted in (start, f"sha256:{start}"):
                if len(fitting) == 1:
                    assert {chosen(image=wanted).id} == fitting
                    continue
                with pytest.raises(ImageChoiceError, match=f"fits {len(fitting)} images") as error:
                    chosen(image=wanted)
                assert all(each[:19] in str(error.value) for each in fitting)
            with pytest.raises(ImageChoiceError, match="no image"):
                chosen(image=f"sha512:{start}")


def test_a_name_wins_over_the_beginning_of_a_digest(tmp_path: Path) -> None:
    named = build(spec(tag="example.com/app:1"))
    start = named.image_id[7:11]
    other = spec(tag=f"{start}:latest")
    path = format_named("docker-legacy").write(tmp_path / "i", spec(), other)
    assert only(path, image=start).id == build(other).image_id
    assert only(path, image=f"sha256:{start}").id == named.image_id
    assert only(path, image=named.image_id[7:12]).id == named.image_id


def test_the_list_shows_what_an_ambiguous_beginning_fits(tmp_path: Path) -> None:
    """Also a manifest's digest, which the list does not have else."""
    path = tar(tmp_path, oci_layout(*built(*NINE)))
    images = archive(path).images
    fits: dict[str, set[str]] = {}
    for each in images:
        for digest in filter(None, (each.id, each.manifest_digest)):
            fits.setdefault(digest[7:8], set()).add(each.id)
    start = next(
        each.manifest_digest[7:8]
        for each in images
        if each.manifest_digest and len(fits[each.manifest_digest[7:8]]) > 1
    )
    with pytest.raises(ImageChoiceError, match="give more digits") as error:
        only(path, image=start)
    for line in str(error.value).splitlines()[1:]:
        assert f"sha256:{start}" in line


def test_the_beginning_of_an_index_s_digest_means_all_its_platforms(
    index: Path, on_amd64: None
) -> None:
    around = archive(index).images[0].documents[0].digest
    assert around is not None
    assert str(only(index, image=around[:19]).platform) == "linux/amd64"
    assert str(only(index, image=around[7:19], platform="linux/arm64").platform) == "linux/arm64"


def test_names_of_one_image_are_no_choice(tmp_path: Path) -> None:
    tags = ("example.com/app:1", "example.com/app:2", "example.com/more:1")
    several = ImageSpec(layers=[[file("a")]], tags=tags)
    for form in FORMATS:
        path = form.write(tmp_path / form.name, several)
        assert only(path).id == build(several).image_id


def test_the_host_decides_among_platforms(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for machine, expected in (
        ("x86_64", "linux/amd64"),
        ("aarch64", "linux/arm64"),
        ("armv7l", "linux/arm/v7"),
        ("armv6l", "linux/arm/v6"),
    ):
        monkeypatch.setattr(host, "machine", lambda machine=machine: machine)
        assert str(only(index).platform) == expected


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("linux/amd64", "linux/amd64"),
        ("linux/amd64/v3", "linux/amd64"),
        ("linux/x86_64", "linux/amd64"),
        ("Linux/AMD64", "linux/amd64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/aarch64", "linux/arm64"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("linux/armv6l", "linux/arm/v6"),
        ("linux/arm/v8", "linux/arm/v7"),
        ("linux/arm/v6", "linux/arm/v6"),
        ("windows/amd64", "windows/amd64"),
    ],
)
def test_platforms_fall_back(index: Path, wanted: str, found: str) -> None:
    assert str(only(index, platform=wanted).platform) == found


@pytest.mark.parametrize("wanted", ["linux/s390x", "windows/arm64", "linux/arm/v5"])
def test_a_platform_that_is_not_there_is_said(index: Path, wanted: str) -> None:
    with pytest.raises(ImageChoiceError) as error:
        only(index, platform=wanted)
    assert all(platform in str(error.value) for platform in PLATFORMS)


@pytest.mark.parametrize("wanted", ["linux", "linux/", "/amd64", "a/b/c/d", "", "//"])
def test_a_platform_has_two_or_three_parts(wanted: str) -> None:
    with pytest.raises(UsageError):
        parse_platform(wanted)


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_an_only_one_is_taken_whatever_it_is(form: Format, tmp_path: Path, on_amd64: None) -> None:
    path = form.write(tmp_path / "i", spec("linux/s390x"))
    assert str(only(path).platform) == "linux/s390x"
    with pytest.raises(ImageChoiceError):
        only(path, platform="linux/amd64")


def test_no_platform_for_the_host_is_said(tmp_path: Path, on_amd64: None) -> None:
    images = built(spec("linux/s390x"), spec("linux/arm64"))
    path = tar(tmp_path, oci_layout(*images, options=OciOptions(one_index=True)))
    with pytest.raises(ImageChoiceError, match="--platform"):
        only(path)


def test_the_one_that_is_there_comes_before_the_hosts(tmp_path: Path, on_amd64: None) -> None:
    images = built(spec("linux/amd64"), spec("linux/arm64"))
    members = oci_layout(*images, options=OciOptions(one_index=True))
    absent = images[0].layers[0].blob
    path = tar(tmp_path, [member for member in members if member.content != absent])
    assert str(only(path).platform) == "linux/arm64"
    assert str(only(path, platform="linux/amd64").platform) == "linux/amd64"


def test_the_configuration_counts_where_the_index_names_no_platform(
    tmp_path: Path, on_amd64: None
) -> None:
    members = oci_layout(*built(spec("linux/arm64"), spec("linux/amd64")))
    top = read_json(members, "index.json")
    for each in top["manifests"]:
        del each["platform"], each["annotations"]
    path = tar(tmp_path, replaced(members, {"index.json": encode_json(top)}))
    assert str(only(path).platform) == "linux/amd64"
    assert str(only(path, platform="linux/arm64").platform) == "linux/arm64"


def test_two_indexes_that_share_a_platform(tmp_path: Path, on_amd64: None) -> None:
    shared, first, second = built(
        spec("linux/amd64"), spec("linux/arm64"), spec("linux/arm64", "example.com/app:2")
    )
    one = oci_layout(shared, first, options=OciOptions(one_index=True))
    two = oci_layout(shared, second, options=OciOptions(one_index=True))
    both = read_json(one, "index.json")
    top = read_json(two, "index.json")
    top["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"] = "2"
    both["manifests"] += top["manifests"]
    members = replaced([*two, *one], {"index.json": encode_json(both)})
    path = tar(tmp_path, members)
    with pytest.raises(ImageChoiceError, match="2 images"):
        only(path)
    assert only(path, "1", "linux/arm64").id == first.image_id
    assert only(path, "2", "linux/arm64").id == second.image_id
    assert only(path, "2").id == shared.image_id


def test_absent_platforms_are_no_choice(tmp_path: Path, on_amd64: None) -> None:
    images = built(spec("linux/arm64"), spec("linux/amd64"))
    path = tar(tmp_path, containerd(*images))
    assert only(path).id == images[0].image_id
    with pytest.raises(ImageChoiceError, match="the index names one, its blobs are not in this"):
        only(path, platform="linux/amd64")
    with pytest.raises(ImageChoiceError, match="no image for platform linux/386 here; choose"):
        only(path, platform="linux/386")


def test_a_long_list_ends(tmp_path: Path) -> None:
    images = [
        ImageSpec(layers=[], tags=(f"example.com/app:{number}",), config={"author": str(number)})
        for number in range(100)
    ]
    path = format_named("docker-legacy").write(tmp_path / "i", *images)
    with pytest.raises(ImageChoiceError, match="60 more"):
        only(path)


def test_a_row_of_many_names_ends(tmp_path: Path) -> None:
    tags = [f"example.com/app:{number}" for number in range(1000)]
    path = format_named("docker-legacy").write(tmp_path / "i", ImageSpec(tags=tags), A)
    with pytest.raises(ImageChoiceError, match=r"app:7 and 992 more  sha256:") as error:
        only(path)
    assert len(str(error.value)) < 1000


@pytest.mark.parametrize("machine", ["x86_64", "riscv64", "s390x", "loongarch64"])
def test_the_host_is_linux(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "machine", lambda: machine)
    found = host_platform()
    assert found.os == "linux"
    assert found.architecture == {"x86_64": "amd64", "loongarch64": "loong64"}.get(machine, machine)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["1"], ["1"]),
        (["app:1", "docker.io/library/app:1", "1"], ["app:1"]),
        (["docker.io/library/app:latest", "latest", "app"], ["docker.io/library/app:latest"]),
        (["host:5000/app", "1"], ["host:5000/app", "1"]),
        (["app:1", "app:2", "1", "2", "3"], ["app:1", "app:2", "3"]),
        (["tagged", "tagged"], ["tagged"]),
        ([], []),
    ],
)
def test_people_see_each_name_once(names: list[str], told: list[str]) -> None:
    assert labels(names) == told


@tried_with(
    ("name", "whole"),
    [
        ("app", "docker.io/library/app:latest"),
        ("me/app:1", "docker.io/me/app:1"),
        ("localhost/app", "localhost/app:latest"),
        ("host:5000/app", "host:5000/app:latest"),
        ("docker.io/library/app:latest", "docker.io/library/app:latest"),
        ("app@sha256:00", "docker.io/library/app@sha256:00"),
        ("docker.io/app:1", "docker.io/library/app:1"),
        ("index.docker.io/app", "docker.io/library/app:latest"),
        ("index.docker.io/me/app:1", "docker.io/me/app:1"),
        ("1", "docker.io/library/1:latest"),
    ],
)
def test_docker_spells_names_out(name: str, whole: str) -> None:
    assert normal_name(name) == whole

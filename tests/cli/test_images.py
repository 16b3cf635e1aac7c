"""``images``: what an archive holds, what lies beside it, what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.build_image import (
    FORMATS,
    ImageSpec,
    OciOptions,
    blob_path,
    build,
    containerd,
    docker_25,
    docker_legacy,
    file,
    format_named,
    oci_layout,
    truncate,
    without,
)
from tests.formats.opened import built, tar
from tests.formats.test_oci import EMPTY, artifact

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Format
    from tests.cli.conftest import Run

SPEC = ImageSpec(
    layers=[[file("a", b"one" * 900)], [file("b", b"two")]],
    tags=("example.com/app:1", "example.com/app:2"),
)
ARM = ImageSpec(layers=[[file("a", b"arm")]], platform="linux/arm64")
IMAGE = build(SPEC)
STORED = sum(len(layer.blob) for layer in IMAGE.layers)


def document(run: Run, *arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("images", "--json", *arguments).out)
    return found


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_an_image_is_listed(form: Format, run: Run, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i", SPEC)
    said = run("images", path)
    assert (said.code, said.err) == (0, "")
    row = next(line for line in said.text.splitlines() if line.startswith("sha256:"))
    assert row.split()[:5] == [IMAGE.image_id[:19], "linux/amd64", "2", "6.66", "kB"]
    image = document(run, path)["images"][0]
    assert image["id"] == IMAGE.image_id
    assert image["size"] == STORED
    assert image["platform"] == "linux/amd64"
    assert [layer["diff_id"] for layer in image["layers"]] == IMAGE.diff_ids
    assert all(layer["present"] for layer in image["layers"])
    if not form.name.startswith("oci"):
        assert set(SPEC.tags) <= set(image["names"])


def test_the_fields_of_the_document(run: Run, tmp_path: Path) -> None:
    found = document(run, tar(tmp_path, docker_25(IMAGE)))
    assert list(found) == ["schema", "reference", "format", "images", "beside", "findings"]
    assert found["format"] == "docker-archive with oci-layout"
    assert list(found["images"][0]) == [
        "id",
        "manifest_digest",
        "names",
        "platform",
        "created",
        "size",
        "superseded",
        "layers",
    ]
    assert list(found["images"][0]["layers"][0]) == [
        "digest",
        "diff_id",
        "media_type",
        "size",
        "present",
    ]


def test_platforms_and_attestations(run: Run, tmp_path: Path) -> None:
    options = OciOptions(one_index=True, attestations=True)
    path = tar(tmp_path, oci_layout(*built(SPEC, ARM), options=options))
    said = run("images", path)
    assert said.code == 0
    for platform in ("linux/amd64", "linux/arm64"):
        assert platform in said.text
    assert said.text.count("(attestation for sha256:") == 2
    found = document(run, path)
    assert [each["kind"] for each in found["beside"]] == ["attestation"] * 2


def test_the_options_leave_the_one_that_they_choose(run: Run, tmp_path: Path) -> None:
    options = OciOptions(one_index=True, attestations=True)
    path = tar(tmp_path, oci_layout(*built(SPEC, ARM), options=options))
    for chosen, spec in (("linux/amd64", SPEC), ("linux/arm64", ARM)):
        found = document(run, "--platform", chosen, path)
        assert [each["id"] for each in found["images"]] == [build(spec).image_id]
        assert len(found["beside"]) == 2
    by_id = document(run, "--image", build(ARM).image_id, path)
    assert [each["platform"] for each in by_id["images"]] == ["linux/arm64"]
    assert run("images", "--platform", "linux/386", path).code == 2
    assert run("images", "--image", "nope", path).code == 2


def test_what_is_missing(run: Run, tmp_path: Path) -> None:
    lost = IMAGE.digests[1]
    members = without(containerd(*built(SPEC, ARM)), blob_path(lost))
    said = run("images", tar(tmp_path, members))
    assert said.code == 0
    assert f"{IMAGE.image_id[:19]}: layer 1  {lost}" in said.text
    assert "absent  sha256:" in said.text
    assert "linux/arm64" in said.text
    found = document(run, tar(tmp_path, members))
    assert [each["present"] for each in found["images"][0]["layers"]] == [True, False]
    assert [each["kind"] for each in found["beside"]] == ["absent"]
    assert found["images"][0]["size"] == STORED


def test_what_the_indexes_disagree_on(run: Run, tmp_path: Path) -> None:
    other = build(ImageSpec(layers=[[file("c")]], tags=SPEC.tags))
    members = [*docker_legacy(other), *without(docker_25(IMAGE), "manifest.json", "repositories")]
    said = run("images", tar(tmp_path, members))
    assert said.code == 0
    assert "(superseded)" in said.text
    assert "warning: the archive's indexes disagree" in said.text


@pytest.mark.parametrize("options", [["--json"], []])
def test_an_artifact_is_listed_and_no_image(options: list[str], run: Run, tmp_path: Path) -> None:
    said = run("images", *options, tar(tmp_path, artifact(EMPTY)))
    assert said.code == 3
    assert "no container image: artifact of type" in said.err
    assert "artifact" in said.text


def test_a_damaged_archive_is_4(run: Run, tmp_path: Path) -> None:
    members = [*docker_legacy(IMAGE), file("tail", b"x" * 9000)]
    said = run("images", truncate(tar(tmp_path, members), -5000))
    assert said.code == 4
    assert "the archive is damaged" in said.err
    assert IMAGE.image_id[:19] in said.text


def test_what_cannot_be_read_is_3(run: Run, tmp_path: Path) -> None:
    assert run("images", tmp_path / "none").code == 3
    (tmp_path / "text").write_text("text")
    said = run("images", tmp_path / "text")
    assert (said.code, said.out) == (3, b"")


def test_hostile_names_stay_text(run: Run, tmp_path: Path) -> None:
    evil = "e\x1b]0;x\x07\u202e[/]:1"
    spec = ImageSpec(layers=SPEC.layers, tags=(evil,), platform="li\x1bnux/amd64")
    path = format_named("docker-legacy").write(tmp_path / "i", spec)
    said = run("images", path)
    assert "e\\x1b]0;x\\x07\\u202e[/]:1" in said.text
    assert "\x1b" not in said.text
    assert document(run, path)["images"][0]["names"] == [evil]

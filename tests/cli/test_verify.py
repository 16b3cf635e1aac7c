"""``verify``: what it prints, and the exit status that each state earns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from inspector.limits import Limits
from tests.build_image import (
    FORMATS,
    ImageSpec,
    blob_path,
    build,
    corrupted,
    file,
    format_named,
    oci_layout,
    replaced,
    truncate,
    without,
)
from tests.formats.opened import folder, tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Format
    from tests.cli.conftest import Run

SPEC = ImageSpec(layers=[[file("a", b"one" * 900)], [file("b", b"two")]], codec="gzip")
IMAGE = build(SPEC)
FIRST, SECOND = map(blob_path, IMAGE.digests)


def document(run: Run, *arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("verify", "--json", *arguments).out)
    return found


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_a_whole_image_is_ok(form: Format, run: Run, tmp_path: Path) -> None:
    path = form.write(tmp_path / "i", SPEC)
    said = run("verify", path)
    assert (said.code, said.err) == (0, "")
    assert "mismatch" not in said.text
    assert document(run, path)["state"] == "ok"


def test_the_fields_of_the_document(run: Run, tmp_path: Path) -> None:
    found = document(run, tar(tmp_path, oci_layout(IMAGE)))
    assert list(found) == ["schema", "image", "state", "blobs"]
    assert found["image"] == {
        "reference": str(tmp_path / "image.tar"),
        "id": IMAGE.image_id,
        "platform": "linux/amd64",
    }
    assert [each["kind"] for each in found["blobs"]] == [
        "manifest",
        "configuration",
        "layer",
        "layer",
    ]
    layer = found["blobs"][2]
    assert list(layer) == ["kind", "layer", "state", "digest", "size", "diff_id", "error"]
    assert layer["digest"] == {
        "state": "ok",
        "stated": IMAGE.digests[0],
        "found": IMAGE.digests[0],
    }
    assert layer["size"]["found"] == len(IMAGE.layers[0].blob)
    assert layer["diff_id"]["found"] == IMAGE.diff_ids[0]
    assert found["blobs"][0]["diff_id"] is None


def test_a_mismatch_is_1_and_said(run: Run, tmp_path: Path) -> None:
    path = tar(tmp_path, corrupted(oci_layout(IMAGE), FIRST, 40))
    said = run("verify", path)
    assert said.code == 1
    assert "layer 0: digest is sha256:" in said.err
    assert f"not {IMAGE.digests[0][:19]}\n" in said.err
    assert "3 of 4 blobs ok, 1 mismatch" in said.text
    found = document(run, path)
    assert (found["state"], found["blobs"][2]["state"]) == ("mismatch", "mismatch")


def test_an_absent_blob_is_4(run: Run, tmp_path: Path) -> None:
    said = run("verify", tar(tmp_path, without(oci_layout(IMAGE), FIRST)))
    assert said.code == 4
    assert "layer 0: layer " in said.err
    assert "is not in this archive" in said.err


def test_the_highest_wins(run: Run, tmp_path: Path) -> None:
    members = corrupted(without(oci_layout(IMAGE), FIRST), SECOND, 40)
    said = run("verify", tar(tmp_path, members))
    assert said.code == 4
    assert "layer 1: digest is" in said.err


def test_absent_blobs_of_others_do_not_count(run: Run, tmp_path: Path) -> None:
    other = build(ImageSpec(layers=[[file("c")]], tags=("example.com/other:2",)))
    members = without(oci_layout(IMAGE, other), blob_path(other.digests[0]))
    assert run("verify", tar(tmp_path, members), "--image", "1").code == 0


def test_a_cut_archive_is_4(run: Run, tmp_path: Path) -> None:
    path = tar(tmp_path, sorted(oci_layout(IMAGE), key=lambda member: str(member.name) == FIRST))
    said = run("verify", truncate(path, -1530))
    assert said.code == 4
    assert "the archive is damaged" in said.err


def test_a_cut_blob_in_a_folder_is_a_mismatch(run: Run, tmp_path: Path) -> None:
    path = folder(tmp_path, oci_layout(IMAGE))
    truncate(path / FIRST, -10)
    said = run("verify", path)
    assert said.code == 1
    assert "layer 0: size is" in said.err


def test_a_changed_configuration_is_a_mismatch(run: Run, tmp_path: Path) -> None:
    form = format_named("docker-legacy")
    name = IMAGE.image_id[7:] + ".json"
    path = tar(tmp_path, replaced(form.layout(IMAGE), {name: IMAGE.config + b"\n"}))
    said = run("verify", path)
    assert said.code == 1
    assert "configuration: digest is" in said.err


def rootfs(*diff_ids: str) -> dict[str, object]:
    return {"rootfs": {"type": "layers", "diff_ids": list(diff_ids)}}


ENCRYPTED = "application/vnd.oci.image.layer.v1.tar+encrypted"
GZIP = "application/vnd.oci.image.layer.v1.tar+gzip"
BLAKE = "blake3:" + "0" * 64
NO_DIFF_ID = ImageSpec(layers=SPEC.layers, codec="gzip", config=rootfs(IMAGE.diff_ids[0]))
FOREIGN = ImageSpec(layers=SPEC.layers, codec="gzip", config=rootfs(IMAGE.diff_ids[0], BLAKE))
WRONG = ImageSpec(
    layers=SPEC.layers, codec="gzip", config=rootfs(IMAGE.diff_ids[0], "sha256:" + "0" * 64)
)
CLOSED = ImageSpec(layers=SPEC.layers, codec="gzip", media_types=(GZIP, ENCRYPTED))
UNSTATED = "Not stated in this archive, so not checked: "


@pytest.mark.parametrize(
    ("form", "spec", "code", "told"),
    [
        ("oci-archive", SPEC, 0, ["4 of 4 blobs ok"]),
        ("oci-dir", CLOSED, 0, ["3 of 4 blobs ok, 1 checked in part", "diff_id of layer 1 (enc"]),
        ("oci-archive", NO_DIFF_ID, 0, ["3 of 4 blobs ok, 1 checked in part", "checked: 1 diff_"]),
        ("oci-dir", FOREIGN, 0, ["3 of 4 blobs ok, 1 checked in part", "layer 1 (its algorithm"]),
        ("oci-archive", WRONG, 1, ["3 of 4 blobs ok, 1 mismatch"]),
        ("docker-25", FOREIGN, 0, ["3 of 4 blobs ok, 1 checked in part"]),
        ("docker-legacy", SPEC, 0, ["3 of 3 blobs ok", UNSTATED + "2 digests, 3 sizes"]),
        ("docker-legacy", NO_DIFF_ID, 0, ["2 of 3 blobs ok, 1 not checked", "3 sizes, 1 diff_id"]),
        ("docker-legacy", WRONG, 1, ["2 of 3 blobs ok, 1 mismatch"]),
        ("crane", FOREIGN, 0, ["2 of 3 blobs ok, 1 checked in part", UNSTATED + "3 sizes"]),
    ],
)
def test_the_sum_counts_what_was_not_checked(
    form: str, spec: ImageSpec, code: int, told: list[str], run: Run, tmp_path: Path
) -> None:
    said = run("verify", format_named(form).write(tmp_path / "i", spec))
    assert said.code == code
    for each in told:
        assert each in said.text
    assert told[0] in said.text.splitlines()


def test_a_limit_or_an_absent_blob_is_not_ok(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = run("verify", folder(tmp_path, without(oci_layout(IMAGE), FIRST)))
    assert (absent.code, "3 of 4 blobs ok, 1 absent" in absent.text) == (4, True)
    limits = Limits(ratio=2, ratio_free_bytes=2 << 10)
    monkeypatch.setattr("inspector.cli.kit.opening.DEFAULT_LIMITS", limits)
    limited = run("verify", tar(tmp_path, oci_layout(IMAGE)))
    assert limited.code == 4
    assert "3 of 4 blobs ok, 1 checked in part\n" in limited.text
    assert "Not checked: diff_id of layer 0 (a limit was reached)" in limited.text


def test_a_reader_knows_what_was_checked_without_digests(run: Run, tmp_path: Path) -> None:
    said = run("verify", format_named("docker-legacy").write(tmp_path / "i", SPEC))
    layer = next(line for line in said.text.splitlines() if line.startswith("layer 0"))
    assert layer.split()[-1] == IMAGE.diff_ids[0][:19]
    assert layer.count("not stated") == 2
    assert "Layers without a digest were checked by their diff_ids only" in said.text
    whole = run("verify", format_named("oci-archive").write(tmp_path / "o", SPEC))
    assert "not" not in whole.text


def test_programs_are_told_of_layers_that_could_not_be_checked(run: Run, tmp_path: Path) -> None:
    for number, spec in enumerate((NO_DIFF_ID, FOREIGN, CLOSED)):
        found = document(run, format_named("oci-archive").write(tmp_path / str(number), spec))
        assert found["state"] == found["blobs"][3]["state"] == "not checked"
        assert found["blobs"][3]["digest"]["state"] == found["blobs"][2]["state"] == "ok"


def test_hostile_names_stay_text(run: Run, tmp_path: Path) -> None:
    evil = "e\x1b]0;x\x07\u202e[/]:1"
    spec = ImageSpec(layers=SPEC.layers, tags=(evil,), config={"os": "li\x1bnux"})
    said = run("verify", format_named("docker-legacy").write(tmp_path / "i", spec))
    assert said.code == 0
    assert "e\\x1b]0;x\\x07\\u202e[/]:1" in said.text
    assert "\x1b" not in said.text

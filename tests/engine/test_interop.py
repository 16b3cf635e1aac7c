"""The interop matrix: whatever wrote an image, Layerscope says the same of it."""

from __future__ import annotations

import json
import shutil
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.forms import ARCHIVE, BOTH, FORMS, OCI_ARCHIVE, OCI_DIRECTORY, Form
from tests.engine.layerscope import ROOT, audit, command, layerscope, tree
from tests.engine.rows import Row, differences
from tests.engine.tools import attempt, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.makers import Tools
    from tests.engine.specimens import Origins, Specimen

ABOUT_NAMES = frozenset({"latest-tag"})
pytestmark = pytest.mark.engine

MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd"}
# Of an audit's layers: what tells of the blob and not of what it holds.
STORED = ("digest", "media_type", "compressed_size", "compressed_bytes")
UNTRUNCATED = ("--no-trunc", "--human=false", "--format", "{{json .}}")


@pytest.fixture(scope="module", params=FORMS, ids=lambda form: form.key)
def form(request: pytest.FixtureRequest) -> Form:
    """A row of the matrix."""
    found: Form = request.param
    return found


@pytest.fixture(scope="module")
def origin(form: Form, origins: Origins) -> Specimen:
    """The image that the form holds, as docker has it."""
    return origins(form.origin)


@pytest.fixture(scope="module")
def image(form: Form, origin: Specimen, tools: Tools, home: Path) -> Path:
    """The form itself."""
    target = home / form.key
    form.make(tools, origin, target)
    return target


def test_the_form_is_what_the_table_says(form: Form, image: Path) -> None:
    assert (kind_of(image), layers_of(image)) == (form.archive, form.layers)


def test_tree_is_the_kernels(form: Form, image: Path, origin: Specimen) -> None:
    for layer in (origin.last // 2, origin.last):
        expected = described(origin.states.rows(layer))
        found = described(tree(image, layer, *form.choose))
        assert not differences(expected, found), f"at layer {layer}"


def test_audit_is_that_of_the_docker_archive(form: Form, image: Path, origin: Specimen) -> None:
    found, expected = audit(image, *form.choose), audit(origin.archive)
    assert comparable(found, form.findings) == comparable(expected, frozenset())


def test_findings_about_the_form_are_the_tables(form: Form, image: Path, origin: Specimen) -> None:
    found, known = findings(image, *form.choose), findings(origin.archive)
    assert found - known == form.findings


def test_history_is_dockers(form: Form, image: Path, origin: Specimen, docker: Docker) -> None:
    expected = docker("history", *UNTRUNCATED, origin.tag)
    found = layerscope("history", image, *form.choose, *UNTRUNCATED)
    assert timeless(found) == timeless(expected)


def test_every_blob_is_as_it_says(form: Form, image: Path) -> None:
    found = json.loads(layerscope("verify", image, *form.choose, "--json"))
    layers = [each for each in found["blobs"] if each["kind"] == "layer"]
    assert layers
    assert {each["state"] for each in found["blobs"]} == {"ok"}
    assert {each["diff_id"]["state"] for each in layers} == {"ok"}


def test_a_changed_byte_is_noticed(form: Form, image: Path, tmp_path: Path) -> None:
    copy = tmp_path / "changed"
    (shutil.copytree if image.is_dir() else shutil.copyfile)(image, copy)
    flip_largest(copy)
    environment = clean_environment(PYTHONPATH=str(ROOT))
    done = attempt(command("verify", copy, *form.choose, "--json"), env=environment)
    states = [each["state"] for each in json.loads(done.stdout)["blobs"]]
    assert (done.returncode, states.count("mismatch")) == (1, 1), done.stderr


def flip_largest(image: Path) -> None:
    """Change a byte in the middle of the largest layer."""
    if image.is_dir():
        files = [path for path in image.rglob("*") if path.is_file()]
        largest = max(files, key=lambda path: path.stat().st_size)
        at = largest.stat().st_size // 2
    else:
        with tarfile.open(image) as archive:
            member = max(archive.getmembers(), key=lambda each: each.size)
        largest, at = image, member.offset_data + member.size // 2
    with largest.open("r+b") as file:
        file.seek(at)
        [byte] = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 0xFF]))


def described(rows: list[Row]) -> list[Row]:
    """Return `rows` without the root's own: some tools describe it in a layer, some do not."""
    return [row for row in rows if row.path != "/"]


def comparable(found: dict[str, Any], about_blobs: frozenset[str]) -> dict[str, Any]:
    """Return an audit without what tells of blobs and of the archive around them."""
    layers = [without_blobs(layer) for layer in found["layers"]]
    sums = without_blobs(found["sums"])
    sums["layers"] = [without_blobs(layer) for layer in sums["layers"]]
    left_out = about_blobs | ABOUT_NAMES
    others = [each for each in found["findings"] if each["id"] not in left_out]
    return {**found, "image": None, "layers": layers, "sums": sums, "findings": others}


def without_blobs(row: dict[str, Any]) -> dict[str, Any]:
    """Return an object without what tells of a blob."""
    return {name: value for name, value in row.items() if name not in STORED}


def findings(image: Path, *choose: str) -> set[str]:
    """Return the ids of an image's findings, but for those about the names that a tool gave it."""
    return {each["id"] for each in audit(image, *choose)["findings"]} - ABOUT_NAMES


def timeless(lines: bytes) -> list[dict[str, str]]:
    """Return a history's rows without ages and without the image's ID."""
    rows: list[dict[str, str]] = [json.loads(line) for line in lines.splitlines()]
    for row in rows:
        del row["CreatedSince"]
        row["ID"] = row["ID"].partition(":")[0]
    return rows


def kind_of(image: Path) -> str:
    """Say what kind of archive this is, by the files at its top."""
    if image.is_dir():
        assert (image / "oci-layout").exists()
        return OCI_DIRECTORY
    with tarfile.open(image) as archive:
        names = {"manifest.json", "index.json"} & set(archive.getnames())
    kinds = {
        frozenset({"manifest.json"}): ARCHIVE,
        frozenset({"index.json"}): OCI_ARCHIVE,
        frozenset({"manifest.json", "index.json"}): BOTH,
    }
    return kinds[frozenset(names)]


def layers_of(image: Path) -> str:
    """Say how layers are stored, by the first bytes of the largest file."""
    if image.is_dir():
        files = [path for path in image.rglob("*") if path.is_file()]
        head = max(files, key=lambda path: path.stat().st_size).read_bytes()[:2]
    else:
        with tarfile.open(image) as archive:
            member = archive.extractfile(max(archive.getmembers(), key=lambda each: each.size))
            head = member.read(2) if member else b""
    return MAGIC.get(head, "tar")

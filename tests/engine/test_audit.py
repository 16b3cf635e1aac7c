"""`audit --json`: sizes beside docker's, waste beside the kernel's, dive's figures beside dive."""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from inspector.findings import FINDINGS
from inspector.text import docker_size
from tests.analyses import dive_oracle
from tests.engine import kernel
from tests.engine.layerscope import audit, layerscope

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen
    from tests.engine.states import Hidden

pytestmark = pytest.mark.engine


def test_layer_sizes_add_up_to_dockers(specimen: Specimen, docker: Docker) -> None:
    found = audit(specimen.archive)["layers"]
    assert sum(layer["size"] for layer in found) == docker.size(specimen.tag)


def test_the_sums_are_those_of_docker_images_and_docker_history(
    specimen: Specimen, docker: Docker
) -> None:
    sums = audit(specimen.archive)["sums"]
    assert sums["size"] == docker.size(specimen.tag)
    shown = docker("images", "--format={{.Size}}", specimen.tag).decode().strip()
    assert docker_size(sums["size"]) == shown
    rows = docker("history", "--human=false", "--format={{.Size}}", specimen.tag).split()
    by_layer = [layer["size"] for layer in sums["layers"] if layer["size"]]
    assert [int(row) for row in reversed(rows) if int(row)] == by_layer


def test_the_sums_are_those_of_the_extracted_files(specimen: Specimen, tmp_path: Path) -> None:
    """By ``ls -l``: every regular file's size, an inode counted once."""
    sums = audit(specimen.archive)["sums"]
    layerscope("extract", specimen.archive, "/", "--to", tmp_path)
    sizes: dict[int, int] = {}
    for folder, _, names in os.walk(os.fsencode(tmp_path)):
        for name in names:
            about = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - a path of bytes
            if stat.S_ISREG(about.st_mode):
                sizes[about.st_ino] = about.st_size
    assert sum(sizes.values()) == sums["visible_bytes"]


def test_the_sums_are_those_of_the_tars(specimen: Specimen) -> None:
    """Docker saves plain tars: ``ls -l`` of a layer, as ``tar`` takes it out of the archive."""
    sums = audit(specimen.archive)["sums"]
    for each in (*sums["layers"], sums):
        counted = each["stored_bytes"] + each["symlink_bytes"] + each["hole_bytes"]
        assert counted - each["replaced_bytes"] == each["size"]
    assert sums["stored_bytes"] == sums["live_bytes"] + sums["wasted_bytes"]
    with tarfile.open(specimen.archive) as archive:
        (manifest,) = json.load(archive.extractfile("manifest.json") or io.BytesIO())
        lengths = [archive.getmember(name).size for name in manifest["Layers"]]
    assert [layer["tar_bytes"] for layer in sums["layers"]] == lengths
    assert sums["tar_bytes"] == sums["compressed_bytes"] == sum(lengths)


def test_duplicates_are_the_files_of_one_content(specimen: Specimen) -> None:
    found = audit(specimen.archive, "--duplicates")
    inodes: dict[frozenset[str], tuple[str, int]] = {}
    for row in specimen.states.rows(specimen.last):
        if row.type == "file" and row.size and row.sha256 is not None:
            inodes[row.names or frozenset({row.path})] = (row.sha256, row.size)
    contents = Counter(inodes.values())
    expected = {(sha256, size, count) for (sha256, size), count in contents.items() if count > 1}
    rows = found["duplicates"]
    assert {(row["sha256"], row["bytes"], row["count"]) for row in rows} == expected
    for row in rows:
        names = [each for each, what in inodes.items() if what == (row["sha256"], row["bytes"])]
        assert len(row["paths"]) == len(
            {each for each in names for path in row["paths"] if path in each}
        )
    assert found["duplicate_bytes"] == sum(size * (count - 1) for _, size, count in expected)


def test_bytes_are_live_or_wasted_as_the_kernel_shows(specimen: Specimen) -> None:
    found = audit(specimen.archive)
    wasted = sum(each.payload.size for each in specimen.states.hidden)
    stored = specimen.states.stored_bytes
    assert wasted > 0, "this recipe wastes nothing"
    assert found["stored_bytes"] == stored
    assert found["wasted_bytes"] == wasted
    assert found["live_bytes"] == stored - wasted
    assert found["efficiency"] == pytest.approx((stored - wasted) / stored, rel=1e-9)


def test_each_layer_stored_what_is_hidden_at_the_end(specimen: Specimen) -> None:
    expected = [0] * (specimen.last + 1)
    for each in specimen.states.hidden:
        expected[each.payload.layer] += each.payload.size
    found = audit(specimen.archive)["layers"]
    assert [layer["wasted_bytes"] for layer in found] == expected


def test_each_wasted_payload_has_its_row(specimen: Specimen) -> None:
    found = audit(specimen.archive)["waste"]
    missing = list(specimen.states.hidden)
    for row in found:
        fitting = [each for each in missing if fits(row, each)]
        assert fitting, f"not hidden, or not so: {row}"
        missing.remove(fitting[0])
    assert not missing


def fits(row: dict[str, Any], hidden: Hidden) -> bool:
    """Whether a row of `waste` tells of `hidden`."""
    return (
        row["path"] in hidden.payload.names
        and row["bytes"] == hidden.payload.size
        and row["written_by"] == hidden.payload.layer
        and row["hidden_by"] == hidden.hidden_by
        and row["cause"] in hidden.causes
    )


def test_layers_that_every_engine_reads_alike_raise_no_doubts(specimen: Specimen) -> None:
    about_format = {kind.id for kind in FINDINGS if not kind.why}
    found = {each["id"] for each in audit(specimen.archive)["findings"]}
    assert found & about_format == set()


def test_the_largest_waste_comes_first(specimen: Specimen) -> None:
    sizes = [row["bytes"] for row in audit(specimen.archive)["waste"]]
    assert sizes == sorted(sizes, reverse=True)


def test_dive_prints_the_figures_of_the_dive_block(specimen: Specimen) -> None:
    said = dive_oracle.ask(specimen.archive)
    found = audit(specimen.archive)["dive"]
    assert found["efficiency"] == pytest.approx(said.efficiency, rel=1e-9)
    assert found["wasted_bytes"] == said.wasted_bytes
    files = [(as_dive(each["path"]), each["count"], each["bytes"]) for each in found["files"]]
    assert sorted(files) == sorted(said.files)
    user_bytes = sum(said.layer_sizes[1:])
    assert found["user_wasted_percent"] == pytest.approx(said.wasted_bytes / user_bytes, rel=1e-9)


def as_dive(path: str) -> str:
    """Return `path` as Go writes it to JSON: bytes that are no UTF-8 are lost."""
    return kernel.encoded(path).decode("utf-8", "replace")

"""``dive-json`` beside the real dive: the same fields with the same values."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inspector.analyses.audit import AuditOptions, audit
from inspector.exports.audit.dive_json import render
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.rules.report import Report
from inspector.tree import Tree
from tests.analyses.dive_oracle import ask_json, layer_bytes
from tests.analyses.test_dive import random_layers
from tests.build_image import ImageSpec, build, docker_25, docker_legacy, file, save
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE

if TYPE_CHECKING:
    from inspector.rules.report import AnyReport

SAMPLES = Path(__file__).parents[3] / "sample_images"


def ours(path: Path) -> dict[str, Any]:
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image, tree = Image(archive, archive.images[0], DEFAULT_LIMITS), Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, image.limits)
    done = audit("i", image, tree, Contents(image), options=AuditOptions(dive_files=True))
    found: dict[str, Any] = json.loads(render([Report(done)]))
    return found


@pytest.mark.parametrize("name", ["hello", "whiteouts", "docker-save", "lecture"])
def test_the_samples(name: str, tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / f"{name}.tar", tmp_path))
    assert ours(path) == ask_json(path)


@pytest.mark.parametrize("seed", range(6))
def test_random_images(seed: int, tmp_path: Path) -> None:
    """Our entries keep no slash in front of a path, and no target of what is no link."""
    chance = random.Random(seed)  # noqa: S311 - the same images on every run
    layers = [layer_bytes(each) for each in random_layers(chance)]
    path = save(tmp_path / "image.tar", docker_legacy(build(ImageSpec(layers=layers))))
    found, said = ours(path), ask_json(path)
    for layer in said["layer"]:
        for each in layer["fileList"]:
            each["path"] = each["path"].lstrip("/")
            each["linkName"] = each["linkName"] if each["typeFlag"] in b"12" else ""
    assert found["layer"] == said["layer"]
    assert found["image"]["sizeBytes"] == said["image"]["sizeBytes"]
    files = [sorted(map(json.dumps, each["image"]["fileReference"])) for each in (found, said)]
    assert files[0] == files[1]


def test_modes_owners_and_rows_without_a_command(tmp_path: Path) -> None:
    members = [file("a", b"1", mode=0o6751, uid=7, gid=8), file("b", b"2", mode=0o1777)]
    spec = ImageSpec(layers=[members, [file("é<", b"3")]], history=["/bin/sh -c do < é"])
    path = save(tmp_path / "image.tar", docker_25(build(spec)))
    assert ours(path) == ask_json(path)


def test_several_images_are_an_array() -> None:
    several: list[AnyReport] = [FULL, UNREADABLE, EMPTY]
    assert len(json.loads(render(several))) == 2
    assert render([UNREADABLE]) == ""

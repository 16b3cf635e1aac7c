"""Squashed images, loaded by docker and podman: the kernel shows the tree that it showed before."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from tests.engine import kernel
from tests.engine.layerscope import audit, layerscope, tree
from tests.engine.rows import Row, differences, without_layers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

TAG = "squashed:1"


@pytest.fixture
def layers(specimen: Specimen, seed: int) -> range:
    """A random range of the layers of an image, of two at least."""
    chance = random.Random(seed)  # noqa: S311 - to have it again
    first, last = sorted(chance.sample(range(specimen.last + 1), 2))
    return range(first, last + 1)


def squashed(image: str | Path, layers: range, to: Path) -> Path:
    """Write the image with a range of its layers made one; nothing of that range is wasted."""
    told = f"{layers[0]}..{layers[-1]}"
    layerscope("squash", image, "--save", to, "--layers", told, "--tag", TAG)
    assert audit(to)["layers"][layers[0]]["wasted_bytes"] == 0
    return to


def below_root(rows: list[Row]) -> list[Row]:
    return without_layers([row for row in rows if row.path != "/"])


def times(layers: Sequence[Path]) -> dict[str, int]:
    """Return when each path was written, in nanoseconds, as an overlay mount shows it."""
    with kernel.mounted(layers) as mount:
        found = {str(path.relative_to(mount)): path for path in mount.rglob("*")}
        return {name: os.lstat(path).st_mtime_ns for name, path in found.items()}


def test_docker_shows_the_same_tree(
    specimen: Specimen, layers: range, docker: Docker, tmp_path: Path
) -> None:
    found = squashed(specimen.archive, layers, tmp_path / "out.tar")
    docker("load", f"--input={found}")
    before, after = docker.layer_directories(specimen.tag), docker.layer_directories(TAG)
    assert len(after) == len(before) - len(layers) + 1
    expected = below_root(kernel.state(before))
    assert not differences(expected, below_root(kernel.state(after)))
    assert not differences(expected, below_root(tree(found)))
    assert times(after) == times(before)
    rows = docker("history", "--quiet", "--no-trunc", TAG).split()
    assert len(rows) == 1 + len(docker("history", "--quiet", "--no-trunc", specimen.tag).split())
    docker("rmi", "--force", TAG)


def test_podman_shows_the_same_tree(
    specimen: Specimen, layers: range, workshop: Workshop, tmp_path: Path
) -> None:
    packed = tmp_path / "packed"
    workshop.skopeo(f"docker-archive:{specimen.archive}", f"oci:{packed}:1")
    found = squashed(packed, layers, tmp_path / "out.tar")
    assert found.stat().st_size < specimen.archive.stat().st_size
    workshop.podman_load(found)
    shown = kernel.state(workshop.podman_layers(f"docker.io/library/{TAG}"))
    assert not differences(below_root(tree(specimen.archive)), below_root(shown))

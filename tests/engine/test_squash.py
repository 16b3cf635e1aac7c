"""Squashed images, loaded by docker and podman: the kernel shows the tree that it showed before."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    ImageSpec,
    char,
    directory,
    fifo,
    file,
    format_named,
    hardlink,
    opaque,
    sparse,
    symlink,
    whiteout,
)
from tests.engine import kernel
from tests.engine.layerscope import audit, layerscope, tree
from tests.engine.rows import Row, differences, without_layers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Part
    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

TAG = "squashed:1"
# PAX times, and what each name of a file must say again.
EXACT = ((b"mtime", b"1700000000.123456789"),)
CAPABILITY = {"security.capability": bytes.fromhex("0100000200040000000000000000000000000000")}
LAYERS: list[list[Part]] = [
    [
        directory("app", mode=0o2750, gid=5, pax=EXACT),
        file("app/old", b"old"),
        file("app/kept", b"kept", pax=EXACT),
        directory("cache"),
        file("cache/a", b"a" * 50),
        directory("deep"),
        directory("deep/er", mode=0o711, uid=7),
        file("deep/er/gone", b"gone"),
        symlink("link", "app"),
    ],
    [
        directory("app", mode=0o2750, gid=5, pax=EXACT),
        whiteout("app/old"),
        file("app/new", b"new", mode=0o4755, uid=3, gid=4, xattrs=CAPABILITY, pax=EXACT),
        hardlink("app/name", "app/new", mode=0o4755, uid=3, gid=4, xattrs=CAPABILITY, pax=EXACT),
        directory("cache", mode=0o700),
        opaque("cache"),
        sparse(b"app/disk", 1 << 20, [(4096, b"x" * 10), (1 << 19, b"y")]),
        char("app/tty", 5, 1),
        fifo("app/fifo"),
        file("app/temporary", b"t" * 900),
        directory("deep"),
        directory("deep/er", mode=0o711, uid=7),
        whiteout("deep/er/gone"),
        directory("link"),
        file("link/real", b"r"),
    ],
    [
        directory("app", mode=0o2750, gid=5, pax=EXACT),
        whiteout("app/temporary"),
        file("app/kept", b"again", pax=EXACT),
        whiteout("cache"),
    ],
]


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


@pytest.mark.parametrize("ends", [(0, 1), (1, 2), (0, 2)], ids=str)
def test_what_builders_seldom_write_is_kept(
    docker: Docker, tmp_path: Path, ends: tuple[int, int]
) -> None:
    spec = ImageSpec(layers=LAYERS, tags=("seldom:1",))
    archive = format_named("docker-25").write(tmp_path / "image.tar", spec)
    found = squashed(archive, range(ends[0], ends[1] + 1), tmp_path / "out.tar")
    docker("load", f"--input={archive}")
    docker("load", f"--input={found}")
    before, after = docker.layer_directories("seldom:1"), docker.layer_directories(TAG)
    expected = below_root(kernel.state(before))
    assert not differences(expected, below_root(kernel.state(after)))
    assert times(after) == times(before)
    docker("rmi", "--force", TAG, "seldom:1")

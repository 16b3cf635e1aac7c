"""An imagined container's layer beside the kernel's, after the same random system calls."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from inspector.container.commit import save
from tests.build_image import ImageSpec, format_named
from tests.container.calls import Call, Seen, make, merged_view, random_calls, upper_layer
from tests.container.imagined import container_of
from tests.engine.system_calls import (
    LOWER,
    NOW,
    age,
    by_kernel,
    layer_of,
    overlay,
    seen_below,
)
from tests.engine.tools import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from inspector.container.filesystem import Filesystem

pytestmark = pytest.mark.engine

SEQUENCES = 50
CALLS = 25
# Each container's layer is committed and is the next one's image.
CONTAINERS = 3


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A directory that is not on an overlay itself."""
    run(["mount", "-t", "tmpfs", "tmpfs", tmp_path])
    yield tmp_path
    # Archives in it may still be open.
    run(["umount", "--lazy", tmp_path])


def test_layers_are_the_kernels(room: Path, seed: int) -> None:
    for number in range(seed, seed + SEQUENCES):
        work = room / str(number)
        work.mkdir()
        _compare(work, random.Random(number), f"seed {number}")  # noqa: S311 - to have it again


def _compare(work: Path, chance: random.Random, about: str) -> None:
    lower, archive = work / "lower", work / "image.tar"
    lower.mkdir()
    by_kernel(random_calls(chance, 60), lower)
    age(lower)
    format_named("oci-archive").write(archive, ImageSpec(layers=[layer_of(lower)]))
    lowers = [lower]
    for number in range(CONTAINERS):
        calls = random_calls(chance, CALLS)
        filesystem = container_of(archive, now=NOW)
        with overlay(work / str(number), lowers) as (upper, merged):
            results, view = by_kernel(calls, merged)
        assert _told(calls, make(calls, filesystem)) == _told(calls, results), about
        assert _comparable(merged_view(filesystem), number) == _comparable(view, number), about
        ours, kernels = upper_layer(filesystem), seen_below(upper)
        assert _layer(ours) == _layer(kernels), (about, calls)
        assert _opaque(ours) <= _opaque(kernels), about
        age(upper)
        lowers.append(upper)
        archive = _committed(filesystem, work / f"{number}.tar")


def _told(calls: list[Call], results: list[object]) -> list[str]:
    return [f"{call}: {result!r}" for call, result in zip(calls, results, strict=True)]


def _comparable(view: dict[str, Seen], containers: int) -> dict[str, Seen]:
    """Return a merged view without what is not to be seen in one.

    An image does not tell of an empty directory whether it was made anew, so links of directories
    that several layers have are left out.
    """
    return {
        path: replace(
            seen, is_opaque=False, nlink=0 if containers and _is_dir(seen) else seen.nlink
        )
        for path, seen in view.items()
    }


def _layer(found: dict[str, Seen]) -> dict[str, Seen]:
    """Return an upper directory without its root, and without the kernel's links of directories.

    The kernel marks directories as opaque that hide nothing; whether one is that should be is told
    by what shows through once it is committed.
    """
    return {
        path: replace(seen, is_opaque=False, nlink=0 if _is_dir(seen) else seen.nlink)
        for path, seen in found.items()
        if path != "/"
    }


def _opaque(found: dict[str, Seen]) -> set[str]:
    return {path for path, seen in found.items() if seen.is_opaque}


def _is_dir(seen: Seen) -> bool:
    return seen.type == "dir"


def _committed(filesystem: Filesystem, to: Path) -> Path:
    """Commit a layer in which everything has the same old time."""
    for row in filesystem.upper():
        if row.stat is not None:
            filesystem.utime(row.path, LOWER, follow=False)
    filesystem.utime("/", LOWER)
    save(filesystem.image, filesystem, to, None, "calls")
    return to

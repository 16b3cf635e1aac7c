"""`ls` of images built by docker, beside the kernel's mount of the same layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine import kernel, recipe
from tests.engine.layerscope import tree
from tests.engine.rows import Row, differences, without_layers
from tests.engine.specimens import built_by_docker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen

pytestmark = pytest.mark.engine

FAR_TIMES = """
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "mkdir", "/d"]
RUN ["/bin/busybox", "touch", "-d", "1960-02-03 04:05:06", "/old"]
RUN ["/bin/busybox", "touch", "-d", "1969-12-31 23:59:58", "/d"]
RUN ["/bin/busybox", "touch", "-d", "2300-01-01 00:00:00", "/new"]
"""


def below_root(rows: list[Row]) -> list[Row]:
    """Return `rows` without the root's own, which docker's layers do not describe."""
    return [row for row in rows if row.path != "/"]


def test_merged_tree_is_the_kernels(specimen: Specimen) -> None:
    expected = below_root(specimen.states.rows(specimen.last))
    assert not differences(expected, tree(specimen.archive))


def test_tree_is_the_one_that_was_built(specimen: Specimen) -> None:
    assert specimen.built is not None
    found = tree(specimen.archive)
    assert not differences(without_layers(below_root(specimen.built)), without_layers(found))


def test_tree_at_every_layer_is_the_kernels(specimen: Specimen) -> None:
    for layer in range(specimen.last + 1):
        expected = below_root(specimen.states.rows(layer))
        said = differences(expected, tree(specimen.archive, layer))
        assert not said, f"at layer {layer}\n{said}"


def test_a_path_gives_itself_and_all_below_it(specimen: Specimen) -> None:
    rows = specimen.states.rows(specimen.last)
    for top in ("/w", "/added", "/bin/busybox"):
        expected = [row for row in rows if row.path == top or row.path.startswith(f"{top}/")]
        found = tree(specimen.archive, None, top)
        assert [row.path for row in found] == [row.path for row in expected]


def test_rows_are_sorted_by_the_bytes_of_their_paths(specimen: Specimen) -> None:
    paths = [kernel.encoded(row.path) for row in tree(specimen.archive)]
    assert paths == sorted(paths)


def test_times_that_docker_saves_but_does_not_load(docker: Docker, home: Path) -> None:
    """The tar has what `touch` set; docker gives the epoch to files that it unpacks from it."""
    context = recipe.write_context(home / "far", seed=0)
    (context / "Dockerfile").write_text(FAR_TIMES)
    image = built_by_docker(docker, context, "far:1")
    found = {row.path: row.mtime for row in tree(image.archive)}
    expected = {"/old": -312_753_294, "/d": -2, "/new": 10_413_792_000}
    assert {path: found[path] for path in expected} == expected

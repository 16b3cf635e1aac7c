"""`cat` of an image's files, beside the bytes that the kernel reads."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

import pytest

from tests.engine import kernel
from tests.engine.layerscope import layerscope, refused

if TYPE_CHECKING:
    from tests.engine.rows import Row
    from tests.engine.specimens import Specimen

pytestmark = pytest.mark.engine

SAMPLE = 6


def sample(rows: list[Row], seed: int) -> list[Row]:
    """Return some files of `rows`, of different contents where there are any."""
    files = {row.sha256: row for row in rows if row.type == "file"}
    chosen = random.Random(seed)  # noqa: S311 - to be repeated
    return chosen.sample(sorted(files.values(), key=lambda row: row.path), min(SAMPLE, len(files)))


def test_contents_are_the_kernels_at_any_layer(specimen: Specimen, seed: int) -> None:
    for layer in (specimen.last // 2, specimen.last):
        for row in sample(specimen.states.rows(layer), seed):
            content = layerscope("cat", specimen.archive, row.path, "--layer", str(layer))
            assert hashlib.sha256(content).hexdigest() == row.sha256, (layer, row)


def test_links_are_followed_within_the_image(specimen: Specimen) -> None:
    with kernel.mounted(specimen.states.layers) as tree:
        expected = (tree / "bin" / "busybox").read_bytes()
    assert layerscope("cat", specimen.archive, "/bin/sh") == expected


@pytest.mark.parametrize("kind", ["dir", "fifo", "char", "block"])
def test_what_has_no_content_is_refused(specimen: Specimen, kind: str) -> None:
    rows = specimen.states.rows(specimen.last)
    for row in [row for row in rows if row.type == kind][:1]:
        assert refused("cat", specimen.archive, row.path) == 1, row

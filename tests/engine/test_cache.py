"""The layer cache: an answer from it is the answer without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.layerscope import layerscope, with_cache

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.makers import Tools
    from tests.engine.specimens import Specimen

pytestmark = pytest.mark.engine

QUESTIONS = (
    ("ls", "--json", "--digests"),
    ("ls", "--json", "--changes"),
    ("audit", "--json"),
    ("history", "-q", "--no-trunc"),
)


def test_answers_are_the_same_from_a_cold_and_a_warm_cache(
    specimen: Specimen, tmp_path: Path
) -> None:
    for verb, *words in QUESTIONS:
        expected = layerscope(verb, specimen.archive, *words)
        assert with_cache(tmp_path, verb, specimen.archive, *words) == expected
        assert with_cache(tmp_path, verb, specimen.archive, *words) == expected
    assert any(tmp_path.iterdir()), "nothing was kept"


def test_layers_learnt_uncompressed_are_known_compressed(
    specimen: Specimen, tools: Tools, tmp_path: Path
) -> None:
    other = tmp_path / "layout"
    tools.workshop.skopeo(f"docker-archive:{specimen.archive}", f"oci:{other}:same-layers")
    for image in (specimen.archive, other, specimen.archive):
        found = with_cache(tmp_path / "cache", "ls", image, "--json", "--digests")
        assert found == layerscope("ls", image, "--json", "--digests")

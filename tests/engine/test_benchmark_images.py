"""The images that speed is measured on are images to others, too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.images import LAYOUTS, build
from benchmarks.real_images import RealImage
from benchmarks.recorded import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("name", sorted(recorded()))
def test_skopeo_copies_it(name: str, layout: str, tmp_path: Path, workshop: Workshop) -> None:
    path = build(RealImage("small", name, layout).scaled(0.01), tmp_path)
    workshop.skopeo(f"docker-archive:{path}", f"dir:{tmp_path / 'copy'}")
    manifest = json.loads((tmp_path / "copy" / "manifest.json").read_bytes())
    assert len(manifest["layers"]) == len(recorded()[name].layers)


@pytest.mark.parametrize("codec", ["gzip", "zstd"])
def test_skopeo_copies_an_oci_archive(codec: str, tmp_path: Path, workshop: Workshop) -> None:
    image = RealImage("small", "debian-apache", "docker 25", codec).scaled(0.01)
    workshop.skopeo(f"oci-archive:{build(image, tmp_path)}", f"dir:{tmp_path / 'copy'}")

"""What an audit finds in an image of given layers, as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.audit import audit
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from tests.build_image import ImageSpec, format_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from inspector.analyses.base_image import BaseImage
    from inspector.findings import Finding
    from tests.build_image import Part

# A finding without its message: id, layer, path, bytes, hidden_by, level.
Row = tuple[str, "int | None", "str | None", "int | None", "int | None", str]

# What most images of these tests are, and none is about.
USUAL = frozenset({"runs-as-root", "no-healthcheck", "deleted-later", "mergeable-layers"})


def findings_of(
    folder: Path, spec: ImageSpec, base: BaseImage | None = None
) -> tuple[Finding, ...]:
    """Return all that an audit finds in an image."""
    archive = format_named("oci-archive").write(folder / "image.tar", spec)
    opened = open_archive(str(archive), DEFAULT_LIMITS)
    image = Image(opened, choose(opened, image=None, platform=None), DEFAULT_LIMITS)
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, image.limits)
    return audit("image", image, tree, Contents(image), base).findings


def rows_of(findings: Iterable[Finding], but: frozenset[str] = USUAL) -> list[Row]:
    return [
        (each.id, each.layer, each.path, each.bytes, each.hidden_by, str(each.level))
        for each in findings
        if each.id not in but
    ]


def rows(
    folder: Path, *layers: Sequence[Part], but: frozenset[str] = USUAL, codec: str = "none"
) -> list[Row]:
    """Return what is found in an image of these layers."""
    return rows_of(findings_of(folder, ImageSpec(layers=layers, codec=codec)), but)

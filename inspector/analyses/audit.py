"""The audit of one image: everything that reports and exit codes are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.dive import DiveFigures, dive_figures
from inspector.analyses.usage import LayerUsage, Usage, usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.base_image import BaseImage
    from inspector.findings import Finding
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image, Layer
    from inspector.tarstream import Entry
    from inspector.tree import Tree


class AuditedLayer(msgspec.Struct, frozen=True):
    """A layer with what it costs."""

    layer: Layer
    usage: LayerUsage


class Audit(msgspec.Struct, frozen=True):
    """The results for one image."""

    reference: str
    image: Image
    usage: Usage
    layers: tuple[AuditedLayer, ...]
    findings: tuple[Finding, ...]
    dive: DiveFigures
    base: BaseImage | None = None


def audit(
    reference: str, image: Image, tree: Tree, contents: Contents, base: BaseImage | None = None
) -> Audit:
    """Audit an image whose layers have been read and merged."""
    found = usage(tree, contents)
    return Audit(
        reference=reference,
        image=image,
        usage=found,
        layers=tuple(
            AuditedLayer(layer, each)
            for layer, each in zip(image.layers, found.layers, strict=True)
        ),
        findings=tuple(all_findings(image, tree)),
        dive=dive_of(image, tree),
        base=base,
    )


def dive_of(image: Image, tree: Tree) -> DiveFigures:
    """Return what dive prints for an image whose layers have been read and merged."""
    return dive_figures([_as_dive_reads(layer, tree) for layer in image.layers])


def _as_dive_reads(layer: Layer, tree: Tree) -> Sequence[Entry]:
    """Return a layer's entries: dive reads a symlink to another layer as an empty tar."""
    return [] if layer.source.is_symlink else tree.merged(layer.index, layer.entries)


def all_findings(image: Image, tree: Tree) -> list[Finding]:
    """Return the findings of the image, then those of its layers, base layer first."""
    found = list(image.findings)
    for layer, merged in zip(image.layers, tree.findings, strict=False):
        found += layer.scan.findings
        found += merged
    return found

"""The audit of one image: plain values that reports, rules and exit codes are made of.

An audit holds no archive, no entries and no tree: it is small, and goes from process to process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.dive import DiveFigures, dive_figures
from inspector.analyses.instruction import Instructions
from inspector.analyses.usage import LayerUsage, Usage, usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.folder_bytes import FolderBytes
    from inspector.analyses.path_matches import PathMatch
    from inspector.findings import Finding
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image, Layer
    from inspector.tarstream import Entry
    from inspector.tree import Tree


class AuditedLayer(msgspec.Struct, frozen=True):
    """A layer and what it costs; sizes are bytes.

    Attributes:
        compressed_size: Of the blob as stored.
        created_by: The command of its history row, as written there.
        instruction: What people call it: the instruction of a Dockerfile. Not printable yet.
        trouble: The state of a layer that was not read whole, None of all others.
        is_symlink: Whether the archive has a symlink to another layer for it.

    """

    index: int
    diff_id: str | None
    digest: str | None
    media_type: str | None
    compressed_size: int
    created_by: str
    instruction: str
    usage: LayerUsage
    trouble: str | None = None
    is_symlink: bool = False


class Audit(msgspec.Struct, frozen=True):
    """The results for one image.

    Attributes:
        names: Those that the archive gives it.
        matches: Paths that the globs name which someone asked for.
        folders: The visible bytes in each folder, None where no one asked for them.

    """

    reference: str
    id: str
    platform: str | None
    created: str | None
    names: tuple[str, ...]
    usage: Usage
    layers: tuple[AuditedLayer, ...]
    findings: tuple[Finding, ...]
    dive: DiveFigures
    base: BaseImage | None = None
    matches: tuple[PathMatch, ...] = ()
    folders: tuple[FolderBytes, ...] | None = None

    @property
    def counted_layers(self) -> tuple[AuditedLayer, ...]:
        """The layers that totals and rules are about."""
        return self.layers

    @property
    def size(self) -> int:
        """What ``docker images`` shows: the sum of what ``docker history`` does."""
        return sum(each.usage.size for each in self.counted_layers)


def audit(
    reference: str,
    image: Image,
    tree: Tree,
    contents: Contents,
    base: BaseImage | None = None,
    *,
    globs: Sequence[str] = (),
    with_folders: bool = False,
) -> Audit:
    """Audit an image whose layers have been read and merged.

    ``globs``: of the paths that are asked for; ``with_folders``: whether the folders are.
    """
    found = usage(tree, contents)
    instructions = Instructions(image.config)
    return Audit(
        reference=reference,
        id=image.id,
        platform=str(image.source.platform) or None,
        created=image.config.created,
        names=tuple(image.source.names),
        usage=found,
        layers=tuple(
            _audited(layer, each, instructions)
            for layer, each in zip(image.layers, found.layers, strict=True)
        ),
        findings=tuple(all_findings(image, tree)),
        dive=dive_of(image),
        base=base,
        matches=_matches(tree, globs),
        folders=_folders(tree) if with_folders else None,
    )


def _matches(tree: Tree, globs: Sequence[str]) -> tuple[PathMatch, ...]:
    if not globs:
        return ()
    from inspector.analyses.path_matches import path_matches

    return path_matches(tree, globs)


def _folders(tree: Tree) -> tuple[FolderBytes, ...]:
    from inspector.analyses.folder_bytes import folder_bytes

    return folder_bytes(tree)


def _audited(layer: Layer, found: LayerUsage, instructions: Instructions) -> AuditedLayer:
    return AuditedLayer(
        index=layer.index,
        diff_id=layer.diff_id,
        digest=layer.digest,
        media_type=layer.source.media_type,
        compressed_size=layer.compressed_size,
        created_by=layer.created_by,
        instruction=instructions.name(layer.history),
        usage=found,
        trouble=str(layer.state) if layer.error is not None else None,
        is_symlink=layer.source.is_symlink,
    )


def dive_of(image: Image) -> DiveFigures:
    """Return what dive prints for an image whose layers have been read."""
    return dive_figures([_as_dive_reads(layer) for layer in image.layers])


def _as_dive_reads(layer: Layer) -> list[Entry]:
    """Return a layer's entries: dive reads a symlink to another layer as an empty tar."""
    return [] if layer.source.is_symlink else layer.entries


def all_findings(image: Image, tree: Tree) -> list[Finding]:
    """Return the findings of the image, then those of its layers, base layer first."""
    found = list(image.findings)
    for layer, merged in zip(image.layers, tree.findings, strict=False):
        found += layer.scan.findings
        found += merged
    return found

"""Imagined containers for tests: of given layers, or of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.container.filesystem import Filesystem
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from tests.build_image import ImageSpec, format_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.limits import Limits
    from tests.build_image import Part

# What the clock says.
NOW = 2_000_000_000


def container_of(
    archive: Path, limits: Limits = DEFAULT_LIMITS, now: int = NOW, name: str | None = None
) -> Filesystem:
    """Return a container of an archive's image."""
    opened = open_archive(str(archive), limits)
    image = Image(opened, choose(opened, image=name, platform=None), limits)
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, limits)
    return Filesystem(image, tree, Contents(image), lambda: now)


def container(
    path: Path,
    *layers: Sequence[Part] | bytes,
    codec: str | Sequence[str] = "none",
    limits: Limits = DEFAULT_LIMITS,
    form: str = "oci-archive",
) -> Filesystem:
    """Write an image of these layers to a path, and return a container of it."""
    spec = ImageSpec(layers=layers, codec=codec)
    return container_of(format_named(form).write(path, spec), limits)


def shown(filesystem: Filesystem) -> list[str]:
    """Return what the writable layer holds, a line a path."""
    return [
        " ".join(
            [
                row.type,
                row.path,
                *(["opaque"] if row.is_opaque else []),
                *(["copied-up"] if row.is_copied_up else []),
            ]
        )
        for row in filesystem.upper()
    ]

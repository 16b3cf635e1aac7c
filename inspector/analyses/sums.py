"""How an image's sizes follow from each other, and which of them other programs print.

Source of docker's rules: moby ``pkg/directory`` (files by their size, an inode once, symlinks by
the length of their target). podman prints the lengths of the uncompressed tars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.usage import LayerUsage, Usage
    from inspector.reading.image import Layer


class Sizes(msgspec.Struct, frozen=True):
    """A layer's sizes in bytes, or those of all: ``stored + symlink + hole - replaced = size``.

    Attributes:
        compressed_bytes: Of the blob as the archive stores it.
        tar_bytes: Of the uncompressed tar; None where it was not read to its end.
        stored_bytes: Of the contents of files, as the tar has them.
        symlink_bytes: The lengths of the symlinks' targets, which docker counts.
        hole_bytes: What sparse files have beyond what is stored of them.
        replaced_bytes: Stored at paths that the same layer stores again or takes away.
        size: What ``docker history`` prints.

    """

    compressed_bytes: int
    tar_bytes: int | None
    stored_bytes: int
    symlink_bytes: int
    hole_bytes: int
    replaced_bytes: int
    size: int


class Sums(msgspec.Struct, frozen=True):
    """The whole image, whatever an audit leaves out: ``stored = live + wasted``.

    Attributes:
        layers: Each layer's sizes, base layer first.
        total: Their sums; its ``size`` is what ``docker images`` prints.
        live_bytes: Stored bytes that are visible at the end.
        wasted_bytes: Stored bytes that are hidden at the end.
        visible_bytes: What ``ls -l`` shows for all files once extracted, an inode counted once.

    """

    layers: tuple[Sizes, ...]
    total: Sizes
    live_bytes: int
    wasted_bytes: int
    visible_bytes: int

    @property
    def header_bytes(self) -> int | None:
        """What the tars hold besides contents: headers and padding."""
        tar = self.total.tar_bytes
        return None if tar is None else tar - self.total.stored_bytes


def sums(layers: Sequence[Layer], usage: Usage) -> Sums:
    """Add up an image whose layers have been read; ``usage`` is that of all of it."""
    rows = tuple(map(_of_layer, layers, usage.layers))
    holes = sum(each.live_hole_bytes for each in usage.layers)
    return Sums(
        layers=rows,
        total=_total(rows),
        live_bytes=usage.live_bytes,
        wasted_bytes=usage.wasted_bytes,
        visible_bytes=usage.live_bytes + holes,
    )


def _of_layer(layer: Layer, usage: LayerUsage) -> Sizes:
    counted = usage.stored_bytes + usage.symlink_bytes + usage.hole_bytes
    return Sizes(
        compressed_bytes=layer.compressed_size,
        tar_bytes=layer.scan.tar_bytes,
        stored_bytes=usage.stored_bytes,
        symlink_bytes=usage.symlink_bytes,
        hole_bytes=usage.hole_bytes,
        replaced_bytes=counted - usage.size,
        size=usage.size,
    )


def _total(rows: Sequence[Sizes]) -> Sizes:
    tars = [row.tar_bytes for row in rows if row.tar_bytes is not None]
    return Sizes(
        compressed_bytes=sum(row.compressed_bytes for row in rows),
        tar_bytes=sum(tars) if len(tars) == len(rows) else None,
        stored_bytes=sum(row.stored_bytes for row in rows),
        symlink_bytes=sum(row.symlink_bytes for row in rows),
        hole_bytes=sum(row.hole_bytes for row in rows),
        replaced_bytes=sum(row.replaced_bytes for row in rows),
        size=sum(row.size for row in rows),
    )

"""Archives in memory, opened as the command opens files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.bounds import hold
from inspector.formats import detect, no_image
from inspector.formats.choice import choose
from inspector.formats.digests import in_memory
from inspector.formats.store import open_store
from inspector.limits import Limits
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree

if TYPE_CHECKING:
    from typing import Self

    from inspector.formats import Archive

LIMITS = Limits(
    entries=400,
    json_bytes=1 << 16,
    layers=32,
    link_steps=2000,
    archive_members=200,
    packages=100,
    package_bytes=1 << 18,
    ratio_free_bytes=1 << 18,
    unpacked_bytes=1 << 20,
    hole_bytes=1 << 20,
    findings_per_kind=8,
    sparse_segments=64,
)


class Opened:
    """An image whose layers were read and merged."""

    def __init__(self, archive: Archive) -> None:
        if not archive.images:
            raise no_image(archive)
        source = choose(archive, image=None, platform=None)
        self.image = Image(archive, source, LIMITS)
        self.tree = Tree()
        for layer in self.image.read_layers():
            hold(len(layer.entries), LIMITS.entries, "entries")
            self.tree.apply(layer.entries, LIMITS)
        self.contents = Contents(self.image)

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Open an archive's bytes. Raises LayerscopeError."""
        return cls(open_bytes(data))


def open_bytes(data: bytes) -> Archive:
    """Read the indexes of an archive. Raises LayerscopeError."""
    return detect(open_store(in_memory(data), LIMITS, None, (), size=len(data)), LIMITS)

"""Where the bytes of an image are, as values."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Cause(StrEnum):
    """Why a payload is wasted."""

    OVERWRITTEN = "overwritten"
    REMOVED = "removed"
    METADATA = "metadata"  # stored again with the same content


class Waste(msgspec.Struct, frozen=True, gc=False):
    """One stored payload that no one can see at the end; ``bytes`` as stored.

    ``first_written_by``: the layer below that first stored this content at the path, where
    ``written_by`` and those between only stored it again.
    """

    path: str
    bytes: int
    written_by: int
    hidden_by: int
    cause: Cause
    first_written_by: int | None = None

    @property
    def origin(self) -> int:
        """The layer that the content comes from."""
        return self.written_by if self.first_written_by is None else self.first_written_by


class LayerUsage(msgspec.Struct, frozen=True):
    """One layer: ``size`` is docker history's SIZE, the rest counts paths and bytes.

    What makes ``size`` differ from ``stored_bytes``: the targets of symlinks, the holes of sparse
    files (or what a damaged layer lacks), and ``replaced_bytes``. ``live_hole_bytes`` are the holes
    of files that are visible at the end.
    """

    index: int
    size: int
    stored_bytes: int
    wasted_bytes: int
    added: int
    modified: int
    removed: int
    metadata: int
    symlink_bytes: int = 0
    hole_bytes: int = 0
    live_hole_bytes: int = 0


class Usage(msgspec.Struct, frozen=True):
    """The whole image; ``waste`` is sorted, largest first, and lies at ``wasted_files`` paths."""

    stored_bytes: int
    wasted_bytes: int
    layers: tuple[LayerUsage, ...]
    waste: tuple[Waste, ...]
    wasted_files: int

    @property
    def live_bytes(self) -> int:
        """Stored bytes that are visible at the end."""
        return self.stored_bytes - self.wasted_bytes

    @property
    def efficiency(self) -> float:
        """Live over stored bytes, 1.0 where nothing is stored."""
        return self.live_bytes / self.stored_bytes if self.stored_bytes else 1.0

"""Makes an image of a container: the writable layer as one more layer, and a row of history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.container.filesystem import Filesystem
    from inspector.reading.image import Image
    from inspector.spec import DiffID, Digest


class Committed(msgspec.Struct, frozen=True):
    """What was written: the image's ID, and the new layer's diff_id, entries and bytes."""

    id: Digest
    diff_id: DiffID
    entries: int
    stored_bytes: int


def save(
    image: Image, filesystem: Filesystem, to: Path, tag: str | None, command: str
) -> Committed:
    """Write the image with the writable layer on top as docker save does (docker ≥ 25).

    ``command`` is the new history row's ``created_by``. Raises LayerscopeError, OSError.
    """
    raise NotImplementedError

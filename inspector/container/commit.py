"""Makes an image of a container: the writable layer as one more layer, and a row of history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.container.layer_tar import layer_tar
from inspector.errors import FileError, LayerscopeError
from inspector.spec import DiffID, Digest  # noqa: TC001  msgspec reads the annotations
from inspector.writing.archive import NewLayer, check_target, write_image

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from inspector.container.filesystem import Filesystem
    from inspector.io.progress import Progress
    from inspector.reading.image import Image


class Committed(msgspec.Struct, frozen=True):
    """What was written. ``tar_bytes`` is the new layer's length, ``stored_bytes`` its SIZE."""

    id: Digest
    diff_id: DiffID
    tar_bytes: int
    stored_bytes: int


def save(
    image: Image,
    filesystem: Filesystem,
    to: Path,
    tag: str | None,
    command: str,
    *,
    progress: Progress | None = None,
) -> Committed:
    """Write the image with the writable layer on top as docker save does (docker ≥ 25).

    ``command`` is the new history row's ``created_by``. The bytes depend on nothing but the image,
    the layer and the clock. Raises LayerscopeError: UsageError for a tag that is no name, others
    where the image is not whole; OSError where the file cannot be written. ``progress`` is told of
    all bytes that are read or written, and ends it by raising.
    """
    check_target(image, to, tag)
    root, created = filesystem.root_row(), filesystem.clock()
    rows = ([] if root is None else [root]) + filesystem.upper()
    for error in filesystem.tree.errors.values():
        raise error  # what is hidden and what is not is known in part
    layers = len(image.layers)

    def extended(config: dict[str, Any], diff_id: DiffID) -> dict[str, Any]:
        return _extended(config, diff_id, command, created, layers)

    parts = _unwrapped(layer_tar(rows, filesystem.contents, created))
    written = write_image(
        image, NewLayer(layers, layers, parts), extended, to, tag=tag, progress=progress
    )
    return Committed(written.id, written.diff_id, written.tar_bytes, filesystem.stored_bytes)


def _unwrapped(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Raise what is wrong with the image, where the file system says EIO for it."""
    try:
        yield from parts
    except FileError as error:
        if isinstance(error.__cause__, LayerscopeError):
            raise error.__cause__ from error
        raise


def _extended(
    config: dict[str, Any], diff_id: DiffID, command: str, created: int, layers: int
) -> dict[str, Any]:
    """Return a configuration with one more layer and its row.

    Layers without a row get an empty one: else the new row would be theirs.
    """
    time = datetime.fromtimestamp(created, UTC).isoformat().replace("+00:00", "Z")
    history = list(config.get("history") or [])
    owning = sum(not row.get("empty_layer") for row in history)
    history += [{"created": time, "created_by": ""}] * (layers - owning)
    history.append({"created": time, "created_by": command})
    rootfs = {**(config.get("rootfs") or {"type": "layers"})}
    rootfs["diff_ids"] = [*(rootfs.get("diff_ids") or []), diff_id]
    return {**config, "created": time, "rootfs": rootfs, "history": history}

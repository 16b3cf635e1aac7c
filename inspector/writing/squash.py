"""Makes several layers of an image one that stores only what can be seen."""

from __future__ import annotations

import calendar
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.writing.archive import NewLayer, Written, check_target, codec_of, write_image
from inspector.writing.squashed_layer import squashed_layer

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.io.progress import Progress
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.spec import DiffID
    from inspector.tree import Tree


class Squashed(msgspec.Struct, frozen=True):
    """What was written. ``stored_bytes`` are the new layer's payload.

    ``copied_bytes``: those of them that a layer below still stores, where no path shows them any
    more.
    """

    written: Written
    stored_bytes: int
    copied_bytes: int


def squash(
    image: Image,
    tree: Tree,
    contents: Contents,
    layers: range,
    to: Path,
    *,
    tag: str | None = None,
    progress: Progress | None = None,
) -> Squashed:
    """Write the image with some layers, at least one, made one, as docker save does (docker ≥ 25).

    The same image gives the same bytes. Raises LayerscopeError: UsageError for a tag that is no
    name and for what is no file to write over, others where the image is not whole or has what no
    layer can hold; OSError where the file cannot be written. ``progress`` is told of all bytes that
    are read or written, and ends it by raising.
    """
    check_target(image, to, tag)
    for error in (*tree.errors.values(), *(error for _, error in image.errors)):
        raise error  # what is hidden and what is not is known in part
    first, last = layers[0], layers[-1]
    found = squashed_layer(tree, first, last)
    created = _created(image, last)
    new = NewLayer(
        first,
        last + 1,
        found.tar(image.layers, contents, _seconds(created)),
        codec_of(max((image.layers[each] for each in layers), key=lambda it: it.compressed_size)),
    )

    def configured(config: dict[str, Any], diff_id: DiffID) -> dict[str, Any]:
        return _configured(config, diff_id, layers, created)

    written = write_image(image, new, configured, to, tag=tag, progress=progress)
    return Squashed(written, found.stored_bytes, found.copied_bytes)


def row_of(layers: range) -> str:
    """Return what the history says of the new layer: a Dockerfile's comment."""
    first, last = layers[0], layers[-1]
    what = f"layer {first}" if first == last else f"layers {first} to {last} in one"
    return f"# {what} (layerscope squash)"


def _created(image: Image, layer: int) -> str | None:
    """Return when a layer was made, as the image says it: no clock changes what is written."""
    row = image.layers[layer].history
    return (row.created if row is not None else None) or image.config.created


def _seconds(created: str | None) -> int:
    """Return a time in seconds since 1970, 0 where it is none."""
    try:
        time = datetime.fromisoformat(created or "")
    except ValueError:
        return 0
    return max(0, calendar.timegm(time.utctimetuple()))


def _configured(
    config: dict[str, Any], diff_id: DiffID, layers: range, created: str | None
) -> dict[str, Any]:
    """Return a configuration with one layer for several."""
    first, last = layers[0], layers[-1]
    diff_ids = config["rootfs"]["diff_ids"]
    rootfs = {**config["rootfs"], "diff_ids": [*diff_ids[:first], diff_id, *diff_ids[last + 1 :]]}
    history = _history(config.get("history") or [], layers, created)
    return {**config, "rootfs": rootfs, "history": history}


def _history(
    rows: list[dict[str, Any]], layers: range, created: str | None
) -> list[dict[str, Any]]:
    """Return rows with the new layer's behind those that it stands for, which own none any more.

    Layers below without a row get an empty one: else the new row would be theirs.
    """
    time = {} if created is None else {"created": created}
    history = list(rows)
    owning = [at for at, row in enumerate(history) if not row.get("empty_layer")]
    squashed = owning[layers[0] : layers[-1] + 1]
    for at in squashed:
        history[at] = {**history[at], "empty_layer": True}
    history += [{**time, "created_by": ""}] * (layers[0] - len(owning))
    place = squashed[-1] + 1 if squashed else len(history)
    return [*history[:place], {**time, "created_by": row_of(layers)}, *history[place:]]

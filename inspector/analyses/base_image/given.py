"""A base image that the user gives: its first layers by number, or an image to compare with."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from inspector.analyses.base_image.model import GivenBase
from inspector.analyses.base_image.stated import layers_in_common, rows_in_common
from inspector.errors import LayerscopeError, UsageError
from inspector.language import Lazy, LazyPlural
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.basememory import BaseMemory
    from inspector.formats import Archive, ImageSource
    from inspector.reading.image import Image

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


def given_base(text: str, image: Image, open_archive: Callable[[str], Archive]) -> GivenBase:
    """Return what ``--base`` means for an image; a path that exists is one, whatever its name.

    Raises UsageError where the image has not so many layers, or none in common with the other;
    ``open_archive`` raises what it likes.
    """
    is_number = _NUMBER.fullmatch(text) is not None
    if is_number and not os.path.lexists(text):
        return first_layers(int(text), image)
    try:
        archive = open_archive(text)
    except LayerscopeError as error:
        error.message = Lazy("--base: {message}", message=error.message)
        if is_number:
            error.hint = Lazy("a path of this name exists, which takes precedence over the number")
        raise
    return layers_shared(text, image, archive)


def first_layers(number: int, image: Image) -> GivenBase:
    """Return the first layers by their number. Raises UsageError where there are not so many."""
    count = len(image.layers)
    if not 0 <= number <= count:
        has = LazyPlural("{count:,} layer", "{count:,} layers", count, count=count)
        raise UsageError(
            Lazy(
                "--base {number}: the image has {layers}; use 0 (no base image) to {count}",
                number=number,
                layers=has,
                count=count,
            )
        )
    return GivenBase(number)


def remembered_base(memory: BaseMemory, image: Image) -> GivenBase | None:
    """Return what the user has set for an image before, None where nothing that fits it."""
    layers = memory.get(image.id)
    return GivenBase(layers) if layers is not None and layers <= len(image.layers) else None


def layers_shared(text: str, image: Image, archive: Archive) -> GivenBase:
    """Return the layers that an image shares with the closest of an archive.

    Raises UsageError where it shares none.
    """
    mine = image.source
    best = max(archive.images, key=lambda each: layers_in_common(mine, each), default=None)
    layers = layers_in_common(mine, best) if best is not None else 0
    if best is None or not layers:
        reason = _nothing_shared(mine, archive)
        raise UsageError(Lazy("--base {text}: {reason}", text=printable(text), reason=reason))
    # A name may be a tag alone, which says nothing of the image.
    name = next((each for each in best.names if "/" in each or ":" in each), None)
    return GivenBase(layers, text, name, rows_in_common(mine, best))


def _nothing_shared(image: ImageSource, archive: Archive) -> str:
    base = [layer for each in archive.images for layer in each.layers]
    if not image.layers:
        return Lazy("the image has no layers")
    if all(layer.diff_id is None for layer in image.layers):
        return Lazy("the image has no diff_ids to compare layers by")
    if not base:
        return Lazy("it has no layers")
    if all(layer.diff_id is None for layer in base):
        return Lazy("it has no diff_ids to compare layers by")
    return Lazy("no layer in common with the image, so it is not built on this")

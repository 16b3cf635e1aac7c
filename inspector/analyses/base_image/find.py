"""Which layers of an image are its base image's: what the user says, what it states, a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image.guess import guessed_rows, rows_of_layers
from inspector.analyses.base_image.model import BaseImage, GivenBase, Source
from inspector.analyses.base_image.rows import seen_rows
from inspector.analyses.base_image.stated import stated_base

if TYPE_CHECKING:
    from inspector.reading.image import Image


def base_image(image: Image, given: GivenBase | None = None) -> BaseImage | None:
    """Return the base image, None where there is none or nothing tells of one.

    What the user has given wins, no layers included; then what the image states, then a guess.
    """
    rows = seen_rows(image.history)
    if given is not None:
        if not given.layers:
            return None
        end, signs = rows_of_layers(rows, given.layers, given.rows)
        return BaseImage(given.layers, end, Source.GIVEN, given.reference, given.name, signs)
    stated = stated_base(image.source, rows, image.archive.images)
    if stated is not None:
        return stated
    guessed = guessed_rows(rows)
    if guessed is None:
        return None
    end, signs = guessed
    return BaseImage(sum(row.has_layer for row in rows[:end]), end, Source.GUESS, signs=signs)

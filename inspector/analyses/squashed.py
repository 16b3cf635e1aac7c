"""What squashing layers of an image gives back: sizes before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from inspector.analyses.usage import Usage
    from inspector.reading.image import Image
    from inspector.spec import Digest
    from inspector.writing.squash import Squashed


class Change(msgspec.Struct, frozen=True):
    """A number before and after."""

    before: int
    after: int


class SquashReport(msgspec.Struct, frozen=True):
    """An image of which layers became one; all but ``first``, ``last`` and ``id`` are of all of it.

    ``blobs_bytes`` are those of the layers as the archives hold them, compressed or not; stored and
    wasted bytes are an audit's.
    """

    first: int
    last: int
    id: Digest
    layers: Change
    blobs_bytes: Change
    stored_bytes: Change
    wasted_bytes: Change

    @property
    def is_smaller(self) -> bool:
        """Whether anything was given back."""
        return self.blobs_bytes.after < self.blobs_bytes.before


def squash_report(image: Image, usage: Usage, layers: range, made: Squashed) -> SquashReport:
    """Compare an image with what was made of it; ``usage`` is that of all of the image."""
    stored = sum(usage.layers[each].stored_bytes for each in layers)
    wasted = sum(usage.layers[each].wasted_bytes for each in layers)
    count = len(image.layers)
    return SquashReport(
        layers[0],
        layers[-1],
        made.written.id,
        Change(count, count - len(layers) + 1),
        Change(sum(each.compressed_size for each in image.layers), made.written.blobs_bytes),
        Change(usage.stored_bytes, usage.stored_bytes - stored + made.stored_bytes),
        Change(usage.wasted_bytes, usage.wasted_bytes - wasted + made.copied_bytes),
    )

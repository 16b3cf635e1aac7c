"""Several images: what they take together, layers that they share counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from inspector.analyses.audit import Audit


class SharedLayers(msgspec.Struct, frozen=True):
    """Images and their layers; sizes are bytes.

    Attributes:
        size: The sum of the images' sizes; ``unique_size``: with each layer counted once.
        layers: Of all images; ``unique_layers``: each counted once.
        wasted_bytes: The sum over the images.

    """

    images: int
    layers: int
    unique_layers: int
    size: int
    unique_size: int
    wasted_bytes: int


def shared_layers(audits: Sequence[Audit]) -> SharedLayers:
    """Add up images. A layer is known by its diff_id; one without is shared with no other."""
    sizes: dict[Hashable, int] = {}
    for number, audit in enumerate(audits):
        for layer in audit.layers:
            sizes.setdefault(layer.diff_id or (number, layer.index), layer.usage.size)
    return SharedLayers(
        images=len(audits),
        layers=sum(len(audit.layers) for audit in audits),
        unique_layers=len(sizes),
        size=sum(audit.size for audit in audits),
        unique_size=sum(sizes.values()),
        wasted_bytes=sum(audit.usage.wasted_bytes for audit in audits),
    )

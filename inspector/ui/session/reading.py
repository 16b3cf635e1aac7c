"""How far the reading of an archive is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """How much came of an archive that must be copied first, and how far its layers are read.

    Attributes:
        reference: What the user gave, not printable yet.
        received: Bytes that were copied.
        layer: The layer that is being read, None where none is.
        share: That of all layers' bytes that were read.
        is_merging: Whether the layer was read, and is being laid over those below.

    """

    reference: str
    received: int = 0
    layer: int | None = None
    share: float = 0
    is_merging: bool = False

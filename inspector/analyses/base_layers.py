"""How many of an image's layers came with its base image: a guess, as no image says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.instruction import Instructions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.analyses.dockerfile import Boundary
    from inspector.spec import HistoryEntry

# How a base image itself begins: a whole root is added, by either builder.
_ROOT = re.compile(r"ADD \S+ (?:in )?/")


def base_layers(
    history: Iterable[tuple[HistoryEntry, int | None]], boundary: Boundary | None
) -> int:
    """Return how many of the lowest layers are the base image's.

    Those below the boundary; without one the lowest, where it adds a whole root.
    """
    rows = list(history)
    if boundary is not None:
        return sum(layer is not None for _, layer in rows[: boundary.row])
    first = next((entry for entry, layer in rows if layer == 0), None)
    told = Instructions().of(first.created_by or "") if first is not None else ""
    return int(_ROOT.fullmatch(told) is not None)

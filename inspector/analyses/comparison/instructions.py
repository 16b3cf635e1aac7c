"""Instructions as they tell layers and rows of two builds alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.instruction import Instructions

if TYPE_CHECKING:
    from inspector.reading.image import Image
    from inspector.spec import HistoryEntry

# What the classic builder writes in place of a source: the digest of its files.
_SOURCE = re.compile(r"\b(file|dir|multi):[0-9a-f]{64}")


class Kinds:
    """Tells of one image's rows what instruction they are: whatever the files were, or ARGs."""

    def __init__(self, image: Image) -> None:
        self._instructions = Instructions(image.config)

    def name(self, row: HistoryEntry | None) -> str:
        """Return the instruction; not printable yet."""
        return self._instructions.name(row)

    def of(self, row: HistoryEntry | None) -> str:
        """Return what two rows of the same instruction have in common."""
        return _SOURCE.sub(r"\1:", self.name(row))

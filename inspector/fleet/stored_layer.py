"""A layer that was read before: its entries and kept contents come from its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.errors import LimitError
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.scan import LayerScan, LayerState, missing, stop

if TYPE_CHECKING:
    from inspector.compression.points import SeekPoint
    from inspector.fleet.layer_file import LayerFile
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.window import PositionedReadable
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.spec import Digest


class StoredLayer(msgspec.Struct):
    """The ``LayerData`` of such a layer; ``file`` is None where there was nothing to read.

    ``is_own``: it was read from this very blob, so that what is claimed of the blob can be told.
    """

    source: LayerSource
    file: LayerFile | None
    is_own: bool

    window: None = None
    is_here: bool = True
    is_compressed: bool = False
    is_worth_keeping: bool = False

    def refusal(self) -> LayerScan | None:
        """Return the result for a blob that is absent or of a type that is not opened."""
        return ArchiveLayer(self.source).refusal() if self.file is None else None

    def scan(self, limits: Limits, progress: Progress | None, share: Share) -> LayerScan:
        """Return what was found when it was read. Raises ValueError where that is damaged."""
        del limits, progress
        if self.file is None:
            raise missing(self.source)
        least = self.file.facts.entries
        try:
            share.take(least)  # before they are made
            found = self.file.scan()
            share.take(found.weight - least)
        except LimitError as error:
            return stop(LayerScan(LayerState.READ), self.source, error)
        if not self.is_own:
            found.digest = found.compression = None
        return found

    def open(self, limits: Limits, start: SeekPoint) -> PositionedReadable:
        """Return what is kept of the bytes. Raises MissingBlobError where nothing is."""
        del limits, start
        if self.file is None:
            raise missing(self.source)
        return self.file

    def identity(self) -> str | None:
        """Return None: no cache is to know it."""
        return None

    def digest(self, progress: Progress | None) -> Digest:
        """Return the SHA-256 of what is stored. Raises OSError, CancelledError."""
        return ArchiveLayer(self.source).digest(progress)

    def fetch(self, progress: Progress | None) -> None:
        """Return None: there is no blob but what is kept of it."""
        del progress

"""From a layer whose manifest promises a table of contents to its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError
from inspector.reading.toc.listing import Lister
from inspector.reading.toc.place import claim_of
from inspector.reading.toc.rows import decode_rows
from inspector.reading.toc.table import TableReader

if TYPE_CHECKING:
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.spans import Spans
    from inspector.limits import Limits
    from inspector.reading.toc.listing import TocListing


class TocReader:
    """Reads tables of contents; ``spent`` is what it cost, in decompressed bytes of gzip.

    ``is_exact`` refuses names that JSON cannot hold: those that are no UTF-8.
    """

    def __init__(self, limits: Limits, progress: Progress, *, is_exact: bool = True) -> None:
        self._limits = limits
        self._progress = progress
        self._is_exact = is_exact
        self.spent = 0

    def read(self, source: LayerSource, blob: Spans) -> TocListing | None:
        """Return a layer's table of contents, None where the manifest promises none.

        Raises DamageError where it is not what the manifest promises, or nonsense; LayerscopeError
        where ``blob`` does, CancelledError.
        """
        claim = claim_of(source.annotations)
        if claim is None:
            return None
        reader = TableReader(blob, self._limits, self._progress)
        try:
            table = reader.read(claim)
        finally:
            self.spent += reader.spent
        rows, table = decode_rows(table.json, self._limits), table._replace(json=b"")
        rows.reverse()
        lister = Lister(self._limits, blob.size, is_exact=self._is_exact)
        while rows:  # what was a row is no longer held
            lister.add(rows.pop())
        listing = lister.finish(table, claim.digest)
        listing.spent = reader.spent
        return listing


def toc_of(
    source: LayerSource, blob: Spans, limits: Limits, progress: Progress
) -> TocListing | None:
    """Return a layer's table of contents where it has one that can be trusted and used.

    Where this is None the layer is read whole, which also tells what is wrong with its table.
    Raises CancelledError.
    """
    try:
        return TocReader(limits, progress).read(source, blob)
    except LayerscopeError:
        return None

"""From a layer whose manifest promises a table of contents to its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError
from inspector.reading.toc.listing import Lister
from inspector.reading.toc.place import claim_of
from inspector.reading.toc.rows import decode_rows
from inspector.reading.toc.table import fetch

if TYPE_CHECKING:
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.spans import Spans
    from inspector.limits import Limits
    from inspector.reading.toc.listing import Listing


def read_toc(
    source: LayerSource, blob: Spans, limits: Limits, progress: Progress, *, is_exact: bool = True
) -> Listing | None:
    """Return a layer's table of contents, None where the manifest promises none.

    ``is_exact`` refuses one with names that are not told: JSON cannot hold what is no UTF-8.
    Raises DamageError where it is not what the manifest promises, or nonsense; LayerscopeError
    where ``blob`` does, CancelledError.
    """
    claim = claim_of(source.annotations)
    if claim is None:
        return None
    table = fetch(claim, blob, limits, progress)
    lister = Lister(limits, blob.size, is_exact=is_exact)
    for row in decode_rows(table.json, limits):
        lister.add(row)
    return lister.finish(table, claim.digest)


def toc_of(source: LayerSource, blob: Spans, limits: Limits, progress: Progress) -> Listing | None:
    """Return a layer's table of contents where it has one that can be trusted and used.

    Where this is None the layer is read whole, which also tells what is wrong with its table.
    Raises CancelledError.
    """
    try:
        return read_toc(source, blob, limits, progress)
    except LayerscopeError:
        return None

"""Go's templates, as ``history --format`` takes them."""

from __future__ import annotations

from contextlib import suppress

from fuzz.history import as_docker
from inspector.analyses.history.rows import history_rows
from inspector.errors import LayerscopeError
from inspector.exports.docker.history import shows_sizes
from inspector.spec import HistoryEntry, ImageConfig
from inspector.text import decode

_ROWS = [HistoryEntry("2023-11-14T22:13:20Z", "RUN make # buildkit", "me", "a comment")]
_HISTORY = history_rows(ImageConfig(history=_ROWS), "sha256:" + 64 * "a", [1234])


def run(data: bytes) -> None:
    """Fill a template with one row."""
    template = decode(data)
    with suppress(LayerscopeError):
        shows_sizes(template, quiet=False)
        as_docker(_HISTORY, template)

"""Files with equal contents, as a section of the audit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.duplicates import Duplicate, Duplicates

_MOST_PATHS = 5


def duplicate_lines(found: Duplicates, most: int) -> Iterator[str]:
    """Yield the first ``most`` contents, each with its paths below it."""
    rows = found.rows
    if not rows:
        yield "Duplicates: none"
    else:
        shown = f"{most} of {len(rows):,}" if len(rows) > most else f"{len(rows):,}"
        yield f"Duplicates ({shown}; one copy of each would save {human_size(found.bytes)})"
    for row in rows[:most]:
        yield from _row(row)
    if found.unread:
        yield f"  not compared, as they could not be read: {found.unread:,}"


def _row(row: Duplicate) -> Iterator[str]:
    copies = f"{row.count:,} files of {human_size(row.bytes)}"
    yield f"{human_size(row.saved_bytes):>9}  {copies}  sha256:{row.sha256[:12]}"
    for path in row.paths[:_MOST_PATHS]:
        yield f"{'':>11}{printable(path)}"
    if row.count > _MOST_PATHS:
        yield f"{'':>11}and {row.count - _MOST_PATHS:,} more"

"""Files with equal contents, as a section of the audit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.words import first_of
from inspector.language import _
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.duplicates import Duplicate, Duplicates

_MOST_PATHS = 5


def duplicate_lines(found: Duplicates, most: int) -> Iterator[str]:
    """Yield the first ``most`` contents, each with its paths below it."""
    rows = found.rows
    if not rows:
        yield _("Duplicates: none")
    else:
        yield _("Duplicates ({count}; one copy of each would save {size})").format(
            count=first_of(most, len(rows)), size=human_size(found.bytes)
        )
    for row in rows[:most]:
        yield from _row(row)
    if found.unread:
        unread = f"{found.unread:,}"
        yield "  " + _("not compared, as they could not be read: {count}").format(count=unread)


def _row(row: Duplicate) -> Iterator[str]:
    copies = _("{files} of {size}").format(
        files=counted(row.count, "file"), size=human_size(row.bytes)
    )
    yield f"{human_size(row.saved_bytes):>9}  {copies}  sha256:{row.sha256[:12]}"
    for path in row.paths[:_MOST_PATHS]:
        yield f"{'':>11}{printable(path)}"
    if row.count > _MOST_PATHS:
        more = _("and {count} more").format(count=f"{row.count - _MOST_PATHS:,}")
        yield f"{'':>11}{more}"

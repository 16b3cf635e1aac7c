"""Two images beside each other, for people: the verdict first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.comparison.tables import tables
from inspector.exports.comparison.words import (
    bytes_told,
    comparison_verdict,
    layers_told,
    sizes_told,
)
from inspector.exports.layout.cells import display_width, ellipsis, padded, padded_left
from inspector.exports.layout.words import explained
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.image_line import image_line
from inspector.language import _
from inspector.text import printable, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.audit import Audit
    from inspector.exports.comparison.tables import Table, TableColumn
    from inspector.rules.compared import Compared

_MOST = 40


def render(found: Compared) -> str:
    """Return the report; everything from the images is made printable."""
    return without_commands("".join(f"{line}\n" for line in _lines(found)))


def _lines(found: Compared) -> Iterator[str]:
    yield explained(_("Old"), _image(found.old))
    yield explained(_("New"), _image(found.new))
    yield explained(_("Verdict"), comparison_verdict(found.comparison))
    yield explained(_("Bytes"), bytes_told(found.comparison))
    yield explained(_("Size"), sizes_told(found))
    if layers := layers_told(found.comparison):
        yield explained(_("Layers"), layers)
    for table in tables(found, _MOST):
        yield ""
        yield from _table(table)
    for text in found.texts:
        yield ""
        yield from printable_text("".join(text.lines)).splitlines()


def _image(audit: Audit) -> str:
    return image_line(audit.names, audit.id, audit.platform or "")


def _table(table: Table) -> Iterator[str]:
    yield explained(table.title, table.counted(_MOST))
    rows = [
        [_(column.title) for column in table.columns],
        *(list(map(_cut, row, table.columns)) for row in table.rows),
    ]
    widths = [max(map(display_width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = map(_cell, row, widths, table.columns)
        yield f"  {'  '.join(cells)}".rstrip()


def _cut(text: str, column: TableColumn) -> str:
    return ellipsis(printable(text), column.widest)


def _cell(text: str, width: int, column: TableColumn) -> str:
    return padded_left(text, width) if column.is_right else padded(text, width)

"""The summary of a fleet for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.fleet.sections import sections, titles, totals
from inspector.exports.layout.cells import display_width, padded, padded_left
from inspector.exports.log_commands import without_commands
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.exports.fleet.sections import Section
    from inspector.fleet.summary import Summary


def render_text(found: Summary) -> str:
    """Return the text; what comes from images is made printable."""
    lines = [*totals(found)]
    for section in sections(found):
        lines += ["", section.title, *_table(section)]
    return without_commands("\n".join(map(printable, lines)) + "\n")


def _table(section: Section) -> Iterator[str]:
    """Yield aligned columns; the last is as wide as it is."""
    heads = titles(section)
    rows = [tuple(title for title, _ in heads), *section.rows]
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    pads = [padded_left if is_right else padded for _, is_right in heads]
    for row in rows:
        cells = zip(pads, row, widths, strict=True)
        yield "  " + "  ".join(pad(cell, width) for pad, cell, width in cells).rstrip()

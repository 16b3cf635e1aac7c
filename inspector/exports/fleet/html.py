"""The summary of a fleet as one HTML page of plain tables, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.fleet.sections import sections, titles, totals
from inspector.exports.html_page import end, head, table
from inspector.exports.html_text import escaped
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.fleet.summary import Summary


def render_html(found: Summary) -> str:
    """Return the page; nothing is loaded from elsewhere."""
    return "\n".join(_page(found)) + "\n"


def _page(found: Summary) -> Iterator[str]:
    yield from head(_("Fleet"))
    yield f"<h1>{escaped(_('Fleet'))}</h1>"
    for told in totals(found):
        yield f"<p>{escaped(told)}</p>"
    for section in sections(found):
        columns = [
            (title, "right" if is_right else "foreign") for title, is_right in titles(section)
        ]
        yield from table(section.title, columns, section.rows)
    yield end()

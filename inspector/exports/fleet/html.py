"""The summary of a fleet as one HTML page of plain tables, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector import __version__
from inspector.exports.fleet.sections import sections, titles, totals
from inspector.exports.html_page import head
from inspector.exports.html_text import escaped
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.exports.fleet.sections import Section
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
        yield from _table(section)
    footer = _("Made by Layerscope {version}. Nothing is loaded from elsewhere.")
    yield f"<footer>{escaped(footer.format(version=__version__))}</footer>\n</body>\n</html>"


def _table(section: Section) -> Iterator[str]:
    heads = titles(section)
    kinds = [' class="right"' if is_right else ' class="foreign"' for _, is_right in heads]
    yield f"<details open><summary>{escaped(section.title)}</summary><table><thead><tr>"
    for (title, _is_right), kind in zip(heads, kinds, strict=True):
        yield f'<th scope="col"{kind}>{escaped(title)}</th>'
    yield "</tr></thead><tbody>"
    for row in section.rows:
        cells = zip(row, kinds, strict=True)
        yield f"<tr>{''.join(f'<td{kind}>{escaped(cell)}</td>' for cell, kind in cells)}</tr>"
    yield "</tbody></table></details>"

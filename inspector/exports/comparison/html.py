"""Two images beside each other as one HTML page of plain tables, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector import __version__
from inspector.exports.comparison.tables import tables
from inspector.exports.comparison.words import bytes_told, layers_told, sizes_told, verdict
from inspector.exports.html_page import head
from inspector.exports.html_text import escaped
from inspector.exports.words import explained, first_of
from inspector.formats.choice import labels
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.audit import Audit
    from inspector.exports.comparison.tables import Table
    from inspector.rules.compared import Compared

_MOST = 2_000


def render(found: Compared) -> str:
    """Return the page; nothing is loaded from elsewhere."""
    return "\n".join(_page(found)) + "\n"


def _page(found: Compared) -> Iterator[str]:
    names = f"{_name(found.old)} → {_name(found.new)}"
    yield from head(names)
    yield f"<h1>{escaped(names)}</h1>"
    for told in (
        verdict(found.comparison),
        bytes_told(found.comparison),
        sizes_told(found),
        layers_told(found.comparison),
    ):
        yield f"<p>{escaped(told)}</p>"
    for label, audit in ((_("Old"), found.old), (_("New"), found.new)):
        told = explained(label, f"{audit.id} {audit.platform or ''}")
        yield f"<p>{escaped(told)}</p>"
    for table in tables(found, _MOST):
        yield from _table(table)
    for text in found.texts:
        lines = "\n".join(escaped(line) for line in "".join(text.lines).splitlines())
        yield f"<details open><summary>{escaped(text.path)}</summary><pre>{lines}</pre></details>"
    footer = _("Made by Layerscope {version}. Nothing is loaded from elsewhere.")
    yield f"<footer>{escaped(footer.format(version=__version__))}</footer>\n</body>\n</html>"


def _name(audit: Audit) -> str:
    return ", ".join(labels(audit.names)) or audit.reference


def _table(table: Table) -> Iterator[str]:
    title = escaped(f"{table.title} ({first_of(_MOST, table.total)})")
    kinds = [_kind(right=column.is_right, foreign=column.is_foreign) for column in table.columns]
    yield f"<details open><summary>{title}</summary><table><thead><tr>"
    for column, kind in zip(table.columns, kinds, strict=True):
        yield f'<th scope="col"{kind}>{escaped(_(column.title))}</th>'
    yield "</tr></thead><tbody>"
    for row in table.rows:
        cells = zip(row, kinds, strict=True)
        yield f"<tr>{''.join(f'<td{kind}>{escaped(cell)}</td>' for cell, kind in cells)}</tr>"
    yield "</tbody></table></details>"


def _kind(*, right: bool, foreign: bool) -> str:
    return ' class="right"' if right else ' class="foreign"' if foreign else ""

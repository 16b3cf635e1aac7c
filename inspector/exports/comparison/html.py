"""Two images beside each other as one HTML page of plain tables, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.comparison.tables import tables
from inspector.exports.comparison.words import (
    bytes_told,
    comparison_verdict,
    layers_told,
    sizes_told,
)
from inspector.exports.html_page import end, head, table
from inspector.exports.html_text import escaped
from inspector.exports.layout.words import explained
from inspector.formats.choice import labels
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.audit import Audit
    from inspector.exports.comparison.tables import Table, TableColumn
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
        comparison_verdict(found.comparison),
        bytes_told(found.comparison),
        sizes_told(found),
        layers_told(found.comparison),
    ):
        yield f"<p>{escaped(told)}</p>"
    for label, audit in ((_("Old"), found.old), (_("New"), found.new)):
        told = explained(label, f"{audit.id} {audit.platform or ''}")
        yield f"<p>{escaped(told)}</p>"
    for each in tables(found, _MOST):
        yield from _table(each)
    for text in found.texts:
        lines = "\n".join(escaped(line) for line in "".join(text.lines).splitlines())
        yield f"<details open><summary>{escaped(text.path)}</summary><pre>{lines}</pre></details>"
    yield end()


def _name(audit: Audit) -> str:
    return ", ".join(labels(audit.names)) or audit.reference


def _table(given: Table) -> Iterator[str]:
    title = f"{given.title} ({given.counted(_MOST)})"
    columns = [(_(each.title), _kind(each)) for each in given.columns]
    return table(title, columns, given.rows)


def _kind(column: TableColumn) -> str:
    return "right" if column.is_right else "foreign" if column.is_foreign else ""

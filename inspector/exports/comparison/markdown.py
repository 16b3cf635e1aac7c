"""Two images beside each other, as a comment on a pull request: the verdict first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.exports.comparison.tables import tables
from inspector.exports.comparison.words import (
    bytes_told,
    comparison_verdict,
    layers_told,
    sizes_told,
)
from inspector.exports.log_commands import without_commands
from inspector.exports.markdown import Page, code
from inspector.exports.sentences.problems import rules_verdict as verdict_of_rules
from inspector.formats.choice import labels
from inspector.language import _
from inspector.text import printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.audit import Audit
    from inspector.exports.comparison.tables import TableColumn
    from inspector.rules.compared import Compared, TextDifference

_MOST = 100
_LONGEST = 200


def render(found: Compared) -> str:
    """Return one page that fits into a comment; everything from the images is inert."""
    page = Page()
    page.add(*_head(found))
    for table in tables(found, _MOST):
        head = [_(column.title) for column in table.columns]
        rows = (list(map(_cell, row, table.columns)) for row in table.rows)
        page.table(f"{table.title} ({table.counted(table.total)})", head, rows, table.total)
    for text in found.texts:
        page.add(*_text(text))
    return str(page)


def _head(found: Compared) -> Iterator[str]:
    yield f"### Layerscope: {comparison_verdict(found.comparison)}"
    yield ""
    yield _("{old} compared with {new}").format(old=_image(found.new), new=_image(found.old))
    yield ""
    yield f"- {bytes_told(found.comparison)}"
    yield f"- {sizes_told(found)}"
    if layers := layers_told(found.comparison):
        yield f"- {layers}"
    if found.report.rules:
        yield "- " + _("rules: {verdict}").format(verdict=verdict_of_rules(found.report))


def _image(audit: Audit) -> str:
    names = ", ".join(labels(audit.names)) or audit.reference
    return f"{code(names)} ({code(audit.id[:19])})"


def _cell(text: str, column: TableColumn) -> str:
    return code(text, _LONGEST) if column.is_foreign else text


def _text(text: TextDifference) -> Iterator[str]:
    """Yield a block of code whose fence nothing in it closes."""
    shown = without_commands(printable_text("".join(text.lines))).rstrip("\n")
    fence = "`" * (max((len(each) for each in re.findall("`+", shown)), default=2) + 1)
    fence = max(fence, "```", key=len)
    yield from ("", f"<details><summary>{code(text.path)}</summary>", "")
    yield f"{fence}diff\n{shown}\n{fence}"
    yield from ("", "</details>")

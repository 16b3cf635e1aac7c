"""``docker history`` to the byte.

Source: docker/cli 28.2.2, cli/command/image/formatter_history.go and cli/command/formatter.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from inspector.exports.docker.rows import ShownRow, Style, shown_row
from inspector.exports.docker.tabwriter import align
from inspector.exports.layout.cells import display_width
from inspector.text import printable

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from inspector.analyses.history.rows import History

TABLE = "table"
HEADINGS = {
    "ID": "IMAGE",
    "CreatedSince": "CREATED",
    "CreatedAt": "CREATED AT",
    "CreatedBy": "CREATED BY",
    "Size": "SIZE",
    "Comment": "COMMENT",
}
_BAD_BYTES = "[\udc80-\udcff]+"


def render_history(
    history: History,
    *,
    trunc: bool,
    human: bool,
    quiet: bool,
    template: str | None,
    now: datetime,
    zone: tzinfo | None,
    visible: bool,
    ambiguous_wide: bool = False,
) -> str:
    """Return what docker's client prints for a history, newest row first.

    ``template`` is the value of ``--format`` or None; ``zone`` that of CREATED AT, None for the
    local one; ``visible`` makes control and bidi characters of the image visible;
    ``ambiguous_wide`` is ``cells.is_ambiguous_wide`` of the environment. Bytes that are no UTF-8
    are lone surrogates (``text.encode``).

    Raises UsageError with docker's message for a template that docker refuses.
    """
    style = Style(trunc, human, visible, now, zone)
    rows = [shown_row(row, style) for row in reversed(history.rows)]
    form = template or TABLE
    if form == TABLE and quiet:
        return "".join(f"{row.values['ID']}\n" for row in rows)
    if form == TABLE:
        text = _table(rows, human=human)
    else:
        # Large, and of use to templates alone.
        from inspector.exports.docker.template import filled

        text = filled(form, rows, HEADINGS)
    if form.startswith(TABLE):
        text = align(text, partial(display_width, ambiguous_wide=ambiguous_wide))
    return re.sub(_BAD_BYTES, lambda match: printable(match[0]), text) if visible else text


def shows_sizes(template: str | None, *, quiet: bool) -> bool:
    """Whether the sizes of layers are printed; of a template that cannot be told, they may be."""
    form = template or TABLE
    if form == TABLE:
        return not quiet
    from inspector.exports.docker.template import reads

    return reads(form, "Size")


def _table(rows: list[ShownRow], *, human: bool) -> str:
    columns = ("ID", "CreatedSince" if human else "CreatedAt", "CreatedBy", "Size", "Comment")
    lines = [HEADINGS, *(row.values for row in rows)]
    return "".join("\t".join(line[name] for name in columns) + "\n" for line in lines)

"""A list whose cursor follows what the user does in another one."""

from __future__ import annotations

from inspector.ui.widgets.rows import Rows


def follow_to(rows: Rows, row: int) -> None:
    """Put the cursor where the user's move elsewhere leads, and tell no one.

    The user may have moved on meanwhile: what is told would lead back.
    """
    with rows.prevent(Rows.Moved):
        rows.move_to(row)

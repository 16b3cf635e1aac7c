"""Text fitted into terminal cells: the one door through which a list's text reaches the screen.

Widths are cells, not characters: wide characters take two, combining marks none. What does not fit
ends with ``…``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.segment import Segment

from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style

ELLIPSIS = "…"

# A name may be megabytes long, and a run of combining marks takes no cell at all: so many
# characters for each cell are looked at, and what lies beyond counts as not fitting.
_CHARACTERS_PER_CELL = 8


def fit(
    pieces: Iterable[tuple[str, Style]], width: int, blank: Style, *, right: bool = False
) -> list[Segment]:
    """Return segments of exactly ``width`` cells showing the pieces' text made printable."""
    shown, used, whole = _measured(pieces, width)
    if not whole or used > width:
        shown, used = _shortened(shown, width)
    if used < width:
        padding = Segment(" " * (width - used), blank)
        return [padding, *shown] if right else [*shown, padding]
    return shown


def _measured(pieces: Iterable[tuple[str, Style]], width: int) -> tuple[list[Segment], int, bool]:
    """Return printable segments, their cells, and whether they are all of the text."""
    budget = (width + 1) * _CHARACTERS_PER_CELL
    shown: list[Segment] = []
    used = 0
    for text, style in pieces:
        safe = printable(text[:budget])
        shown.append(Segment(safe, style))
        used += cell_len(safe)
        if len(text) > budget:
            return shown, used, False
        budget -= len(text)
    return shown, used, True


def _shortened(segments: list[Segment], width: int) -> tuple[list[Segment], int]:
    """Cut to ``width`` cells, the last of them the ellipsis; a wide character is never halved."""
    if width < 1:
        return [], 0
    room = width - len(ELLIPSIS)
    kept: list[Segment] = []
    used = 0
    style = segments[0].style if segments else None
    for text, style, _ in segments:
        head = _head(text, room - used)
        kept.append(Segment(head, style))
        used += cell_len(head)
        if head != text:
            break
    kept.append(Segment(ELLIPSIS, style))
    return kept, used + len(ELLIPSIS)


def _head(text: str, width: int) -> str:
    """Return the longest beginning of ``text`` that takes at most ``width`` cells."""
    if cell_len(text) <= width:
        return text
    return chop_cells(text, width)[0] if width > 0 else ""

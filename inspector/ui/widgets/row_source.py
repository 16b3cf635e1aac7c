"""What a list shows: a source that makes one row at a time, when that row is drawn.

A source keeps whatever it likes, an array of ids is enough: 500,000 rows need no object each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from textual.content import Content

if TYPE_CHECKING:
    from .columns import Column

Cell: TypeAlias = str | Content | Callable[[int], str | Content]
"""Text, styled text, or a function from the column's width in cells to either (bars).

Text may hold anything that an image holds: the list makes it printable, and a ``str`` is never
markup. Styles of a ``Content`` name a component class of the list: ``(name, ".rows--removed")``.
``Content`` itself drops BEL and CR: a name goes into it through ``printable`` to be shown whole.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a cell for each of the source's columns.

    Attributes:
        cells: As many as the source has columns.
        tone: A component class of the list that styles the whole line, such as ``rows--removed``.
        line: In place of the cells: one text over the whole width.

    """

    cells: Sequence[Cell]
    tone: str = ""
    line: Cell | None = None


class RowSource(Protocol):
    """Rows in an order. ``len`` and ``row`` are asked while drawing: neither may search or sort."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, the same for every row."""
        ...

    @property
    def empty(self) -> str:
        """The sentence shown where there are no rows; a newline begins a new line.

        As the titles of the columns, it may be English that ``N_`` marks: the list translates it.
        """
        ...

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def row(self, index: int) -> Row:
        """Return the row at ``index``, which is below ``len``."""
        ...


@dataclass(frozen=True, slots=True)
class NoRows:
    """A source that only speaks: ``NoRows("reading layer 3…")``."""

    empty: str = ""
    columns: Sequence[Column] = ()

    def __len__(self) -> int:
        return 0

    def row(self, index: int) -> Row:
        """Raise ``IndexError``: there is none."""
        raise IndexError(index)

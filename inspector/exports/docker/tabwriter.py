"""Columns as Go's text/tabwriter aligns them, with the settings of docker's tables.

A cell is text that ends with a tab; what follows the last tab of a line belongs to no column. A
column is a run of consecutive lines that have such a cell: a line without one starts it anew.
Source: documentation of text/tabwriter; docker's formatter.go (minwidth 10, padding 3, spaces).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

MIN_WIDTH = 10
PADDING = 3
# Text between two bytes 0xff is one piece: no tab or line break in it counts. No UTF-8 has them.
_ESCAPE = "\udcff"
_PIECE = re.compile(f"([\t\v\n\f])|{_ESCAPE}[^{_ESCAPE}]*{_ESCAPE}?|[^\t\v\n\f{_ESCAPE}]+")


class _TextColumn(msgspec.Struct):
    """A run of cells below each other; its width is known when the last has been seen."""

    width: int = MIN_WIDTH


class _TabCell(msgspec.Struct, frozen=True):
    text: str
    width: int
    column: _TextColumn


def align(text: str, measure: Callable[[str], int]) -> str:
    """Return text with its columns aligned; ``measure`` gives the cells that a piece takes."""
    lines: list[tuple[list[_TabCell], str]] = []
    columns: list[_TextColumn] = []
    for pieces, breaks in _lines(text, measure):
        cells, (rest, _) = pieces[:-1], pieces[-1]
        del columns[len(cells) :]
        columns += [_TextColumn() for _ in range(len(cells) - len(columns))]
        row = [_TabCell(*cell, column) for cell, column in zip(cells, columns, strict=True)]
        for cell in row:
            cell.column.width = max(cell.column.width, cell.width + PADDING)
        lines.append((row, rest))
        if breaks:
            columns.clear()
    return "\n".join(
        "".join(cell.text + " " * (cell.column.width - cell.width) for cell in row) + rest
        for row, rest in lines
    )


def _lines(text: str, measure: Callable[[str], int]) -> list[tuple[list[tuple[str, int]], bool]]:
    """Return each line's pieces with their widths, and whether a form feed ends all columns."""
    lines: list[tuple[list[tuple[str, int]], bool]] = []
    pieces: list[tuple[str, int]] = []
    cell, width = "", 0
    for match in _PIECE.finditer(text):
        mark, piece = match[1], match[0]
        if not mark:
            cell += piece
            width += measure(piece) - (2 if piece.startswith(_ESCAPE) else 0)
            continue
        pieces.append((cell, width))
        cell, width = "", 0
        if mark in "\n\f":
            lines.append((pieces, mark == "\f"))
            pieces = []
    if cell or not pieces:
        pieces.append((cell, width))
    lines.append((pieces, False))
    return lines

"""The rows of ``docker history``: the value of each column.

Source: docker/cli 28.2.2, cli/command/image/formatter_history.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.exports.layout.cells import ellipsis
from inspector.exports.layout.times import ago, format_time
from inspector.language import English
from inspector.text import docker_size, printable, repaired

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from inspector.analyses.history.rows import HistoryRow

_COMMAND_WIDTH = 45  # cells of CREATED BY
_ID_LENGTH = 12


class Style(msgspec.Struct, frozen=True):
    """How the values of a row are written."""

    trunc: bool
    human: bool
    visible: bool
    now: datetime
    zone: tzinfo | None


class ShownRow(msgspec.Struct, frozen=True):
    """A row as it is written: its columns by docker's names, and what the engine answers for it.

    ``answer``: comment, seconds since 1970, command, ID and size.
    """

    values: dict[str, str]
    style: Style
    answer: tuple[str | int, ...]


def shown_row(row: HistoryRow, style: Style) -> ShownRow:
    """Return what docker's client writes in each column."""
    shown: Callable[[str], str] = printable if style.visible else repaired
    comment, command, image_id = shown(row.comment), row.created_by, shown(row.image_id)
    seconds, size = row.created or 0, row.size or 0
    created_at = format_time(seconds, style.zone)
    values = {
        "ID": _short_id(image_id) if style.trunc else image_id,
        "CreatedAt": created_at,
        "CreatedSince": _since(seconds, style) if style.human else created_at,
        "CreatedBy": _command(command, shown, trunc=style.trunc),
        "Size": docker_size(size) if style.human else str(size),
        "Comment": comment,
    }
    return ShownRow(values, style, (comment, seconds, shown(command), image_id, size))


def _since(seconds: int, style: Style) -> str:
    with English():  # docker's words, to the byte
        return ago(seconds, style.now)


def _short_id(image_id: str) -> str:
    return image_id.partition(":")[2][:_ID_LENGTH] if ":" in image_id else image_id[:_ID_LENGTH]


def _command(command: str, shown: Callable[[str], str], *, trunc: bool) -> str:
    command = shown(command.replace("\t", " "))
    return ellipsis(command, _COMMAND_WIDTH) if trunc else command

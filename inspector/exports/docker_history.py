"""``docker history`` to the byte.

Source: docker/cli 28.2.2, cli/command/image/formatter_history.go and cli/command/formatter;
docker/go-units.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from inspector.exports.cells import display_width, ellipsis
from inspector.exports.durations import human_duration
from inspector.exports.tabwriter import align
from inspector.text import docker_size, printable, repaired

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from inspector.analyses.history import History, HistoryRow

TABLE = "table"
HEADINGS = {
    "ID": "IMAGE",
    "CreatedSince": "CREATED",
    "CreatedAt": "CREATED AT",
    "CreatedBy": "CREATED BY",
    "Size": "SIZE",
    "Comment": "COMMENT",
}
_COMMAND_WIDTH = 45  # cells of CREATED BY
_ID_LENGTH = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_2000 = 946_684_800  # up to then docker takes a date for none
_BAD_BYTES = "[\udc80-\udcff]+"


class Style(msgspec.Struct, frozen=True):
    """How the values of a row are written."""

    trunc: bool
    human: bool
    visible: bool
    now: datetime
    zone: tzinfo | None


class Shown(msgspec.Struct, frozen=True):
    """A row as it is written: its columns by docker's names, and what the engine answers for it.

    ``answer``: comment, seconds since 1970, command, ID and size.
    """

    values: dict[str, str]
    style: Style
    answer: tuple[str | int, ...]


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
    rows = [_shown(row, style) for row in reversed(history.rows)]
    form = template or TABLE
    if form == TABLE and quiet:
        return "".join(f"{row.values['ID']}\n" for row in rows)
    if form == TABLE:
        text = _table(rows, human=human)
    else:
        # Large, and of use to templates alone.
        from inspector.exports.docker_template import filled

        text = filled(form, rows, HEADINGS)
    if form.startswith(TABLE):
        text = align(text, partial(display_width, ambiguous_wide=ambiguous_wide))
    return re.sub(_BAD_BYTES, lambda match: printable(match[0]), text) if visible else text


def _table(rows: list[Shown], *, human: bool) -> str:
    columns = ("ID", "CreatedSince" if human else "CreatedAt", "CreatedBy", "Size", "Comment")
    lines = [HEADINGS, *(row.values for row in rows)]
    return "".join("\t".join(line[name] for name in columns) + "\n" for line in lines)


# --- the values of a row


def _shown(row: HistoryRow, style: Style) -> Shown:
    shown: Callable[[str], str] = printable if style.visible else repaired
    comment, command, image_id = shown(row.comment), row.created_by, shown(row.image_id)
    seconds = row.created or 0
    size = row.size or 0
    created_at = format_time(seconds, style.zone)
    values = {
        "ID": _short_id(image_id) if style.trunc else image_id,
        "CreatedAt": created_at,
        "CreatedSince": _age(seconds, style.now) if style.human else created_at,
        "CreatedBy": _command(command, shown, trunc=style.trunc),
        "Size": docker_size(size) if style.human else str(size),
        "Comment": comment,
    }
    return Shown(values, style, (comment, seconds, shown(command), image_id, size))


def _short_id(image_id: str) -> str:
    return image_id.partition(":")[2][:_ID_LENGTH] if ":" in image_id else image_id[:_ID_LENGTH]


def _command(command: str, shown: Callable[[str], str], *, trunc: bool) -> str:
    command = shown(command.replace("\t", " "))
    return ellipsis(command, _COMMAND_WIDTH) if trunc else command


def _age(seconds: int, now: datetime) -> str:
    if seconds <= _YEAR_2000:
        return "N/A"
    return human_duration(now - _EPOCH - timedelta(seconds=seconds)) + " ago"


_CYCLE = 146_097 * 86_400  # seconds of 400 years, after which the calendar repeats
_FIRST, _LAST = -62_135_510_400, 253_402_128_000  # what Python's years 1 to 9999 hold in any zone


def format_time(seconds: int, zone: tzinfo | None) -> str:
    """Return RFC 3339 in a zone (None: the local one), as Go writes it for any year."""
    offset = _offset(seconds, zone)
    local = seconds + offset
    cycles = 0
    if not _FIRST <= local <= _LAST:
        cycles = (local - _FIRST) // _CYCLE
        local -= cycles * _CYCLE
    moment = _EPOCH + timedelta(seconds=local)
    year = moment.year + 400 * cycles
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{moment:%m-%dT%H:%M:%S}{_zone_name(offset)}"


def _offset(seconds: int, zone: tzinfo | None) -> int:
    if zone is None:
        return time.localtime(seconds).tm_gmtoff
    moment = _EPOCH + timedelta(seconds=min(max(seconds, _FIRST), _LAST))
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)


def _zone_name(offset: int) -> str:
    if offset == 0:
        return "Z"
    minutes = abs(offset) // 60
    return f"{'-' if offset <= -60 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"

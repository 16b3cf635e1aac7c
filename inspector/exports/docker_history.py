"""``docker history`` to the byte.

Source: docker/cli 28.2.2, cli/command/image/formatter_history.go and cli/command/formatter;
docker/go-units.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from inspector.errors import UsageError
from inspector.exports import gotemplate
from inspector.exports.cells import display_width, ellipsis
from inspector.exports.durations import human_duration
from inspector.exports.gotext import repaired
from inspector.exports.tabwriter import align
from inspector.text import decode, docker_size, printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from inspector.analyses.history import History, HistoryRow

TABLE = "table"
JSON = "json"
_QUIET_TEMPLATE = "{{.ID}}"
_JSON_TEMPLATE = "{{json .}}"
_COLUMNS = r"table {{{{.ID}}}}\t{{{{.{}}}}}\t{{{{.CreatedBy}}}}\t{{{{.Size}}}}\t{{{{.Comment}}}}"
_HEADER = {
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
_ROW_TYPE = "*image.historyContext"
_BAD_BYTES = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class _Style:
    """How the values of a row are written."""

    trunc: bool
    human: bool
    visible: bool
    now: datetime
    zone: tzinfo | None


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
    style = _Style(trunc, human, visible, now, zone)
    form = _format(template or TABLE, human=human, quiet=quiet)
    is_table = form.startswith(TABLE)
    body = form.removeprefix(TABLE) if is_table else _JSON_TEMPLATE if form == JSON else form
    body = _expand(body.strip(" "))
    library = {**gotemplate.GO_FUNCTIONS, **gotemplate.DOCKER_FUNCTIONS}
    parsed = gotemplate.parse(body, library)
    out = bytearray()
    for row in reversed(history.rows):
        gotemplate.execute(parsed, library, _record(row, style), out)
        out += b"\n"
    if is_table:
        text = decode(_header(parsed) + b"\n" + out)
        result = align(text, partial(display_width, ambiguous_wide=ambiguous_wide))
    else:
        result = decode(bytes(out))
    return _BAD_BYTES.sub(lambda match: printable(match[0]), result) if visible else result


def _format(template: str, *, human: bool, quiet: bool) -> str:
    if template != TABLE:
        return template
    if quiet:
        return _QUIET_TEMPLATE
    return _COLUMNS.format("CreatedSince" if human else "CreatedAt")


def _expand(template: str) -> str:
    return template.replace(r"\t", "\t").replace(r"\n", "\n")


def _header(parsed: gotemplate.Parsed) -> bytes:
    """Return the same template filled with the names of the columns, up to its first error."""
    out = bytearray()
    names: gotemplate.Value = {key.encode(): name.encode() for key, name in _HEADER.items()}
    library = {**gotemplate.GO_FUNCTIONS, **gotemplate.DOCKER_HEADER_FUNCTIONS}
    with suppress(UsageError):
        gotemplate.execute(parsed, library, names, out)
    return bytes(out)


# --- the values of a row


def _record(row: HistoryRow, style: _Style) -> gotemplate.Record:
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
    return gotemplate.Record(
        type_name=_ROW_TYPE,
        fields={name: value.encode() for name, value in values.items()},
        hidden=frozenset({"trunc", "human", "h"}),
        whole=_whole((comment, seconds, shown(command), image_id, size), style),
    )


def _whole(answer: tuple[str | int, ...], style: _Style) -> gotemplate.Struct:
    """Return what ``{{.}}`` prints: docker's own structures, of which the last member is Tags."""
    members = [each.encode() if isinstance(each, str) else each for each in answer]
    header = gotemplate.Struct((None,))
    return gotemplate.Struct((header, style.trunc, style.human, gotemplate.Struct((*members, ()))))


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

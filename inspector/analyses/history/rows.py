"""The history of an image as docker tells it: which row owns which layer.

Source: moby daemon/images/image_history.go: rows are walked oldest first, and each row that is not
empty takes the next layer. All of it is the image's claim: some builders attach a layer to another
row than the one that made it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.spec import HistoryEntry, ImageConfig

MISSING = "<missing>"  # docker's ID of a row whose image is not in the engine


class HistoryRow(msgspec.Struct, frozen=True):
    """One step of the build."""

    image_id: str  # "sha256:…" for the newest row, MISSING for all others
    created: int | None  # seconds since 1970 in UTC, rounded down; None: not given
    created_by: str
    comment: str
    size: int | None  # bytes as docker counts them; None: the layer has not been read yet
    layer: int | None  # index of the layer that the row owns
    empty: bool


class History(msgspec.Struct, frozen=True):
    """All rows, oldest first, and what does not fit together."""

    rows: tuple[HistoryRow, ...]
    surplus_layers: tuple[int, ...]  # no row owns them: docker never shows them
    excess_rows: int  # not empty, and no layer left to own: docker refuses such an image
    bad_dates: tuple[int, ...]  # rows whose date is none: docker refuses them, too


def history_rows(config: ImageConfig, image_id: str, layer_sizes: Sequence[int | None]) -> History:
    """Pair the rows of a configuration with the layers, of which there are as many as sizes.

    A date that Go does not parse counts as not given, and is listed in ``bad_dates``.
    """
    entries = config.history or []
    rows: list[HistoryRow] = []
    bad_dates: list[int] = []
    next_layer = 0
    for index, entry in enumerate(entries):
        created = parse_time(entry.created)
        if created is None and entry.created is not None:
            bad_dates.append(index)
        empty = bool(entry.empty_layer)
        layer = None if empty or next_layer >= len(layer_sizes) else next_layer
        next_layer += not empty
        newest = index == len(entries) - 1
        size = 0 if layer is None else layer_sizes[layer]
        rows.append(_row(entry, image_id if newest else MISSING, created, size, layer))
    return History(
        rows=tuple(rows),
        surplus_layers=tuple(range(next_layer, len(layer_sizes))),
        excess_rows=max(0, next_layer - len(layer_sizes)),
        bad_dates=tuple(bad_dates),
    )


def _row(
    entry: HistoryEntry, image_id: str, created: int | None, size: int | None, layer: int | None
) -> HistoryRow:
    return HistoryRow(
        image_id=image_id,
        created=created,
        created_by=entry.created_by or "",
        comment=entry.comment or "",
        size=size,
        layer=layer,
        empty=bool(entry.empty_layer),
    )


# RFC 3339 as Go's time.Parse takes it: the hour may have one digit, the fraction any number and a
# comma, the offset up to 24:60. Lower-case letters are RFC 3339's own, Go refuses them.
_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r":(?P<second>[0-9]{2})(?:[.,][0-9]+)?"
    r"(?:[Zz]|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CYCLE = timedelta(days=146_097)  # 400 years, after which the calendar repeats


def parse_time(text: str | None) -> int | None:
    """Return an RFC 3339 time as seconds since 1970 in UTC, rounded down; None where it is none."""
    match = _TIME.fullmatch(text) if text is not None else None
    if match is None:
        return None
    hour, minute, second = (int(match[part]) for part in ("hour", "minute", "second"))
    day = _day(match["date"])
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    offset = _offset(match)
    return None if offset is None else day + hour * 3600 + minute * 60 + second - offset


def _offset(match: re.Match[str]) -> int | None:
    """Return by how many seconds the clock is ahead of UTC."""
    if match["sign"] is None:
        return 0
    hours, minutes = int(match["hours"]), int(match["minutes"])
    if hours > 24 or minutes > 60:
        return None
    offset = hours * 3600 + minutes * 60
    return -offset if match["sign"] == "-" else offset


def _day(date: str) -> int | None:
    """Return where a day begins; Python has no year 0, Go has."""
    shift = date.startswith("0000")
    try:
        begin = datetime.fromisoformat("0400" + date[4:] if shift else date)
    except ValueError:
        return None
    since = begin.replace(tzinfo=UTC) - _EPOCH
    return (since - _CYCLE if shift else since) // timedelta(seconds=1)

"""How long ago something was, in docker's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inspector.analyses.history import parse_time
from inspector.exports.durations import human_duration

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Docker's client takes dates up to here for a missing one.
_YEAR_2000 = 946_684_800


def ago(created: int | None, now: datetime) -> str:
    """Return ``2 weeks ago`` for seconds since 1970, ``N/A`` where no one knows."""
    if created is None or created <= _YEAR_2000:
        return "N/A"
    return human_duration(now - _EPOCH - timedelta(seconds=created)) + " ago"


def seconds_of(created: str | None) -> int | None:
    """Return a date's seconds since 1970, None where there is none or it is no date."""
    return None if created is None else parse_time(created)

"""Times as docker's client writes them. Source: docker/go-units, duration.go; Go's RFC 3339."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from inspector.language import N_, _, ngettext

if TYPE_CHECKING:
    from datetime import tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_2000 = 946_684_800  # up to then docker takes a date for a missing one

_AGES = {
    "Less than a second": N_("Less than a second ago"),
    "About a minute": N_("About a minute ago"),
    "About an hour": N_("About an hour ago"),
}
_LONG_UNITS = (
    (48, 1, "hours"),
    (14 * 24, 24, "days"),
    (60 * 24, 7 * 24, "weeks"),
    (730 * 24, 30 * 24, "months"),
)


def human_duration(passed: timedelta) -> str:
    """Return go-units' HumanDuration."""
    seconds, minutes = passed // timedelta(seconds=1), passed // timedelta(minutes=1)
    if seconds < 1:
        return "Less than a second"
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    hours = (passed + timedelta(minutes=30)) // timedelta(hours=1)  # rounded, but not for years
    if hours == 1:
        return "About an hour"
    for limit, unit, name in _LONG_UNITS:
        if hours < limit:
            return f"{hours // unit} {name}"
    return f"{passed // timedelta(days=365)} years"


def ago(created: int | None, now: datetime) -> str:
    """Return ``2 weeks ago`` for seconds since 1970, ``N/A`` where docker knows no date."""
    if created is None or created <= _YEAR_2000:
        return "N/A"
    return _ago(human_duration(now - _EPOCH - timedelta(seconds=created)))


def _ago(duration: str) -> str:
    """Return docker's words for a time that passed in the language of the process."""
    if duration in _AGES:
        return _(_AGES[duration])
    number, unit = duration.split()
    count = int(number)
    told = {
        "second": ngettext("{count} second ago", "{count} seconds ago", count),
        "minute": ngettext("{count} minute ago", "{count} minutes ago", count),
        "hour": ngettext("{count} hour ago", "{count} hours ago", count),
        "day": ngettext("{count} day ago", "{count} days ago", count),
        "week": ngettext("{count} week ago", "{count} weeks ago", count),
        "month": ngettext("{count} month ago", "{count} months ago", count),
        "year": ngettext("{count} years ago", "{count} years ago", count),  # also for one
    }
    return told[unit.removesuffix("s")].format(count=count)


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

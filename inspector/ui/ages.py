"""How long ago something was, in docker's words (docker/go-units ``HumanDuration``)."""

from __future__ import annotations

from datetime import UTC, datetime

# docker's client takes dates up to here for a missing one.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_HOUR = 3600

# up to so many hours: what one is called, and its hours
_SPANS = ((48, "hours", 1), (336, "days", 24), (1440, "weeks", 168), (17520, "months", 720))


def parse_date(text: str | None) -> datetime | None:
    """Return an RFC 3339 date, None where there is none or it is no date."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def ago(created: str | None, now: datetime) -> str:
    """Return ``2 weeks ago``, or ``N/A`` where no one knows."""
    date = parse_date(created)
    if date is None or date <= _NEVER:
        return "N/A"
    return f"{_duration((now - date).total_seconds())} ago"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return "Less than a second"
    if seconds < 2:
        return "1 second"
    if seconds < 60:
        return f"{int(seconds)} seconds"
    minutes = int(seconds / 60)
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    hours = int(seconds / _HOUR + 0.5)
    if hours == 1:
        return "About an hour"
    for limit, unit, length in _SPANS:
        if hours < limit:
            return f"{hours // length} {unit}"
    return f"{hours // 24 // 365} years"

"""Lengths of time in docker's words. Source: docker/go-units, duration.go."""

from __future__ import annotations

from datetime import timedelta

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

"""Sizes and dates as GNU's commands take and print them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_SIZE = re.compile(r"(\d+)?(c|w|b|kB|[kKMGTPE](?:iB|B)?)?")
_LETTERS = "KMGTPE"
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"(?: *(?:Z|UTC|GMT|([-+])(\d{2}):?(\d{2})?))?"
)
_STAMP = re.compile(r"(\d{2}|\d{4})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?")
_FAR = 4 * 10**11  # the years that datetime has


def read_size(text: str) -> int | None:
    """Return the bytes of ``10M``, ``4kB``, ``512``; None where it is no size."""
    found = _SIZE.fullmatch(text)
    if found is None or not text or len(text) > 24:
        return None
    number, unit = int(found[1] or 1), found[2] or ""
    if unit in {"", "c"}:
        return number
    if unit in {"w", "b"}:
        return number * (2 if unit == "w" else 512)
    base = 1000 if unit.endswith("B") and not unit.endswith("iB") else 1024
    power = _LETTERS.index(unit[0].upper()) + 1
    return number * int(base**power)


def read_date(text: str, now: int) -> int | None:
    """Return the seconds of ``@N``, ``now``, an ISO date (in UTC or with an offset); else None."""
    text = text.strip()
    if text in {"now", "today"}:
        return now
    if re.fullmatch(r"@-?\d{1,12}", text):
        return int(text[1:])
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
    offset = (int(found[8]) * 60 + int(found[9] or 0)) * 60 if found[7] else 0
    return _seconds(
        (year, month, day, hour, minute, second), -offset if found[7] == "+" else offset
    )


def read_stamp(text: str, now: int) -> int | None:
    """Return the seconds of ``[[CC]YY]MMDDhhmm[.ss]`` as ``touch -t`` reads them, else None."""
    found = _STAMP.fullmatch(text)
    if found is None:
        return None
    year = datetime.fromtimestamp(now, UTC).year
    if found[1]:
        year = int(found[1])
        if len(found[1]) == 2:
            year += 1900 if year > 68 else 2000
    month, day, hour, minute, second = (int(each or 0) for each in found.groups()[1:])
    return _seconds((year, month, day, hour, minute, second), 0)


def _seconds(parts: tuple[int, int, int, int, int, int], offset: int) -> int | None:
    year, month, day, hour, minute, second = parts
    try:
        return (
            int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()) + offset
        )
    except ValueError:
        return None


def date_text(seconds: int | None, template: str) -> str:
    """Return a date in UTC by strftime's template; a dash where there is none."""
    if seconds is None:
        return "-"
    if abs(seconds) > _FAR or seconds < -62135596800:
        return str(seconds)
    return datetime.fromtimestamp(min(seconds, 253402300799), UTC).strftime(template)


def human(size: int) -> str:
    """Return a size as ``ls -h`` and ``du -h`` write it: 1024 to the unit, rounded up."""
    if size < 1024:
        return str(size)
    unit = -1
    divisor = 1
    while size >= divisor * 1024 and unit < len(_LETTERS) - 1:
        unit += 1
        divisor *= 1024
    tenths = -(-size * 10 // divisor)
    if tenths < 100:
        return f"{tenths // 10}.{tenths % 10}{_LETTERS[unit]}"
    whole = -(-size // divisor)
    if whole >= 1024 and unit < len(_LETTERS) - 1:
        return f"1.0{_LETTERS[unit + 1]}"
    return f"{whole}{_LETTERS[unit]}"

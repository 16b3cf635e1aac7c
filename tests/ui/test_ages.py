"""Docker's words for how long ago something was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector.ui.ages import ago

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        ({"seconds": -90}, "Less than a second ago"),
        ({"seconds": 1}, "1 second ago"),
        ({"seconds": 59}, "59 seconds ago"),
        ({"seconds": 60}, "About a minute ago"),
        ({"minutes": 2}, "2 minutes ago"),
        ({"minutes": 60}, "About an hour ago"),
        ({"hours": 47}, "47 hours ago"),
        ({"hours": 48}, "2 days ago"),
        ({"days": 14}, "2 weeks ago"),
        ({"days": 60}, "2 months ago"),
        ({"days": 730}, "2 years ago"),
    ],
)
def test_ages_are_dockers(age: dict[str, int], words: str) -> None:
    assert ago((NOW - timedelta(**age)).isoformat(), NOW) == words


@pytest.mark.parametrize("text", [None, "", "yesterday", "2000-01-01T00:00:00Z", "0001-01-01"])
def test_what_is_no_date_is_not_available(text: str | None) -> None:
    assert ago(text, NOW) == "N/A"


def test_nanoseconds_are_understood() -> None:
    assert ago("2026-01-02T03:04:02.668985441Z", NOW) == "2 seconds ago"

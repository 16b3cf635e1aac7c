"""Times as docker's client writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector.exports.layout.times import ago, human_duration

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-(10**12), "Less than a second"),
        (-1, "Less than a second"),
        (0.999, "Less than a second"),
        (1, "1 second"),
        (1.999, "1 second"),
        (2, "2 seconds"),
        (59.9, "59 seconds"),
        (60, "About a minute"),
        (119.9, "About a minute"),
        (120, "2 minutes"),
        (3599.9, "59 minutes"),
        (HOUR, "About an hour"),
        (1.5 * HOUR - 1, "About an hour"),
        (1.5 * HOUR, "2 hours"),
        (47.5 * HOUR - 1, "47 hours"),
        (47.5 * HOUR, "2 days"),
        (335.5 * HOUR - 1, "13 days"),
        (335.5 * HOUR, "2 weeks"),
        (1439.5 * HOUR - 1, "8 weeks"),
        (1439.5 * HOUR, "2 months"),
        (17519.5 * HOUR - 1, "24 months"),
        (17519.5 * HOUR, "1 years"),
        (2 * 365 * DAY - 1, "1 years"),
        (2 * 365 * DAY, "2 years"),
        (26 * 365 * DAY, "26 years"),
    ],
)
def test_human_duration(seconds: float, text: str) -> None:
    assert human_duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-90), "Less than a second ago"),
        (timedelta(seconds=59), "59 seconds ago"),
        (timedelta(days=14), "2 weeks ago"),
        (timedelta(days=730), "2 years ago"),
    ],
)
def test_ages_are_dockers(age: timedelta, words: str) -> None:
    assert ago(int((NOW - age).timestamp()), NOW) == words


@pytest.mark.parametrize("created", [None, 0, 946_684_800, -62_135_596_800])
def test_what_docker_takes_for_a_missing_date_is_not_available(created: int | None) -> None:
    assert ago(created, NOW) == "N/A"


def test_dates_beyond_pythons_years_are_in_the_future() -> None:
    assert ago(253_402_300_799, NOW) == "Less than a second ago"

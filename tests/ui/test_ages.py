"""Docker's words for how long ago something was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector.ui.ages import ago

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


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

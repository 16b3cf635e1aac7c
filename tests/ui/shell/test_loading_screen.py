"""Docker's words for how long ago something was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from inspector.exports.times import ago
from tests.build_image import CREATED, ImageSpec, file, format_named
from tests.ui.stage import WIDE, opened

if TYPE_CHECKING:
    from pathlib import Path

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


async def test_ages_grow_while_the_screen_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the image, of a row of the history, of a layer in the details and in its dialog."""
    monkeypatch.setattr("inspector.ui.shell.loading_screen._AGING", 0.5)
    spec = ImageSpec(layers=[[file("a", b"x")]])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    made = datetime.fromisoformat(CREATED)
    async with opened(path, WIDE) as stage:
        for minutes, keys in enumerate((("5",), ("3",), ("shift+tab", "enter")), 3):
            await stage.press(*keys)
            before = stage.text
            assert f"{minutes} minutes ago" not in before
            age = timedelta(minutes=minutes, seconds=2)
            monkeypatch.setattr(stage.main, "_clock", lambda age=age: made + age)
            while f"{minutes} minutes ago" not in stage.text:
                await stage.pilot.pause(0.1)
            await stage.settle()
            # The details show it, too.
            assert stage.text.count(f"{minutes} minutes ago") == 2, stage.text

"""Words that rows of a list are found by."""

from __future__ import annotations

from inspector.ui.kit.words import words_of
from tests.cases import tried_with


@tried_with(
    ("typed", "matches"),
    [
        ("", True),
        ("apt", True),
        ("ap st", True),
        ("apt dnf", False),
        ("!dnf", True),
        ("!apt", False),
        ("lists", True),
        ("Lists", True),
        ("LISTS", False),
        ("!", True),
    ],
)
def test_all_words_are_wanted_but_those_that_are_not(typed: str, matches: bool) -> None:
    assert words_of(typed).match("leftover-apt\n/var/Lists") is matches

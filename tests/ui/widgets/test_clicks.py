"""Which clicks choose what they hit."""

from __future__ import annotations

from inspector.ui.widgets.clicks import Clicks


def clicks(*, has_focus: bool, is_under_cursor: bool, count: int = 1) -> list[bool]:
    """Return whether each of some clicks in quick succession on one place chooses it."""
    seen = Clicks()
    found = []
    for chain in range(1, count + 1):
        seen.press(has_focus=has_focus or chain > 1)
        found.append(seen.chooses(chain, is_under_cursor=is_under_cursor or chain > 1))
    return found


def test_a_click_chooses_what_is_under_the_cursor_alone() -> None:
    assert clicks(has_focus=True, is_under_cursor=True) == [True]
    assert clicks(has_focus=True, is_under_cursor=False) == [False]


def test_a_click_that_enters_chooses_nothing() -> None:
    assert clicks(has_focus=False, is_under_cursor=True) == [False]


def test_a_double_click_chooses_once() -> None:
    assert clicks(has_focus=True, is_under_cursor=False, count=3) == [False, True, False]
    assert clicks(has_focus=False, is_under_cursor=True, count=3) == [False, True, False]
    assert clicks(has_focus=True, is_under_cursor=True, count=3) == [True, False, False]

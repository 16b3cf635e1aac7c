"""Texts that were typed before."""

from __future__ import annotations

from inspector.ui.session.text_history import TextHistory


def history(*texts: str) -> TextHistory:
    found = TextHistory()
    for text in texts:
        found.add(text)
    return found


def test_it_is_gone_through_and_ends_at_the_oldest() -> None:
    found = history("one", "two")
    assert [found.older(text) for text in ("", "two", "one")] == ["two", "one", "one"]
    assert [found.newer(text) for text in ("one", "two", "")] == ["two", "", None]


def test_another_text_is_not_gone_through() -> None:
    found = history("one", "two")
    assert found.older("x") is None
    assert found.older("") == "two"
    assert found.older("twox") is None
    assert found.newer("twox") is None
    assert history().older("") is None


def test_a_text_is_there_once_and_a_blank_one_never() -> None:
    found = history("one", "two", "one", " ")
    assert found.last == "one"
    assert [found.older(""), found.older("one"), found.older("two")] == ["one", "two", "two"]

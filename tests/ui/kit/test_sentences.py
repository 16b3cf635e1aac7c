"""Sentences broken into lines."""

from __future__ import annotations

from inspector.exports.layout.words import clauses, joined
from inspector.ui.kit.sentences import paragraph, sentence_lines


def test_a_number_and_its_unit_stay_together() -> None:
    assert sentence_lines("It takes 1.50 MB here.", 13) == ["It takes", "1.50 MB here."]
    assert sentence_lines("It takes (2.00 kB).", 15) == ["It takes", "(2.00 kB)."]


def test_lines_are_measured_in_cells() -> None:
    lines = sentence_lines("日本語 " * 5, 10)
    assert lines == ["日本語 日", "本語 日本", "語 日本語", "日本語"]
    assert sentence_lines("", 10) == [""]


def test_a_wide_full_stop_is_its_own_blank() -> None:
    assert paragraph(("One.", "", "Two.")) == "One. Two."
    assert paragraph(("一。", "二。")) == "一。二。"


def test_english_joins_with_its_own_signs() -> None:
    assert (joined(("/a", "/b")), clauses(("one", "two"))) == ("/a, /b", "one; two")

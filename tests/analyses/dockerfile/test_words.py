"""Quoting, held by the builders' own rules for reading it back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile.words import (
    escaped,
    is_line,
    json_array,
    line,
    quoted,
    split_words,
    unquoted,
)
from tests.cases import tried_with
from tests.dockerfile_parser import parse

FIT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))


@given(FIT)
def test_a_quoted_word_means_what_it_was(value: str) -> None:
    assert unquoted(quoted(value)) == value
    [_, found] = parse(f"FROM scratch\nENV A={quoted(value)} B=c\n")
    assert found.values[:2] == ("A", quoted(value))


@given(st.text())
def test_any_word_is_one_word_on_one_line(value: str) -> None:
    assert split_words(f"a {quoted(value)} b")[1:-1] == [quoted(value)]
    assert is_line(f"ENV A={quoted(value)}")


@given(st.lists(st.text()))
def test_a_json_array_is_plain_and_the_same(words: list[str]) -> None:
    text = json_array(words)
    assert escaped(text) == text
    assert json.loads(text) == words


@given(st.lists(FIT, min_size=1))
def test_words_that_are_expanded_are_escaped_twice(words: list[str]) -> None:
    found = json.loads(json_array(words, expands=True))
    assert [unquoted(word) for word in found] == words


@given(st.text())
def test_any_text_becomes_a_line(text: str) -> None:
    found = line(text)
    assert not found or is_line(found)


@tried_with(
    ("word", "value"),
    [
        ("a", "a"),
        ("'a b'c", "a bc"),
        ('"a\\"\\$\\\\\\x"', 'a"$\\\\x'),
        ("a\\ b\\'", "a b'"),
        ("'$x'", "$x"),
        ("$x", None),
        ('"$x"', None),
        ('"a', None),
        ("'a", None),
    ],
)
def test_what_a_builder_takes_a_word_for(word: str, value: str | None) -> None:
    assert unquoted(word) == value


def test_what_must_not_stand_in_a_line_is_seen() -> None:
    assert escaped("a\tb\n\r\x1b\x7f\x85\u2028\ud800é\u202e") == (
        "a\tb\\n\\r\\x1b\\x7f\\x85\\u2028\\ud800é\u202e"
    )

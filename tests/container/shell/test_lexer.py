"""Words and operators of a line, as a shell splits it."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.container.shell import CommandError
from inspector.container.shell.lexer import Operator, Word, split
from tests.cases import tried_with


@tried_with(
    ("line", "words"),
    [
        ("a  b\tc", ["a", "b", "c"]),
        ("'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]),
        ("a'b'\"c\"d", ["abcd"]),
        (r'"a\"b" "\$x" "\n"', ['a"b', "$x", r"\n"]),
        (r"'a\b'", [r"a\b"]),
        ("'' \"\"", ["", ""]),
        ("a # the rest", ["a"]),
        ("a#b", ["a#b"]),
        ("a \\\n b", ["a", "b"]),
        ("~ ~/x a~", ["/root", "/root/x", "a~"]),
        ("{} $ a$", ["{}", "$", "a$"]),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    assert [each.text for each in split(line) if isinstance(each, Word)] == words


def test_operators_need_no_blanks_around_them() -> None:
    assert split("a&&b;c||d\ne>f>>g 2>h") == [
        Word("a"), Operator("&&"), Word("b"), Operator(";"), Word("c"), Operator("||"), Word("d"),
        Operator(";"), Word("e"), Operator(">"), Word("f"), Operator(">>"), Word("g"),
        Operator(">", 2), Word("h"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "pattern"),
    [("*.txt", "*.txt"), ("'*'", None), ("a\\*", None), ("'['*", r"\[*"), ("a?'?'", r"a?\?")],
)
def test_quoted_characters_are_no_globs(word: str, pattern: str | None) -> None:
    (found,) = split(word)
    assert isinstance(found, Word)
    assert found.pattern == pattern


@tried_with(
    "line", ["a | b", "a & b", "a < b", "(a)", "$a", '"$a"', "`a`", "$(a)", "'a", '"a', '"`a`"']
)
def test_what_is_not_understood_is_said(line: str) -> None:
    with pytest.raises(CommandError):
        split(line)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=4))
def test_what_shlex_quotes_is_read_back(words: list[str]) -> None:
    assert split(shlex.join(words)) == [Word(each) for each in words]

"""Patterns of names, beside those of the C library where Python asks it for them."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.container.shell.patterns import name_pattern
from tests.cases import tried_with


@tried_with(
    ("pattern", "matching", "others"),
    [
        ("*", ["", "a", ".a", "a\nb"], []),
        ("?", ["a"], ["", "ab"]),
        ("[a-c]x", ["ax", "cx"], ["dx", "x"]),
        ("[!a]", ["b"], ["a", ""]),
        ("[^a]", ["b"], ["a"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[[:digit:][:upper:]]", ["1", "A"], ["a"]),
        ("[", ["["], []),
        ("a[b", ["a[b"], ["ab"]),
        (r"\*a\[", ["*a["], ["xa["]),
        (r"[\]]", ["]"], ["\\"]),
        ("a.b+", ["a.b+"], ["axb"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    expression = name_pattern(pattern)
    assert [each for each in matching if not expression.fullmatch(each)] == []
    assert [each for each in others if expression.fullmatch(each)] == []


@given(st.text("ab*?[]!-", max_size=6), st.text("ab]-!", max_size=4))
def test_pythons_own_patterns_agree(pattern: str, name: str) -> None:
    ours = name_pattern(pattern).fullmatch(name) is not None
    assert ours == fnmatch.fnmatchcase(name, pattern)


@pytest.mark.parametrize(("pattern", "name"), [("[?--]", "?"), ("[?--]", "-"), ("[b-a]", "a")])
def test_a_range_that_ends_before_it_begins_is_empty(pattern: str, name: str) -> None:
    assert name_pattern(pattern).fullmatch(name) is None
    assert name_pattern(f"[!{pattern[1:]}").fullmatch(name)

"""Go's ``%q`` and ``%v``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile.golang import keys_of, quoted_slice, unquote, words_of
from tests.cases import tried_with


def go_quote(text: str) -> str:
    """Quote as strconv.Quote does, but for which characters count as printable."""
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\a": "\\a", "\v": "\\v"}
    return '"' + "".join(short.get(char) or _char(char) for char in text) + '"'


def _char(char: str) -> str:
    code = ord(char)
    if char.isprintable():
        return char
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_a_slice_is_read_back(words: list[str]) -> None:
    text = f"[{' '.join(map(go_quote, words))}]"
    assert quoted_slice(text) == (words, len(text))


def test_bytes_that_are_no_text() -> None:
    assert unquote('"a\\xff\\xc3\\xa9"', 0) == ("a\udcffé", 15)


@tried_with("text", ["[", '["a"', '["a""b"]', '["a" ]', "a", '["\\q"]', '["a', '["\\x1"]'])
def test_what_is_no_slice(text: str) -> None:
    assert quoted_slice(text) is None


@pytest.mark.parametrize(
    ("text", "words", "is_guess"),
    [
        ('["a b" "c"]', ["a b", "c"], False),
        ('["a b","c"]', ["a b", "c"], False),
        ("[]", [], False),
        ("[a]", ["a"], False),
        ("[a b]", ["a", "b"], True),
        ("[/v 1 /v2 /v 1]", ["/v 1", "/v2", "/v 1"], False),
        ("[/v /v2]", ["/v", "/v2"], True),
    ],
)
def test_words_of_a_list(text: str, words: list[str], *, is_guess: bool) -> None:
    assert words_of(text, members={"/v 1": {}, "/v2": {}}) == (words, is_guess)


def test_a_list_that_is_known() -> None:
    assert words_of("[sh -c a  b]", ["sh", "-c", "a  b"]) == (["sh", "-c", "a  b"], False)
    assert words_of("a b", ["a", "b"]) is None


def test_a_set() -> None:
    assert keys_of("map[53/udp:{} 80/tcp:{}]") == ["53/udp", "80/tcp"]
    assert keys_of("map[]") == []
    assert keys_of("[80]") is None

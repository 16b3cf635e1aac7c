"""Quoted strings and case mappings as Go has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.gotemplate.text import (
    can_backquote,
    lower,
    quote,
    rune_of,
    title,
    unicode_name,
    unquote,
    upper,
)
from inspector.text import decode, repaired
from tests.cases import tried_with


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", '""'),
        ('a"b\\', r'"a\"b\\"'),
        ("\a\b\f\n\r\t\v\x00\x1b\x7f", r'"\a\b\f\n\r\t\v\x00\x1b\x7f"'),
        ("é日😀", '"é日😀"'),
        ("\x9b\u202e\ue000\U000e0001", r'"\u009b\u202e\ue000\U000e0001"'),
        ("\udcff", r'"\xff"'),
    ],
)
def test_quote(text: str, quoted: str) -> None:
    assert quote(text) == quoted


def test_quote_of_other_kinds() -> None:
    assert quote("é'", "'") == r"'é\''"
    assert quote("é😀", ascii_only=True) == r'"\u00e9\U0001f600"'


@tried_with(
    ("literal", "value"),
    [
        (r'"a\tb\\\""', b'a\tb\\"'),
        (r'"\x41\u00e9\U0001F600\377"', b"A\xc3\xa9\xf0\x9f\x98\x80\xff"),
        ('"日"', "日".encode()),
        ('"\udcff"', "\ufffd".encode()),
        ("`a\\t\r`", b"a\\t"),
        (r'"\'"', None),
        (r'"\x4"', None),
        (r'"\ud800"', None),
        (r'"\U00110000"', None),
        (r'"\400"', None),
        (r'"\q"', None),
    ],
)
def test_unquote(literal: str, value: bytes | None) -> None:
    assert unquote(literal) == value


@pytest.mark.parametrize(
    ("literal", "code"),
    [("'a'", 97), ("'日'", 0x65E5), (r"'\n'", 10), (r"'\''", 39), (r"'\377'", 255), ("'\"'", 34)],
)
def test_rune(literal: str, code: int) -> None:
    assert rune_of(literal) == code


@pytest.mark.parametrize(
    ("literal", "message"),
    [
        ("''", "invalid syntax"),
        (r"'\"'", "invalid syntax"),
        ("'ab'", "malformed character constant: 'ab'"),
        (r"'\nx'", r"malformed character constant: '\nx'"),
    ],
)
def test_no_rune(literal: str, message: str) -> None:
    with pytest.raises(ValueError, match="^" + message.replace("\\", "\\\\") + "$"):
        rune_of(literal)


def test_names_of_characters() -> None:
    assert unicode_name("}") == "U+007D '}'"
    assert unicode_name("\u202e") == "U+202E"
    assert unicode_name("😀") == "U+1F600 '😀'"
    assert unicode_name("\udcff") == "U+FFFD '\ufffd'"


def test_cases_map_one_character_to_one() -> None:
    assert upper("straße ŉ ᾳ ǆ") == "STRAßE ŉ ᾼ Ǆ"
    assert lower("İ\u03a3 \u0391\u03a3") == "i\u03c3 \u03b1\u03c3"  # no final sigma
    assert title("hello wörld-foo_bar x'y ǆ ßa 日a") == "Hello Wörld-Foo_bar X'Y ǅ ßa 日a"
    assert upper("é\udcff") == "É\ufffd"


def test_what_a_raw_string_can_hold() -> None:
    assert can_backquote("a\tb é")
    assert not any(map(can_backquote, ("`", "\n", "\x7f", "\ufeff", "\udcff")))


@given(st.binary(max_size=30))
def test_a_quoted_string_means_what_was_quoted(raw: bytes) -> None:
    assert unquote(quote(decode(raw))) == raw
    assert unquote(quote(decode(raw), ascii_only=True)) == raw


@given(st.binary(max_size=30))
def test_each_bad_byte_becomes_one_character(raw: bytes) -> None:
    text = decode(raw)
    good = repaired(text)
    assert len(good) == len(text)
    assert good.encode().decode() == good

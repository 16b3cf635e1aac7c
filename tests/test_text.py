"""The door that every name, command and label goes through before anyone sees it."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.text import (
    counted,
    decode,
    docker_size,
    efficiency,
    encode,
    human_size,
    path_key,
    percent,
    printable,
    short_digest,
)
from tests.cases import tried_with

# printable ----------------------------------------------------------------------------------


@tried_with(
    ("text", "shown"),
    [
        ("", ""),
        ("plain ~ text", "plain ~ text"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("nul\0del\x7f", r"nul\x00del\x7f"),
        ("c1 \x9b2J \x85", r"c1 \x9b2J \x85"),
        ("bidi \u202egnp.exe \u2066x\u2069", r"bidi \u202egnp.exe \u2066x\u2069"),
        ("marks \u200e\u200f\u061c", r"marks \u200e\u200f\u061c"),
        ("zero\u200bwidth\u200d\ufeff\u00ad", r"zero\u200bwidth\u200d\ufeff\xad"),
        ("lines\u2028\u2029", r"lines\u2028\u2029"),
        ("bytes \udcff\udc80", r"bytes \xff\x80"),
        ("lone \ud800 \udfff", r"lone \ud800 \udfff"),
        ("private \ue000", r"private \ue000"),
        ("nothing \U000e0fff", r"nothing \U000e0fff"),
        ("tag \U000e0041", r"tag \U000e0041"),
        ("filler \u3164\u115f\uffa0", r"filler \u3164\u115f\uffa0"),
        ("selector \ufe0f\U000e0100\u034f", r"selector \ufe0f\U000e0100\u034f"),
        ("[bold]not markup[/]", "[bold]not markup[/]"),
        ("日本語 é ß Ω", "日本語 é ß Ω"),
        ("e\u0301 decomposed", "e\u0301 decomposed"),
        ("emoji 🐳", "emoji 🐳"),
        (r"back\slash", r"back\slash"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_mark_without_a_character_is_an_escape() -> None:
    assert printable("\u0301x") == r"\u0301x"
    assert printable("\x1b\u0301") == "\\x1b\u0301"


def test_piled_marks_are_escapes_beyond_eight() -> None:
    assert printable("a" + "\u0301" * 8) == "a" + "\u0301" * 8
    shown = printable("a" + "\u0301" * 500)
    assert shown == "a" + "\u0301" * 8 + r"\u0301" * 492


@given(text=st.text(st.characters(exclude_categories=[])))
@example(text="".join(map(chr, range(0x300))))
def test_nothing_that_acts_gets_through(text: str) -> None:
    shown = printable(text)
    for char in shown:
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    shown.encode()  # a terminal and a UTF-8 file can take it
    assert printable(shown) == shown
    if not text.isspace():
        assert shown.isprintable() or any(unicodedata.category(char) == "Zs" for char in shown)


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_printable_ascii_stays(text: str) -> None:
    assert printable(text) == text


# bytes --------------------------------------------------------------------------------------


@given(raw=st.binary())
def test_no_byte_of_a_name_is_lost(raw: bytes) -> None:
    assert encode(decode(raw)) == raw
    assert decode(raw) == os.fsdecode(raw)


@given(paths=st.lists(st.binary(max_size=12), max_size=12))
def test_paths_are_sorted_by_their_bytes(paths: list[bytes]) -> None:
    assert [encode(path) for path in sorted(map(decode, paths), key=path_key)] == sorted(paths)


def test_paths_with_surrogates_of_no_byte_have_a_place() -> None:
    assert sorted(["b", "\ud800", "\udcff\udfff", "a"], key=path_key)[:2] == ["a", "b"]


# sizes --------------------------------------------------------------------------------------


@tried_with(
    ("size", "text"),
    [
        (0, "0B"),
        (1, "1B"),
        (99, "99B"),
        (999, "999B"),
        (1000, "1kB"),
        (1001, "1kB"),
        (1005, "1kB"),
        (1006, "1.01kB"),
        # rounded as the double that is next to them
        (1_015, "1.01kB"),
        (9_995, "9.99kB"),
        (99_950, "100kB"),
        (999_499, "999kB"),
        (999_500, "1e+03kB"),
        (999_999, "1e+03kB"),
        (1_000_000, "1MB"),
        (1_234_567, "1.23MB"),
        (183_000_000, "183MB"),
        (999_499_999, "999MB"),
        (999_500_000, "1e+03MB"),
        (10**9, "1GB"),
        (10**12, "1TB"),
        (10**15, "1PB"),
        (10**18, "1EB"),
        (2**63 - 1, "9.22EB"),
        (10**21, "1ZB"),
        (10**24, "1YB"),
        (10**27, "1e+03YB"),
    ],
)
def test_sizes_as_docker_prints_them(size: int, text: str) -> None:
    assert docker_size(size) == text


@tried_with(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (1_004, "1.00 kB"),
        (1_900_000, "1.90 MB"),
        (9_994, "9.99 kB"),
        (9_995, "10.0 kB"),
        (99_949, "99.9 kB"),
        (99_950, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (999_999, "1.00 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1.00 GB"),
        (2**63 - 1, "9.22 EB"),
        (10**27, "1000 YB"),
    ],
)
def test_sizes_for_people(size: int, text: str) -> None:
    assert human_size(size) == text


@given(size=st.integers(1000, 10**24))
def test_sizes_for_people_have_three_digits(size: int) -> None:
    number, unit = human_size(size).split()
    assert len(number.replace(".", "")) == 3
    power = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"].index(unit)
    assert abs(float(number) * 1000**power - size) <= size * 0.0051


@tried_with(
    ("part", "whole", "said"),
    [
        (0, 9, "0%"),
        (1, 9999, "<1%"),
        (1, 2, "50%"),
        (9998, 9999, "99%"),
        (9, 9, "100%"),
        (9_999_960, 10_000_000, "99%"),
        (10**18 - 1, 10**18, "99%"),
        (1, 10**18, "<1%"),
        (0, 0, "0%"),
        (0.004, 1, "<1%"),
        (0.9999, 1, "99%"),
    ],
)
def test_shares(part: float, whole: float, said: str) -> None:
    assert percent(part, whole) == said


@given(st.integers(0, 10**20), st.integers(0, 10**20))
def test_a_share_is_nothing_or_all_only_where_it_is(part: int, rest: int) -> None:
    whole = part + rest
    assert (percent(part, whole) == "100%") == (part > 0 and rest == 0)
    assert (percent(part, whole) == "0%") == (part == 0)
    assert (efficiency(part, whole) == "100%") == (rest == 0)
    assert (efficiency(part, whole) == "0%") == (part == 0 < rest)


@given(st.integers(1, 10**20), st.integers(0, 10**20))
def test_a_share_is_right_to_one_percent(part: int, rest: int) -> None:
    said = percent(part, part + rest).rstrip("%").replace("<1", "0.5")
    assert abs(float(said) - 100 * part / (part + rest)) <= 1


@pytest.mark.parametrize(
    ("digest", "shown"),
    [
        ("sha256:" + "ab" * 32, "sha256:abababababab"),
        ("sha512:" + "0" * 128, "sha512:000000000000"),
        ("sha256:12", "sha256:12"),
        ("1234567890abcdef/layer.tar", "1234567890abcdef/layer.tar"),
        ("", ""),
    ],
)
def test_short_digests(digest: str, shown: str) -> None:
    assert short_digest(digest) == shown


def test_one_has_no_plural() -> None:
    assert [counted(number, "layer") for number in (0, 1, 1234)] == [
        "0 layers", "1 layer", "1,234 layers",
    ]  # fmt: skip

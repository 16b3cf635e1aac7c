"""Widths as docker's client 28.2.2 counts them; every expectation was read off its output."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.exports.layout.cells import display_width, ellipsis, is_ambiguous_wide

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("plain text", 10),
        ("\x00\x1b\x7f\x9b\r", 0),
        ("é…", 2),
        ("日本語", 6),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),  # one syllable of three letters
        ("e\u0301", 1),
        ("\u0301", 0),
        ("\u0591", 1),  # a mark that counts where it stands alone
        ("\u05d0\u0591", 1),  # and not behind a letter
        ("\U0001f600", 2),
        (FAMILY, 2),
        ("\U0001f600\u0301\u200d\U0001f600", 2),
        ("\U0001f600\u0903\u200d\U0001f600", 4),  # a spacing mark is no bridge
        ("\U0001f1e9\U0001f1ea", 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb", 2),
        ("\u0600a", 1),  # a sign that belongs to what follows it
        ("\u070f\U000e000f\ud210\ud7bf", 4),
        ("\u200b\ufeff\u202e", 0),
        ("\u2060\U0001f600\u200d\U0001f600", 5),  # a control keeps the emoji behind it apart
        ("\ufffd", 1),
        ("\u31ef", 2),
    ],
)
def test_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_a_byte_that_is_no_text_counts_as_its_replacement() -> None:
    assert display_width("\udcff\udcfe") == display_width("\ufffd\ufffd") == 2


def test_ambiguous_characters_are_wide_where_asked() -> None:
    assert display_width("…é\u0301日a", ambiguous_wide=True) == 7
    assert display_width("…é\u0301日a") == 5
    assert display_width("\udcff", ambiguous_wide=True) == 2


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        ("x" * 45, "x" * 45),
        ("x" * 46, "x" * 44 + "…"),
        ("é" * 45, "é" * 45),
        ("é" * 50, "é" * 44 + "…"),
        ("日" * 22, "日" * 22),
        ("日" * 30, "日" * 22 + "…"),
        ("x" * 43 + "日", "x" * 43 + "日"),
        ("x" * 44 + "日", "x" * 44 + "…"),
        ("x" * 43 + "日日", "x" * 43 + "…"),
        ("e\u0301" * 30, "e\u0301" * 22 + "…"),  # marks count
        ("x" * 44 + "\u309a", "x" * 44 + "…"),  # wide here, no cell in a table
        ("x" * 44 + "\u31ef", "x" * 44 + "\u31ef"),  # the other way round
    ],
)
def test_shortening(text: str, shortened: str) -> None:
    assert ellipsis(text, 45) == shortened


@pytest.mark.parametrize(
    ("environment", "wide"),
    [
        ({}, False),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "zh_CN.utf8"}, True),
        ({"LANG": "ja_JP"}, False),
        ({"LANG": "ja_JP.UTF-8@cjk_narrow"}, False),
        ({"LANG": "en_US.GBK"}, True),
        ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, False),
        ({"LC_ALL": "", "LC_CTYPE": "ko_KR.UTF-8", "LANG": "C"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "sjis"}, True),
        ({"RUNEWIDTH_EASTASIAN": "1"}, True),
        ({"RUNEWIDTH_EASTASIAN": "0", "LANG": "ja_JP.UTF-8"}, False),
    ],
)
def test_locale(environment: dict[str, str], wide: bool) -> None:
    assert is_ambiguous_wide(environment) == wide


@given(st.text(max_size=80))
def test_what_is_shortened_fits_and_is_a_beginning(text: str) -> None:
    short = ellipsis(text, 45)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    assert ellipsis(short, 45) == short


@given(st.text(max_size=30), st.text(max_size=30))
def test_text_behind_text_never_takes_more_than_both(left: str, right: str) -> None:
    both = display_width(left + " " + right)
    assert 0 <= both <= display_width(left) + 1 + display_width(right)

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from inspector.text import printable
from inspector.ui.widgets.fitting import fit
from tests.cases import tried_with
from tests.ui.widgets.sources import HOSTILE

PLAIN = Style()
BOLD = Style(bold=True)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
WIDE_TEXT = st.text(st.sampled_from("ab 漢字🎉e\u0301❤\ufe0f\u202e\udce9"))


def fitted(text: str, width: int, *, right: bool = False) -> str:
    return "".join(part.text for part in fit([(text, PLAIN)], width, PLAIN, right=right))


@tried_with(
    ("text", "width", "shown"),
    [
        ("name", 6, "name  "),
        ("name", 4, "name"),
        ("names", 4, "nam…"),
        ("names", 1, "…"),
        ("names", 0, ""),
        ("", 3, "   "),
        ("漢字名", 6, "漢字名"),
        ("漢字名前", 7, "漢字名…"),
        ("漢字名前", 6, "漢字… "),  # the third would need both cells
        ("漢字", 2, "… "),
        ("🎉🎉🎉", 5, "🎉🎉…"),
        ("e\u0301" * 5, 3, "e\u0301e\u0301…"),
        ("\x1b[31m", 12, "\\x1b[31m    "),
    ],
)
def test_text_ends_with_an_ellipsis_where_it_does_not_fit(
    text: str, width: int, shown: str
) -> None:
    assert fitted(text, width) == shown


def test_right_aligned() -> None:
    assert fitted("1.90 MB", 10, right=True) == "   1.90 MB"
    assert fitted("1.90 MB", 5, right=True) == "1.90…"


def test_pieces_are_cut_as_one_text_and_keep_their_styles() -> None:
    parts = fit([("▸ ", PLAIN), ("usr", BOLD), ("/bin", PLAIN)], 6, PLAIN)
    assert [(part.text, part.style) for part in parts if part.text] == [
        ("▸ ", PLAIN),
        ("usr", BOLD),
        ("…", PLAIN),
    ]


def test_a_cut_between_pieces_shows_too() -> None:
    assert "".join(part.text for part in fit([("abc", PLAIN), ("d", BOLD)], 3, PLAIN)) == "ab…"


@tried_with(("name", "shown"), HOSTILE.items())
def test_hostile_names_are_visible_text(name: str, shown: str) -> None:
    assert fitted(name, 40).rstrip() == shown


def test_endless_combining_marks_are_cut() -> None:
    shown = fitted("x" + "\u0301" * 1_000_000, 10)
    assert len(shown) < 200
    assert "…" in shown


@given(st.one_of(ANY_TEXT, WIDE_TEXT), st.integers(0, 30), st.booleans())
def test_any_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    shown = fitted(text, width, right=right)
    assert cell_len(shown) == width
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    body = shown.strip(" ")
    if body != printable(text).strip(" "):
        assert not width or body.endswith("…")
        assert printable(text).strip(" ").startswith(body.removesuffix("…").rstrip(" "))


@given(st.lists(st.one_of(ANY_TEXT, WIDE_TEXT), max_size=6), st.integers(0, 30))
def test_pieces_take_exactly_their_cells(texts: list[str], width: int) -> None:
    parts = fit([(text, PLAIN) for text in texts], width, PLAIN)
    assert sum(part.cell_length for part in parts) == width

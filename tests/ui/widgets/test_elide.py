"""Long paths keep their end, in cells, whatever they are made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector.text import printable
from inspector.ui.widgets.elide import keep_end
from tests.cases import tried_with


@tried_with(
    ("text", "width", "shown"),
    [
        ("/usr/bin/vi", 11, "/usr/bin/vi"),
        ("/usr/bin/vi", 8, "…/bin/vi"),
        ("/usr/bin/vi", 1, "…"),
        ("/usr/bin/vi", 0, ""),
        ("/日本語", 5, "…本語"),
        ("/日本語", 4, "…語"),
        ("/a\x1b", 6, "/a\\x1b"),
        ("", 3, ""),
    ],
)
def test_the_end_is_kept(text: str, width: int, shown: str) -> None:
    assert keep_end(text, width) == shown


@given(st.text(max_size=60), st.integers(0, 30))
def test_it_never_takes_more_cells_than_there_are(text: str, width: int) -> None:
    shown = keep_end(text, width)
    assert cell_len(shown) <= width
    assert printable(text).endswith(shown.removeprefix("…"))

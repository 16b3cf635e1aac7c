from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.widgets.columns import Column, Slot, lay_out

FILES = (
    Column("", width=1),
    Column("mode", width=10, drop=3),
    Column("owner", width=9, drop=1),
    Column("size", width=8, right=True),
    Column("bar", width=6, drop=2),
    Column("name", least=12, gap=2),
)


def titles(width: int) -> list[str]:
    return [FILES[slot.column].title for slot in lay_out(FILES, width)]


def test_all_columns_where_there_is_room() -> None:
    slots = lay_out(FILES, 80)
    assert [slot.column for slot in slots] == [0, 1, 2, 3, 4, 5]
    # the name takes what is left
    assert slots[-1] == Slot(5, 2, 80 - (1 + 11 + 10 + 9 + 7 + 2), right=False)


def test_columns_drop_in_their_order() -> None:
    assert titles(52) == ["", "mode", "owner", "size", "bar", "name"]
    assert titles(51) == ["", "mode", "size", "bar", "name"]
    assert titles(41) == ["", "mode", "size", "name"]
    assert titles(34) == ["", "size", "name"]


def test_what_never_drops_narrows_from_the_right() -> None:
    assert [slot.width for slot in lay_out(FILES, 20)] == [1, 8, 8]
    assert [slot.width for slot in lay_out(FILES, 6)] == [1, 4]
    assert lay_out(FILES, 0) == ()


def test_the_first_shown_column_has_no_gap() -> None:
    columns = (Column("a", width=9, drop=1), Column("b", width=9, gap=3))
    assert lay_out(columns, 10) == (Slot(1, 0, 9, right=False),)


def test_columns_of_one_number_go_together() -> None:
    columns = (
        Column("a", width=5, drop=1), Column("b", width=5, drop=1), Column("c", width=3, drop=2),
    )  # fmt: skip
    assert [slot.column for slot in lay_out(columns, 15)] == [0, 1, 2]
    assert [slot.column for slot in lay_out(columns, 14)] == [2]


def test_flexible_columns_share_what_is_left() -> None:
    columns = (Column(least=4, share=1), Column(least=4, share=3), Column(width=2))
    assert [slot.width for slot in lay_out(columns, 30)] == [8, 18, 2]


COLUMNS = st.lists(
    st.builds(
        Column,
        width=st.integers(0, 20),
        least=st.integers(1, 20),
        share=st.integers(1, 4),
        drop=st.integers(0, 3),
        gap=st.integers(0, 3),
    ),
    max_size=8,
)


@given(COLUMNS, st.integers(0, 120))
def test_slots_never_exceed_the_width_and_keep_their_order(
    columns: list[Column], width: int
) -> None:
    slots = lay_out(columns, width)
    assert sum(slot.gap + slot.width for slot in slots) <= width
    assert [slot.column for slot in slots] == sorted({slot.column for slot in slots})
    assert all(slot.width >= 1 for slot in slots)
    if len(slots) == len(columns) and any(not column.width for column in columns):
        assert sum(slot.gap + slot.width for slot in slots) == width

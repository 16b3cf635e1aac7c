"""Levels of boxes: examples, and any that hypothesis thinks of."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.ui.widgets.box_layout import BoxLevel, Item
from inspector.ui.widgets.treemap import NO_REMAINDER, Remainder
from tests.ui.widgets.sources import HOSTILE


def level(*sizes: int, others: Remainder = NO_REMAINDER) -> BoxLevel:
    """Return things called ``a``, ``b``, …, the largest first."""
    pairs = zip("abcdefghijklmnopqrstuvwxyz", sizes, strict=False)
    return BoxLevel(tuple(Item(key=name, name=name, size=size) for name, size in pairs), others)


RESTS = st.one_of(
    st.just(NO_REMAINDER), st.builds(Remainder, st.integers(1, 10**7), st.integers(1, 10**12))
)
NAMES = st.one_of(
    st.sampled_from([*HOSTILE, "日本語の名前", "e" + "\u0301" * 40, "x" * 300, "日" * 300, ""]),
    st.text(max_size=30),
)


def levels(*, inner: bool = True) -> st.SearchStrategy[BoxLevel]:
    """Return levels of all kinds, with levels within where ``inner``."""
    within = st.one_of(st.none(), levels(inner=False)) if inner else st.none()
    items = st.lists(
        st.builds(
            _item,
            name=NAMES,
            size=st.integers(1, 10**12),
            mark=st.sampled_from(["", "A", "M", "D"]),
            tone=st.sampled_from(["", "boxes--added"]),
            keeps_end=st.booleans(),
            within=within,
        ),
        min_size=1,
        max_size=25,
    )
    return st.builds(_numbered, items, RESTS)


def _item(
    name: str, size: int, mark: str, tone: str, keeps_end: bool, within: BoxLevel | None
) -> Item:
    return Item(None, name, size, mark, tone, keeps_end=keeps_end, within=within)


def _numbered(items: list[Item], others: Remainder) -> BoxLevel:
    ordered = sorted(items, key=lambda item: -item.size)
    made = (replace(item, key=number) for number, item in enumerate(ordered))
    return BoxLevel(tuple(made), others)


GRIDS = st.tuples(st.integers(0, 120), st.integers(0, 40))

"""How many layers the base image brought, as far as a history lets that be guessed."""

from __future__ import annotations

import pytest

from inspector.analyses.base_layers import base_layers
from inspector.analyses.dockerfile import Boundary, Reason
from inspector.spec import HistoryEntry

EMPTY = (HistoryEntry(created_by="CMD sh", empty_layer=True), None)


@pytest.mark.parametrize(
    ("first", "count"),
    [
        ("/bin/sh -c #(nop) ADD file:225b2f17e2 in / ", 1),
        ("ADD rootfs.tar.xz / # buildkit", 1),
        ("/bin/sh -c #(nop) ADD dir:225b2f17e2 in /srv ", 0),
        ("COPY / / # buildkit", 0),
    ],
)
def test_without_a_boundary_a_whole_root_is_one(first: str, count: int) -> None:
    rows = [(HistoryEntry(created_by=first), 0), EMPTY, (HistoryEntry(created_by="RUN a"), 1)]
    assert base_layers(rows, None) == count


def test_all_that_lies_below_a_boundary() -> None:
    rows = [(HistoryEntry(), 0), (HistoryEntry(), 1), EMPTY, (HistoryEntry(), 2)]
    assert base_layers(rows, Boundary(3, Reason.COMMAND)) == 2
    assert base_layers([], None) == 0

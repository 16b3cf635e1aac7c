"""What is wrong with layers, in lines for people."""

from __future__ import annotations

from inspector.analyses.troubles import trouble_lines
from inspector.errors import LayerscopeError, LimitError, MissingBlobError


def test_neighbours_with_one_trouble_share_a_line() -> None:
    found: dict[int, LayerscopeError] = {
        1: MissingBlobError("absent"),
        3: LimitError("too much"),
        4: LimitError("not read"),
        5: LimitError("not read"),
        6: LimitError("not read"),
        8: LimitError("not read"),
    }
    assert list(trouble_lines(found)) == [
        "layer 1: absent",
        "layer 3: too much",
        "layers 4 to 6: not read",
        "layer 8: not read",
    ]
    assert list(trouble_lines({})) == []

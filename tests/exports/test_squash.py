"""What squashing gave back, as a table: its columns stay apart in a language of wide words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.squashed import Change, SquashReport
from inspector.exports.layout.cells import display_width
from inspector.exports.squash import render_text
from inspector.spec import Digest
from tests.translations import translate

if TYPE_CHECKING:
    import pytest

REPORT = SquashReport(
    1, 3, Digest("sha256:1"), *(Change(3, 2), Change(9000, 9000), Change(50, 40), Change(10, 0))
)


def test_columns_are_aligned_in_wide_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"before": "之前", "after": "之后", "stored": "存储", "archived": "归档中"}
    translate(monkeypatch, words)
    title, *table, image, told = render_text(REPORT, "a.tar").splitlines()
    assert (title, image) == ("a.tar: layers 1 to 3 squashed", "ID sha256:1")
    assert [display_width(line) for line in table] == [len(table[-1])] * 5
    assert told == "The image does not get smaller."

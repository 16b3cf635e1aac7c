"""Rows of the waste list, in a language whose characters take two cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.waste.rows import _files
from tests.translations import translate

if TYPE_CHECKING:
    import pytest


def test_the_word_gives_way_to_the_number_by_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [_files(count) for count in (1, 999_999, 1_000_000)] == [
        "1 file", "999,999", "1,000,000",
    ]  # fmt: skip
    translate(monkeypatch, {"{count} file": "{count} 个文件"})
    assert [_files(count) for count in (1, 9_999, 10_000)] == ["1 个文件", "9,999 个文件", "10,000"]

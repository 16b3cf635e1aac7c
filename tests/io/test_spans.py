"""Parts of a blob in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import DamageError
from inspector.io.progress import CancelledError, NoProgress
from inspector.io.spans import WindowSpans
from inspector.io.window import OpenFile, Window

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def spans(tmp_path: Path) -> WindowSpans:
    path = tmp_path / "file"
    path.write_bytes(b"..0123456789")
    return WindowSpans(Window(OpenFile.open(path), 2))


def test_a_part_is_given_whole(spans: WindowSpans) -> None:
    assert spans.size == 10
    assert spans.span(0, 10, NoProgress()) == b"0123456789"
    assert spans.span(3, 2, NoProgress()) == b"34"


def test_less_than_was_asked_for_is_damage(spans: WindowSpans) -> None:
    with pytest.raises(DamageError, match="ends within this layer"):
        spans.span(8, 3, NoProgress())


def test_whoever_waits_may_end_it(spans: WindowSpans) -> None:
    class Ending:
        def advance(self, size: int, /) -> None:
            assert size == 4
            raise CancelledError

    with pytest.raises(CancelledError):
        spans.span(0, 4, Ending())

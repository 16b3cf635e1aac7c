"""What a layer changed, largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.build_steps import changes
from inspector.ui.build_steps.changes import ChangeRows, largest_changes
from inspector.ui.session.history_steps import Span
from tests.build_image import ImageSpec, file, whiteout
from tests.ui.images import LEGACY
from tests.ui.sessions import session_of, texts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def rows(path: Path, layer: int) -> list[list[str]]:
    found, more = largest_changes(session_of(path).changes[Span(layer, layer)])
    return texts(ChangeRows(layer, found, more))


def image(tmp_path: Path) -> Path:
    layers = [
        [file("a/old", b"o" * 9000), file("a/kept", b"k" * 10), file("a/mode", b"m" * 20)],
        [
            whiteout("a/old"),
            file("a/kept", b"K" * 500),
            file("a/mode", b"m" * 20, mode=0o600),
            file("a/new", b"n" * 700),
        ],
    ]
    return LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))


def test_the_largest_come_first_with_what_they_hide(tmp_path: Path) -> None:
    assert rows(image(tmp_path), 1) == [
        ["D", ".", "/a/old", "9.00 kB of layer 0"],
        ["A", "700 B", "/a/new", ""],
        ["M", "500 B", "/a/kept", "10 B of layer 0"],
        ["m", "20 B", "/a/mode", "20 B of layer 0"],
    ]


def test_what_is_left_out_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 3)
    found = rows(image(tmp_path), 1)
    assert [row[2] for row in found] == ["/a/old", "/a/new", "/a/kept", "+1 more"]

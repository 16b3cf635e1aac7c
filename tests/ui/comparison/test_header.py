from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.comparison.header import fitting, names_of, told_bytes, troubles_of
from tests.ui.comparison.pair import compared_session, pair
from tests.ui.images import damaged, small

if TYPE_CHECKING:
    from pathlib import Path


def test_images_are_told_apart_by_name_or_by_file(tmp_path: Path) -> None:
    session = compared_session(*pair(tmp_path))
    assert names_of(session) == ("example.com/shop:1.2", "example.com/shop:1.3")
    again = compared_session(small(tmp_path), small(tmp_path))
    again.old.reference, again.new.reference = "/old/app-1.tar", "docker://app"
    assert names_of(again) == ("app-1.tar", "app")


def test_a_name_takes_the_room_that_the_other_leaves() -> None:
    assert fitting(("a", "example.com/app:1"), 20) == ["a", "example.com/app:1"]
    assert fitting(("a", "example.com/application:1"), 20) == ["a", "….com/application:1"]
    assert fitting(("example.com/app:1", "example.com/app:2"), 26) == [
        "…le.com/app:1", "…le.com/app:2",
    ]  # fmt: skip


def test_bytes_take_the_room_that_there_is(tmp_path: Path) -> None:
    comparison = compared_session(*pair(tmp_path)).comparison
    assert told_bytes(comparison, 100).startswith("94.3 kB to 96.3 kB visible (+2.00 kB)")
    assert told_bytes(comparison, 20) == "+2.00 kB"


def test_which_image_is_damaged_is_said(tmp_path: Path) -> None:
    session = compared_session(small(tmp_path), damaged(tmp_path))
    (told,) = troubles_of(session)
    assert told.startswith("new image, layer 1: ")

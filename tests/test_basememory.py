"""What the user has set of base images lasts, stays small, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.basememory import MOST_IMAGES, BaseMemory

if TYPE_CHECKING:
    from pathlib import Path

ID = "sha256:" + "ab" * 32


def test_it_lasts_and_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bases.json"
    BaseMemory(path).set(ID, 3)
    assert BaseMemory(path).get(ID) == 3
    assert [each.name for each in path.parent.iterdir()] == ["bases.json"]
    BaseMemory(path).set(ID, 0)
    assert BaseMemory(path).get(ID) == 0
    BaseMemory(path).set(ID, None)
    assert BaseMemory(path).get(ID) is None


def test_without_a_path_it_lasts_as_long_as_the_program() -> None:
    memory = BaseMemory()
    memory.set(ID, 3)
    assert (memory.get(ID), BaseMemory().get(ID)) == (3, None)


def test_the_oldest_go_where_there_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "bases.json"
    memory = BaseMemory(path)
    memory.set("first", 1)
    memory.set("second", 1)
    memory.set("first", 2)  # used again
    many = ",".join(f'"{number}":1' for number in range(MOST_IMAGES - 2))
    path.write_text(f'{{"bases":{{"second":1,"first":2,{many}}}}}')
    memory.set("last", 1)
    assert (memory.get("second"), memory.get("first"), memory.get("last")) == (None, 2, 1)
    assert path.stat().st_size < 256 << 10


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"bases": 1}',
        '{"bases": {"x": -1, "y": true, "z": "1", "w": 1e9}}',
        "x" * 999_999,
    ],
)
def test_damage_is_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bases.json"
    path.write_text(text)
    memory = BaseMemory(path)
    assert all(memory.get(name) is None for name in "wxyz")
    memory.set("x", 1)
    assert memory.get("x") == 1


def test_what_cannot_be_written_is_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = BaseMemory(tmp_path / "file" / "bases.json")
    memory.set(ID, 1)
    assert memory.get(ID) is None

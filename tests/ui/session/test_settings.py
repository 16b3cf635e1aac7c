"""What is remembered is there the next time; whatever is wrong with the file, a default is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.session.settings import LIMITS, Memory, Settings, read_settings, settings_path

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_changed_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.json"
    Memory(path).change(theme="nord", newest_first=True, left_percent=30)
    assert Memory(path).settings == Settings(theme="nord", newest_first=True, left_percent=30)
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]


def test_without_a_file_settings_last_as_long_as_the_screen(tmp_path: Path) -> None:
    memory = Memory()
    memory.change(sort="name")
    assert memory.settings.sort == "name"
    assert Memory().settings == Settings()


def test_two_screens_keep_what_the_other_one_changed(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    one, other = Memory(path), Memory(path)
    one.change(theme="nord")
    other.change(sort="name")
    assert Memory(path).settings == Settings(theme="nord", sort="name")
    assert other.settings == Settings(sort="name")  # what is seen does not change under the user


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"theme": 3}', b"[" * 60_000, b"1e999"],
)
def test_a_damaged_file_means_the_defaults_and_is_mended(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(damage)
    memory = Memory(path)
    assert memory.settings == Settings()
    memory.change(theme="nord")
    assert Memory(path).settings.theme == "nord"


def test_what_fits_is_kept_beside_what_does_not(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(
        b'{"theme": "nord", "left_percent": 4000, "top_rows": "7", "newest_first": 1, "later": {}}'
    )
    assert read_settings(path) == Settings(theme="nord", left_percent=80)


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    memory = Memory(tmp_path / "file" / "settings.json")
    memory.change(theme="nord")
    assert memory.settings.theme == "nord"
    (tmp_path / "folder").mkdir()
    Memory(tmp_path / "folder").change(theme="nord")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]


def test_settings_lie_where_the_user_keeps_such_things() -> None:
    assert settings_path() == os.environ["XDG_STATE_HOME"] + "/layerscope/settings.json"


@given(st.dictionaries(st.sampled_from(Settings.__struct_fields__), st.integers() | st.text()))
def test_any_value_is_kept_or_replaced_by_the_default(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, int | str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.json"
    path.write_bytes(msgspec.json.encode(values))
    found, default = read_settings(path), Settings()
    for name in Settings.__struct_fields__:
        allowed = {values.get(name), getattr(default, name), *LIMITS.get(name, ())}
        assert getattr(found, name) in allowed

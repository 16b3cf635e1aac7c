"""Where the user's state lies: as the XDG base directories say, nowhere where no home is known."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from platformdirs import user_state_path

from inspector.statefile import state_path


@pytest.mark.parametrize(
    ("state", "home"), [("/state", "/home/a"), ("", "/home/a"), ("relative", "/home/a")]
)
def test_it_lies_where_others_keep_theirs(
    monkeypatch: pytest.MonkeyPatch, state: str, home: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", state)
    monkeypatch.setenv("HOME", home)
    found = state_path("a.json")
    assert found is not None
    assert Path(found) == user_state_path("layerscope") / "a.json"


def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "relative")
    assert state_path("a.json") is None
    monkeypatch.setenv("HOME", os.sep)
    assert state_path("a.json") is not None

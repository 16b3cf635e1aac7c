"""The language that the environment asks for, and what a catalogue changes."""

from __future__ import annotations

import pytest

from inspector import language
from inspector.text import counted


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh-Hans"}, "zh_CN"),
        ({"LANG": "zh_SG.utf8@x"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "en_GB"}, "zh_CN"),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], expected: str) -> None:
    assert language.wanted(environment) == expected


def test_a_catalogue_translates_and_english_comes_back() -> None:
    language.choose("zh_CN")
    assert counted(1234, "file") == "1,234 个文件"
    language.choose("en")
    assert counted(1, "file") == "1 file"


def test_a_missing_catalogue_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "FOLDER", "/nowhere")
    language.choose("zh_CN")
    assert counted(2, "file") == "2 files"
    assert language.languages() == ("en",)

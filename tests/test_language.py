"""The language that the environment asks for, and what a catalogue changes."""

from __future__ import annotations

import pickle
from gettext import NullTranslations

import pytest

from inspector import language
from inspector.errors import DamageError
from inspector.language import English, Lazy, LazyPlural, shown, together
from inspector.text import counted
from tests.cases import tried_with


@tried_with(
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


def _two() -> Lazy:
    files = LazyPlural("{count} file", "{count} files", 2, count=2)
    return Lazy("{what} at offset {offset:,}", what=files, offset=1234)


def test_a_lazy_message_is_english_until_it_is_shown(other: None) -> None:
    told = _two()
    assert told == "2 files at offset 1,234"
    assert shown(told) == "@1,234: 2 selif"
    with English():
        assert shown(told) == told


def test_it_goes_to_another_process(other: None) -> None:
    again = pickle.loads(pickle.dumps(_two()))  # noqa: S301 - our own
    assert shown(again) == "@1,234: 2 selif"


def test_texts_of_others_are_not_translated(other: None) -> None:
    told = together(": ", ("{x}", Lazy("{what} at offset {offset:,}", what="%s", offset=1)))
    assert shown(told) == "{x}: @1: %s"
    assert told == "{x}: %s at offset 1"


def test_an_error_is_shown_in_the_language_and_has_its_english(other: None) -> None:
    error = DamageError(Lazy("{count} files", count=2), offset=5, hint="")
    assert str(error) == "@5: 2 selif"
    assert error.text == "2 files at offset 5"


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a language that no catalogue knows, in which words are turned round."""
    messages = {
        "{count} files": "{count} selif",
        "{what} at offset {offset:,}": "@{offset:,}: {what}",
        "{message} at offset {offset:,}": "@{offset:,}: {message}",
    }

    class Other(NullTranslations):
        def gettext(self, message: str) -> str:
            return messages.get(message, message)

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return messages[msgid1 if n == 1 else msgid2]

    monkeypatch.setattr(language._InUse, "catalogue", Other())

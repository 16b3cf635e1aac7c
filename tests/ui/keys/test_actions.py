"""What keys do, in the language of the user."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING

from inspector import language
from inspector.ui.keys.actions import Action

if TYPE_CHECKING:
    import pytest


class _Translations(NullTranslations):
    def gettext(self, message: str) -> str:
        return {"Show {label}": "显示“{label}”", "Files": "文件"}.get(message, message)


def test_the_words_name_what_the_line_of_keys_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    action = Action(
        "main.tab1", ("1",), "tab(1)", "Show {label}", is_shown=False, description="Files"
    )
    assert (action.words, action.label) == ("Show Files", "Files")
    monkeypatch.setattr(language._InUse, "catalogue", _Translations())
    assert (action.words, action.label) == ("显示“文件”", "文件")

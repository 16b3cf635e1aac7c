"""Translations of a few messages, for tests that ask how translated words are put together."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING

from inspector import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest


class _Few(NullTranslations):
    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__()
        self._messages = messages

    def gettext(self, message: str) -> str:
        return self._messages.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._messages.get(msgid1, super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return self._messages.get(f"{context}|{message}", message)


def translate(patch: pytest.MonkeyPatch, messages: Mapping[str, str]) -> None:
    """Have the process speak another language, as far as there are messages of it."""
    patch.setattr(language._InUse, "catalogue", _Few(messages))

"""A language for tests in which each message is itself behind a sign: what has none is English."""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING

from inspector import language

if TYPE_CHECKING:
    import pytest

SIGN = "译"


class MarkedCatalogue(gettext.NullTranslations):
    """Has a translation of every message."""

    def gettext(self, message: str) -> str:
        """Return a message behind the sign."""
        return SIGN + message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return its form for a number."""
        return SIGN + (msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return it in whatever context."""
        del context
        return SIGN + message


def mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this language in place of Chinese, and choose it."""
    monkeypatch.setattr(gettext, "translation", lambda *_, **__: MarkedCatalogue())
    language.choose("zh_CN")

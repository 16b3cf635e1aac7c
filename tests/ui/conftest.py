"""What keeps the user's own theme away from the screen."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)

"""What keeps the user's own theme away from the screen, and tests from waiting and from clocks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender

from inspector.ui.kit import debounce
from inspector.ui.shell.app import LayerscopeApp
from tests.ui.headless import make_quick


@pytest.fixture(autouse=True)
def _no_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _own_scrollbars(monkeypatch: pytest.MonkeyPatch) -> None:
    # The application gives all scrollbars of the process another look.
    monkeypatch.setattr(ScrollBar, "renderer", ScrollBarRender)


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debounce, "SHORT", 0.001)


@pytest.fixture(autouse=True)
def _lasting_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine a note would be gone before a test looks.
    monkeypatch.setattr(LayerscopeApp, "NOTIFICATION_TIMEOUT", 600)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_quick(monkeypatch)


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have tasks begin at once from Python 3.12 on: ``App.run`` does so, ``run_test`` does not."""
    factory = getattr(asyncio, "eager_task_factory", None)
    if factory is None:
        return
    process = App._process_messages

    async def process_eagerly(self: App[Any], *args: object, **options: object) -> None:
        asyncio.get_running_loop().set_task_factory(factory)
        await process(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(App, "_process_messages", process_eagerly)

"""A screen that is closed before it was laid out breaks nothing: keys come as fast as they like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.images import small
from tests.ui.stage import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import App

KEYS = ("x", "p", "d", "L", "question_mark", "colon", "T", "enter", "c")


async def test_what_is_closed_at_once_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    async with opened(small(tmp_path)) as stage:
        await stage.press("1", "down")
        _close_at_once(stage.app, monkeypatch, shown, stage.app.pop_screen)
        await stage.press(*KEYS)
        assert len({type(each) for each in shown}) == len(KEYS)
        assert stage.app.screen is stage.main


@pytest.mark.parametrize("key", ["x", "d"])
async def test_the_program_may_end_before_a_screen_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    shown: list[object] = []
    async with opened(small(tmp_path)) as stage:
        await stage.press("1", "down")
        _close_at_once(stage.app, monkeypatch, shown, stage.app.exit)
        await stage.pilot.press(key)
        await stage.pilot.pause(0.1)
    assert len(shown) == 1


def _close_at_once(
    app: App[int],
    monkeypatch: pytest.MonkeyPatch,
    shown: list[object],
    close: Callable[[], object],
) -> None:
    push: Callable[..., Any] = app.push_screen

    def push_and_close(screen: object, *rest: object, **more: object) -> object:
        shown.append(screen)
        pushed = push(screen, *rest, **more)
        close()
        return pushed

    monkeypatch.setattr(app, "push_screen", push_and_close)

"""Panes that come into their tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import AwaitMount

from inspector.ui.kit.pane import Pane
from inspector.ui.shell.layout import PaneTab

if TYPE_CHECKING:
    import pytest


async def test_a_pane_can_wait_for_its_parts_while_it_is_mounted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # From Python 3.12 on, a widget's messages are handled from within mount().
    pane = Pane()
    tab = PaneTab(pane)
    waiting = []

    def mount(_: Pane) -> AwaitMount:
        assert pane.coming is not None
        waiting.append(pane.coming)
        return AwaitMount(tab, ())

    monkeypatch.setattr(tab, "mount", mount)
    monkeypatch.setattr(pane, "mount_all", lambda _: AwaitMount(pane, ()))
    monkeypatch.setattr("inspector.ui.shell.layout.compose", lambda _: [])
    monkeypatch.setattr(PaneTab, "screen", tab)
    monkeypatch.setattr(PaneTab, "screen_layout_refresh_signal", Signals(), raising=False)
    told: list[Pane] = []
    tab.bring(told.append)
    await waiting[0]
    assert (told, pane.is_present) == ([pane], True)


class Signals:
    def subscribe(self, *_: object) -> None:
        pass

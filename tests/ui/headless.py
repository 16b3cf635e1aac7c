"""What makes an application quick to test: it waits by no clock, and draws what is looked at.

Nothing here changes what an application does or shows.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, cast
from weakref import WeakSet

import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pytest
    from rich.console import RenderableType
    from textual.app import App
    from textual.css.types import CSSLocation
    from textual.widget import Widget

# A timer that is due sooner than this belongs to what was just done; the beat of a cursor does not.
SOON = 0.02

_draw_update = Compositor.render_update
_find_focus = Screen._reset_focus
_parse = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}
_drawn_by_hand: WeakSet[App[Any]] = WeakSet()


class _Loop(Protocol):
    """What asyncio's own loop knows: what it is to run next, and when it is to run what."""

    _ready: Collection[object]
    _scheduled: Sequence[asyncio.TimerHandle]

    def time(self) -> float: ...


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 10) -> None:
    """Wait until the event loop has nothing left to do.

    Textual's own function waits until the process uses little of the processor: for 20 ms at the
    least, and for longer the more others use the machine.
    """
    loop = cast("_Loop", asyncio.get_running_loop())
    end = loop.time() + max_sleep
    await asyncio.sleep(min_sleep)
    while loop.time() < end:
        await asyncio.sleep(0)
        if active_app.get()._exit:  # what closes it waits by the clock, over and over
            return
        if loop._ready:
            continue
        due = min((each.when() for each in loop._scheduled if not each.cancelled()), default=None)
        if due is None or due > loop.time() + SOON:
            return
        await asyncio.sleep(max(due - loop.time(), 0))


def draw_by_hand(app: App[Any]) -> None:
    """Let an application draw nothing but what ``draw`` asks for."""
    _drawn_by_hand.add(app)


def draw(app: App[Any]) -> None:
    """Draw what has changed since the last frame that was drawn."""
    _draw_update(app.screen._compositor, screen_stack=app._background_screens)


def _render_update(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[Any]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    """Draw a frame, but of an application that is drawn by hand only a picture for a file."""
    root = compositor.root
    if not full and root is not None and root.app in _drawn_by_hand:
        return None
    return _draw_update(compositor, full, screen_stack, simplify)


def _parse_rules(
    stylesheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """Parse each style once for all applications."""
    place = (css, read_from, is_default_rules, tie_breaker, scope)
    key = (*place, *stylesheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(stylesheet, *place)
    return _parsed[key]


def _reset_focus(screen: Screen[Any], widget: Widget, avoiding: list[Widget] | None = None) -> None:
    """Give no other widget the focus while the application ends: all would be styled anew."""
    if screen.app._running:
        _find_focus(screen, widget, avoiding)


async def _wait_for_screen(pilot: Pilot[Any]) -> bool:
    """Wait for all messages; Textual's own sends one more to every widget, and waits for those."""
    await wait_for_idle()
    return pilot.app._exception is None


def make_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all applications of a test be quick ones."""
    for module in (textual.app, textual.pilot):
        monkeypatch.setattr(module, "wait_for_idle", wait_for_idle)
    monkeypatch.setattr(Pilot, "_wait_for_screen", _wait_for_screen)
    monkeypatch.setattr(Compositor, "render_update", _render_update)
    # A rule is equal to itself alone; Textual's own hash says so, too, but not in C.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)
    monkeypatch.setattr(Screen, "_reset_focus", _reset_focus)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules)

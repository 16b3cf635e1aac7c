"""What makes an application quick to test: it waits by no clock, and draws what is looked at.

Nothing here changes what an application does or shows.
"""

from __future__ import annotations

import asyncio
from collections import deque
from inspect import isawaitable
from operator import methodcaller
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from weakref import WeakKeyDictionary, WeakSet, ref

import textual._callback
import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual._context import active_app, message_hook, visible_screen_stack
from textual.cache import FIFOCache
from textual.css.model import RuleSet
from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.events import Event
from textual.geometry import Region
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import pytest
    from rich.console import RenderableType
    from rich.segment import Segment
    from textual.app import App
    from textual.css.styles import RulesMap
    from textual.css.types import CSSLocation
    from textual.dom import DOMNode
    from textual.message import Message

# A timer that is due sooner than this belongs to what was just done; the beat of a cursor does not.
SOON = 0.02

# Seconds after which a screen is updated where no one waits until nothing else is to be done.
LATE = 0.05

_draw_update = Compositor.render_update
_find_focus = Screen._reset_focus
_parse = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}
_parse_sheet = Stylesheet.parse
_sheets: dict[tuple[object, ...], tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}
_apply_sheet = Stylesheet.apply
_applied: dict[tuple[object, ...], _Applied] = {}
# What rules may ask of a widget beside what ``_state`` tells.
_NOT_TOLD = Stylesheet._EXCLUDE_PSEUDO_CLASSES_FROM_CACHE
_DEPENDS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
_find_handlers = MessagePump._get_dispatch_methods
_get_reactive = Reactive.__get__
_not_computed: set[tuple[Reactive[Any], type]] = set()
_count = textual._callback._count_parameters
_counts: dict[tuple[object, bool], int] = {}  # of code, and whether it is bound
# What a strip remembers, and of how many calls.
_REMEMBERED = {
    "_crop_cache": 16,
    "_style_cache": 16,
    **dict.fromkeys(
        ("_divide_cache", "_filter_cache", "_line_length_cache", "_crop_extend_cache"), 4
    ),
    "_offsets_cache": 4,
}
# A parent is asked for more often than anything else: without a function of Python.
_parent = property(methodcaller("_MessagePump__parent"))
# Of a class, a message's and a handler's name: who handles it, None where that depends on more.
_handlers: dict[tuple[type, type, str], list[_Handlers] | None] = {}
_drawn_by_hand: WeakSet[App[Any]] = WeakSet()
_texts: WeakKeyDictionary[Compositor, str] = WeakKeyDictionary()  # of the last frames


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
    loop, app = cast("_Loop", asyncio.get_running_loop()), active_app.get()
    end = loop.time() + max_sleep
    await asyncio.sleep(min_sleep)
    while loop.time() < end:
        await asyncio.sleep(0)
        if app._exit:  # what closes it waits by the clock, over and over
            return
        if loop._ready:
            continue
        if due_beats := [each for each in map(_beat, app._screen_stack) if each.is_due]:
            for each in due_beats:
                each.update()
            continue
        due = min((each.when() for each in loop._scheduled if not each.cancelled()), default=None)
        if due is None or due > loop.time() + SOON:
            return
        await asyncio.sleep(max(due - loop.time(), 0))


class _Beat:
    """Updates a screen once nothing else is to be done, as ``wait_for_idle`` finds out.

    Textual's own timer does so sixty times a second: what is laid out is laid out several times
    for each key. Where no one waits, it is after a while.
    """

    is_due = False
    _handle: asyncio.TimerHandle | None = None

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen

    def resume(self) -> None:
        self.is_due = True
        if self._handle is None:
            self._handle = asyncio.get_running_loop().call_later(LATE, self._end)

    def pause(self) -> None:
        self.is_due = False
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def update(self) -> None:
        try:
            self._screen._on_timer_update()
        except Exception as error:  # noqa: BLE001 - it is the application's own
            self._screen.app._handle_exception(error)

    def _end(self) -> None:
        self._handle = None
        if self.is_due and self._screen.is_running and not self._screen.app._exit:
            self.update()


def _beat(screen: Screen[Any]) -> _Beat:
    found: _Beat = screen.__dict__.setdefault("_beat", _Beat(screen))
    return found


def draw_by_hand(app: App[Any]) -> None:
    """Let an application draw nothing but what ``draw`` asks for."""
    _drawn_by_hand.add(app)


def draw(app: App[Any]) -> None:
    """Draw what has changed since the last frame that was drawn; no one sees the frame itself."""
    compositor = app.screen._compositor
    if changed := list(compositor._dirty_regions):
        _texts.pop(compositor, None)
        visible_screen_stack.set(app._background_screens)
        compositor._dirty_regions.clear()
        seen = Region.from_union(changed).intersection(compositor.size.region)
        deque(compositor._get_renders(seen), maxlen=0)


def shown(app: App[Any]) -> str:
    """Return what an application shows, put together once for each frame."""
    screen, compositor = app.screen, app.screen._compositor
    if Compositor.render_update is not _render_update:  # it draws without this module
        _texts.pop(compositor, None)
    if compositor not in _texts or screen._dirty_widgets or compositor._dirty_regions:
        lines = [strip.text.rstrip() for strip in compositor.render_strips()]
        _texts[compositor] = "\n".join(lines).rstrip("\n") + "\n"
    return _texts[compositor]


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
    _texts.pop(compositor, None)
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


def _parse_all(stylesheet: Stylesheet) -> None:
    """Put the same styles together once for all applications."""
    key = (*stylesheet.source.items(), *stylesheet._variables.items())
    if key not in _sheets:
        _parse_sheet(stylesheet)
        _sheets[key] = (stylesheet.rules, stylesheet.rules_map)
    stylesheet._rules, stylesheet._rules_map = _sheets[key]
    stylesheet._require_parse = False


class _Applied(NamedTuple):
    """What the rules say of a widget, and what they depend on."""

    rules: RulesMap | None
    depends: tuple[bool, bool, bool, bool]
    is_told: bool


def _state(node: DOMNode) -> tuple[object, ...]:
    can_focus = isinstance(node, Widget) and node.allow_focus()
    return (
        *(type(node), node._css_type_names, node._id, node.classes),
        *(can_focus, node._pseudo_classes_cache_key),
    )


def _apply(
    stylesheet: Stylesheet,
    node: DOMNode,
    *,
    animate: bool = False,
    cache: dict[tuple[Any, ...], RulesMap] | None = None,
) -> None:
    """Find the rules for a widget once for all that are alike, with all that they lie in."""
    app, nodes = node.app, node.css_path_nodes
    of_app = (app.theme, app.app_focus, app.is_inline, app.native_ansi_color, app.no_color)
    key = (id(stylesheet.rules), of_app, *map(_state, nodes))
    known = _applied.get(key)
    if known is not None and known.is_told:
        if node.__dict__.get("_last_applied") is known:
            return  # it is all as it was
        node.__dict__["_last_applied"] = known
        for name, value in zip(_DEPENDS, known.depends, strict=True):
            setattr(node, name, value)
        if known.rules is not None:
            stylesheet.replace_rules(node, known.rules, animate=animate)
        stylesheet._process_component_classes(node)
        return
    node.__dict__["_last_applied"] = None
    found: dict[tuple[Any, ...], RulesMap] = {}
    _apply_sheet(stylesheet, node, animate=animate, cache=cache if known else found)
    if known is None:
        rules_map = stylesheet.rules_map
        asked = {
            each
            for name in rules_map.keys() & node._selector_names
            for rule in rules_map[name]
            for each in rule.pseudo_classes
        }
        depends = tuple(getattr(node, name) for name in _DEPENDS)
        is_told = asked.isdisjoint(_NOT_TOLD)
        _applied[key] = _Applied(next(iter(found.values()), None), depends, is_told)


class _Handlers(NamedTuple):
    """What handles a message in one class of those that a part is made of."""

    kind: type
    decorated: list[Any]
    name: str


def _handlers_of(part: type, message: type, name: str) -> list[_Handlers] | None:
    found, known = [], set[object]()
    for kind in part.__mro__:
        decorated: list[Any] = []
        own = kind.__dict__.get("_decorated_handlers") or {}
        for each in message.__mro__:
            for method, selectors in own.get(each, ()):
                if selectors:
                    return None
                if method not in known:
                    known.add(method)
                    decorated.append(method)
        named = next((each for each in (f"_{name}", name) if kind.__dict__.get(each)), "")
        if decorated or named:
            found.append(_Handlers(kind, decorated, named))
    return found


def _dispatch_methods(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Any]]:
    """Look once for what handles messages of a kind."""
    key = (type(pump), type(message), name)
    if key not in _handlers:
        _handlers[key] = _handlers_of(*key)
    known = _handlers[key]
    if known is None:
        yield from _find_handlers(pump, name, message)
        return
    for kind, decorated, named in known:
        if message._no_default_action:
            return
        for method in decorated:
            yield kind, method.__get__(pump, kind)
        method = kind.__dict__.get(named)
        if method is not None and not getattr(method, "_textual_on", None):
            yield kind, method.__get__(pump, kind)


async def _on_message(pump: MessagePump, message: Message) -> None:
    """Handle a message, without telling a log of each handler that no one reads."""
    for _, method in pump._get_dispatch_methods(message.handler_name, message):
        await textual._callback.invoke(method, message)
    parent = pump._parent
    if message.bubble and parent and not message._stop_propagation:
        if message._sender is not None and message._sender == parent:
            message.stop()
        if pump.is_parent_active and pump.is_attached:
            message._bubble_to(parent)


async def _dispatch_message(pump: MessagePump, message: Message) -> None:
    """Have a message handled; nothing is set up where no messages are prevented."""
    if message.no_dispatch:
        return
    if (hook := message_hook.get(None)) is not None:
        hook(message)
    handle = pump.on_event if isinstance(message, Event) else pump._on_message
    if message._prevent:
        with pump.prevent(*message._prevent):
            await handle(message)  # type: ignore[arg-type]
            if pump._next_callbacks:
                await pump._flush_next_callbacks()
        return
    await handle(message)  # type: ignore[arg-type]
    if pump._next_callbacks:
        await pump._flush_next_callbacks()


def _count_parameters(function: Any) -> int:  # noqa: ANN401
    """Count a function's parameters once."""
    code = getattr(function, "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        return _count(function)
    key = (code, hasattr(function, "__self__"))
    if key not in _counts:
        _counts[key] = _count(function)
    return _counts[key]


def _get(reactive: Reactive[Any], obj: Any, kind: Any) -> Any:  # noqa: ANN401
    """Look at once where the value of an attribute lies, unless it is to be computed."""
    if obj is None:
        return reactive
    values, name = obj.__dict__, reactive.internal_name
    if name not in values:
        return _get_reactive(reactive, obj, kind)
    if (reactive, kind) not in _not_computed:
        if hasattr(kind, reactive.compute_name):
            return _get_reactive(reactive, obj, kind)
        _not_computed.add((reactive, kind))
    return values[name]


def _is_awaitable(found: object) -> bool:
    """Most handlers return nothing; to find out what that is not takes long."""
    return found is not None and isawaitable(found)


def _get_rule(styles: RenderStyles, name: str, default: object = None) -> object:
    rules: Any = styles._inline_styles._rules
    return rules[name] if name in rules else styles._base_styles._rules.get(name, default)


def _has_rule(styles: RenderStyles, name: str) -> bool:
    return name in styles._inline_styles._rules or name in styles._base_styles._rules


def _make_strip(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None


def _remember(strip: Strip, name: str) -> FIFOCache[Any, Any]:
    """Make what a strip remembers once it has something to: most are drawn once, in one way."""
    if name not in _REMEMBERED:
        raise AttributeError(name)
    found: FIFOCache[Any, Any] = FIFOCache(_REMEMBERED[name])
    setattr(strip, name, found)
    return found


def _set_parent(pump: MessagePump, parent: MessagePump | None) -> None:
    pump._MessagePump__parent = _nothing if parent is None else ref(parent)  # type: ignore[attr-defined]


def _nothing() -> None:
    """Stand for the parent of what has none."""


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
    monkeypatch.setattr(Screen, "_update_timer", property(_beat))
    monkeypatch.setattr(MessagePump, "_get_dispatch_methods", _dispatch_methods)
    monkeypatch.setattr(MessagePump, "_dispatch_message", _dispatch_message)
    monkeypatch.setattr(MessagePump, "_on_message", _on_message)
    monkeypatch.setattr(MessagePump, "_parent", _parent.setter(_set_parent))
    monkeypatch.setattr(Reactive, "__get__", _get)
    monkeypatch.setattr(Strip, "__init__", _make_strip)
    monkeypatch.setattr(Strip, "__getattr__", _remember, raising=False)
    monkeypatch.setattr(RenderStyles, "get_rule", _get_rule)
    monkeypatch.setattr(RenderStyles, "has_rule", _has_rule)
    monkeypatch.setattr(textual._callback, "_count_parameters", _count_parameters)
    monkeypatch.setattr(textual._callback, "isawaitable", _is_awaitable)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules)
    monkeypatch.setattr(Stylesheet, "parse", _parse_all)
    monkeypatch.setattr(Stylesheet, "apply", _apply)

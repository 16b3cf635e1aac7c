"""Keys one after the other: the next is not dispatched before the one before has had its effect.

That takes as long as it takes: what a key opens has the focus before the next key is dispatched.

Textual hands a key to what has the focus, from where it goes outwards to what is bound to it. Keys
that come fast overtake each other on that way: one that moves the focus, and one that is meant for
where it goes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual.events import Event, Key, Paste
from textual.message import Message
from textual.widgets import Input

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from textual.app import App
    from textual.widget import Widget

# Seconds after which it is asked anew, and after which, as what was to tell it may be gone.
_PATIENCE, _SOON = 1.0, 0.02
# How often that it is behind all that a key has caused is asked on the whole way: the key has its
# effect in the first round, what that tells a list's pane is heard in the second, and what the pane
# asks of the application in the third.
_ROUNDS = 3
_ALT = "alt+"


class KeyBurst(Event, bubble=False):
    """Keys that came at once."""

    def __init__(self, keys: Iterable[Key]) -> None:
        """Hold the keys in their order."""
        self.keys = tuple(keys)
        super().__init__()


class KeyDone(Message):
    """Goes the way of a key behind it: where it arrives, the key was before."""

    def __init__(self, number: int) -> None:
        """Go behind the key of this number."""
        self.number = number
        super().__init__()


class KeyQueue:
    """What was typed or pasted and waits. A text that came at once goes into a field at once."""

    def __init__(self, app: App[int], handle: Callable[[Event], Awaitable[None]]) -> None:
        """Hand keys to ``handle``, which is Textual's; none before the first ``release``."""
        self._app = app
        self._handle = handle
        self._waiting: deque[Key | Paste] = deque()
        self._number = 0
        self._is_busy = False
        self._target: Widget | None = None  # what tells that a key has had its effect begins there
        self._rounds = 0  # that are done from there
        self._passes: Callable[[Key | Paste], bool] | None = nothing  # where keys are held
        self._timer: asyncio.TimerHandle | None = None
        self.swallows: Callable[[], bool] = (
            _never  # whether what the user presses now does nothing else
        )
        self.watch: Callable[[], object] = (
            _never  # called when a key has had its effect, before the next
        )

    async def take(self, keys: Iterable[Key | Paste]) -> None:
        """Dispatch keys of the user after those that wait."""
        if not self.swallows():
            await self.press(keys)

    async def press(self, keys: Iterable[Key | Paste]) -> None:
        """Dispatch keys after those that wait."""
        self._waiting.extend(keys)
        if not self._is_busy:
            await self._go_on()

    @property
    def is_at_rest(self) -> bool:
        """Whether no key waits, or is to have its effect yet."""
        return not (self._is_busy or self._waiting or self.is_held)

    @property
    def is_held(self) -> bool:
        """Whether keys wait until ``release``."""
        return self._passes is not None

    async def hold(self, passes: Callable[[Key | Paste], bool]) -> None:
        """Have keys wait until ``release``, but one that ``passes`` and is the next."""
        self._passes = passes
        await self.press(())  # what waits already may pass now

    def release(self) -> None:
        """Dispatch the keys that were held, once what was asked for by now has had its effect."""
        if self._passes is not None:
            self._passes = None
            self._is_busy = True
            self._target = None
            self._follow()

    async def done(self, number: int) -> None:
        """Note that a key has had its effect, if what it opened has the focus by now."""
        if number != self._number or not self._is_busy:
            return
        self._rounds += 1
        if self._app.screen_stack and (self._rounds < _ROUNDS or self._has_moved):
            self._follow()
        else:
            self.watch()
            await self._go_on()

    async def _go_on(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not self._app.is_running or not self._app.screen_stack:  # it is being left
            self._waiting.clear()
        self._is_busy = bool(self._waiting) and self._may_pass(self._waiting[0])
        if self._is_busy:
            self._target = None
            self._number += 1
            await self._handle(self._next())
            self._follow()

    def _may_pass(self, key: Key | Paste) -> bool:
        return self._passes is None or self._passes(key)

    def _follow(self) -> None:
        """Send what tells that all before it has had its effect."""
        self._number += 1
        self._ask(self._number)

    def _ask(self, number: int) -> None:
        """Send it, and once more after a while: what comes late or twice does no harm."""
        if number != self._number or not self._is_busy or not self._app.screen_stack:
            return
        if self._timer is not None:
            self._timer.cancel()
        if self._has_moved:
            self._target, self._rounds = self._place, 0
        # As the application's own: a message ends its way with the parent that has sent it.
        sent = KeyDone(number).set_sender(self._app)
        if not self._place.post_message(sent):  # it is closing
            self._app.post_message(sent)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_SOON, self._look, number, loop.time() + _PATIENCE)

    def _look(self, number: int, end: float) -> None:
        """Ask anew at once where what was to tell it is gone."""
        loop = asyncio.get_running_loop()
        if loop.time() >= end or self._target is None or not self._target.is_running:
            self._timer = None
            self._app.call_later(self._ask, number)
        else:
            self._timer = loop.call_later(_SOON, self._look, number, end)

    @property
    def _place(self) -> Widget:
        """Where the next key would go."""
        return self._app.focused or self._app.screen

    @property
    def _has_moved(self) -> bool:
        return self._place is not self._target

    def _next(self) -> Event:
        """Take what is to be dispatched next: into a field, all the text that there is."""
        if isinstance(self._app.focused, Input):
            text = ""
            while self._waiting and (character := _text_of(self._waiting[0])):
                text += character
                key = self._waiting.popleft()
            if text:
                return key if len(text) == 1 else Paste(text)
        return self._parted(self._waiting.popleft())

    def _parted(self, key: Key | Paste) -> Key | Paste:
        """Return a key; of Alt and a character that is bound to nothing, Escape before that.

        A terminal sends both alike, and so does who pastes them.
        """
        if not isinstance(key, Key) or not _is_alt(key) or key.key in self._app.active_bindings:
            return key
        self._waiting.appendleft(Key(key.key.removeprefix(_ALT), key.character))
        return Key("escape", "\x1b")


def nothing(key: Key | Paste) -> bool:
    """Let no key pass."""
    del key
    return False


def _never() -> bool:
    return False


def _is_alt(key: Key) -> bool:
    return key.is_printable and key.key.startswith(_ALT)


def _text_of(key: Key | Paste) -> str:
    """Return what a key writes into a field, nothing where it does something else."""
    is_text = isinstance(key, Key) and key.is_printable and not _is_alt(key)
    return (key.character or "") if isinstance(key, Key) and is_text else ""

"""Dispatches keys one at a time: each waits until the key before it has had its effect.

Textual posts a key to the widget that has the focus, and the key goes on from there, parent by
parent, to the application. Of two keys that are typed fast, the second is posted before the first
has moved the focus or opened a screen, and so reaches the wrong widget.

Therefore the queue posts a ``KeyDone`` after each key, to the widget that has the focus. A widget
handles its messages in order: once the ``KeyDone`` has reached the application, the widgets on its
way have handled the key. Then the next key is dispatched, however long that took.
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

# Seconds after which a KeyDone that has not reached the application is sent again.
_PATIENCE = 1.0
# Seconds between looks at whether the widget that it was posted to still runs. Where it does not,
# the KeyDone is lost, and is sent again at once.
_LOOK = 0.02
# How many KeyDones, sent one after the other, must reach the application before the next key is
# dispatched. Before the first, a list has handled the key; before the second, its pane has handled
# what the list posted; before the third, the application has handled what the pane posted.
_ROUNDS = 3
_ALT = "alt+"


class KeyBurst(Event, bubble=False):
    """Keys that came at once."""

    def __init__(self, keys: Iterable[Key]) -> None:
        """Hold the keys in their order."""
        self.keys = tuple(keys)
        super().__init__()


class KeyDone(Message):
    """Follows a key to the application: each widget on its way has handled the key before it."""

    def __init__(self, number: int) -> None:
        """Hold a number, by which the queue knows the last one that it sent."""
        self.number = number
        super().__init__()


class KeyQueue:
    """What was typed or pasted and waits. Text that came at once goes into a field at once."""

    def __init__(self, app: App[int], handle: Callable[[Event], Awaitable[None]]) -> None:
        """Hand keys to ``handle``, which is Textual's; none before the first ``release``."""
        self._app = app
        self._handle = handle
        self._waiting: deque[Key | Paste] = deque()
        self._number = 0
        self._is_busy = False
        self._target: Widget | None = None  # which widget the last KeyDone was posted to
        self._rounds = 0  # how many that were posted to it have reached the application
        # While keys are held: which of them may be dispatched nevertheless.
        self._passes: Callable[[Key | Paste], bool] | None = nothing
        self._timer: asyncio.TimerHandle | None = None
        # Called when the user presses a key; where it returns True, the key is dropped.
        self.swallows: Callable[[], bool] = _never
        # Called when a key has had its effect, before the next is dispatched.
        self.watch: Callable[[], object] = _never

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
    def is_idle(self) -> bool:
        """Whether no key waits, and the last one has had its effect."""
        return not (self._is_busy or self._waiting or self.is_held)

    @property
    def is_held(self) -> bool:
        """Whether keys wait until ``release``."""
        return self._passes is not None

    async def hold(self, passes: Callable[[Key | Paste], bool]) -> None:
        """Have keys wait until ``release``; the next one does not wait if it ``passes``."""
        self._passes = passes
        await self.press(())  # the first key that waits already may pass now

    def release(self) -> None:
        """Dispatch the keys that were held, once all that was posted by now has been handled."""
        if self._passes is not None:
            self._passes = None
            self._is_busy = True
            self._target = None
            self._send_next()

    async def done(self, number: int) -> None:
        """Take note that a KeyDone has reached the application.

        Where the focus has moved since it was sent, the rounds start again from the new place.
        """
        if number != self._number or not self._is_busy:
            return
        self._rounds += 1
        if self._app.screen_stack and (self._rounds < _ROUNDS or self._has_moved):
            self._send_next()
        else:
            self.watch()
            await self._go_on()

    async def _go_on(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not self._app.is_running or not self._app.screen_stack:  # the application ends
            self._waiting.clear()
        self._is_busy = bool(self._waiting) and self._may_pass(self._waiting[0])
        if self._is_busy:
            self._target = None
            self._number += 1
            await self._handle(self._next())
            self._send_next()

    def _may_pass(self, key: Key | Paste) -> bool:
        return self._passes is None or self._passes(key)

    def _send_next(self) -> None:
        """Send a KeyDone with a new number."""
        self._number += 1
        self._send(self._number)

    def _send(self, number: int) -> None:
        """Send a KeyDone, unless it has arrived. One that arrives late or twice does no harm."""
        if number != self._number or not self._is_busy or not self._app.screen_stack:
            return
        if self._timer is not None:
            self._timer.cancel()
        if self._has_moved:
            self._target, self._rounds = self._place, 0
        # With the application as its sender, as a message goes no further than to its sender.
        sent = KeyDone(number).set_sender(self._app)
        if not self._place.post_message(sent):  # the widget is closing
            self._app.post_message(sent)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_LOOK, self._look, number, loop.time() + _PATIENCE)

    def _look(self, number: int, end: float) -> None:
        """Send the KeyDone again at its ``end``, or at once where its widget runs no more."""
        loop = asyncio.get_running_loop()
        if loop.time() >= end or self._target is None or not self._target.is_running:
            self._timer = None
            self._app.call_later(self._send, number)
        else:
            self._timer = loop.call_later(_LOOK, self._look, number, end)

    @property
    def _place(self) -> Widget:
        """The widget that the next key would be posted to."""
        return self._app.focused or self._app.screen

    @property
    def _has_moved(self) -> bool:
        return self._place is not self._target

    def _next(self) -> Event:
        """Take what is dispatched next: where a field has the focus, all the text that waits."""
        if isinstance(self._app.focused, Input):
            text = ""
            while self._waiting and (character := _text_of(self._waiting[0])):
                text += character
                key = self._waiting.popleft()
            if text:
                return key if len(text) == 1 else Paste(text)
        return self._parted(self._waiting.popleft())

    def _parted(self, key: Key | Paste) -> Key | Paste:
        """Return a key; Alt and a character, if bound to nothing, become Escape and the character.

        A terminal sends the same bytes for both.
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

"""What knows the keys as the user has them: the application, and through it every sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.binding import Binding
from textual.events import Key, Paste

from inspector.ui.keys.actions import sent
from inspector.ui.keys.names import key_word
from inspector.ui.keys.queue import KeyBurst, KeyDone, KeyQueue, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.dom import DOMNode
    from textual.events import Event

    from inspector.ui.keys.actions import Action, Keymap


class KeyedApp(App[int]):
    """An application whose keys may have been changed.

    ``actions`` gives all of them by their names; it is asked when a sentence names a key.
    """

    keys: Keymap | None = None

    def __init__(self, actions: Callable[[], Mapping[str, Action]]) -> None:
        super().__init__()
        self.actions = actions
        self.queue = KeyQueue(self, super().on_event)

    async def on_event(self, event: Event) -> None:
        """Dispatch keys one after the other."""
        if isinstance(event, KeyBurst):
            await self.queue.take(event.keys)
        elif isinstance(event, Key | Paste) and not event.is_forwarded:
            await self.queue.take((event,))
        else:
            await super().on_event(event)

    async def on_key_done(self, event: KeyDone) -> None:
        """Dispatch the next key."""
        event.stop()
        await self.queue.done(event.number)

    async def hold_keys(self, passes: Callable[[Key | Paste], bool] = nothing) -> None:
        """Have keys wait until ``release_keys``, but one that ``passes`` and is the next."""
        await self.queue.hold(passes)

    def release_keys(self) -> None:
        """Dispatch the keys that were held, once what was asked for by now has had its effect."""
        # A message that a screen itself sends on would not come past it.
        self.call_later(self.queue.release)

    def take_keys(self) -> None:
        """Use the user's keys from now on."""
        if self.keys is not None:
            changed = self.keys.keys.items()
            self.set_keymap({name: ",".join(sent(keys)) for name, keys in changed})

    def keys_of(self, action: Action) -> tuple[str, ...]:
        """Return the keys of an action as the user has them."""
        changed = self.keys.keys.get(action.id) if self.keys is not None else None
        return changed or action.keys

    def shown_keys(self, action: Action) -> str:
        """Return them as a table shows them, parted by blanks."""
        bindings = (Binding(key, action.call) for key in self.keys_of(action))
        return " ".join(map(self.get_key_display, bindings))

    def word_of(self, name: str) -> str:
        """Return what a sentence calls the first key of an action."""
        return key_word(self.keys_of(self.actions()[name])[0])


def key_of(node: DOMNode, name: str) -> str:
    """Return what a sentence of some part of the screen calls the key of an action."""
    return cast("KeyedApp", node.app).word_of(name)

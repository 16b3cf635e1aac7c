"""Reads keys from the terminal: what comes at once is told at once, not letter by letter.

Textual tells each character of a text that is pasted as a key of its own, and takes an Escape with
a letter right behind it for Alt and the letter, or loses it.
"""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from selectors import EVENT_READ, SelectSelector
from time import monotonic
from typing import TYPE_CHECKING

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key

from inspector.ui.keys.queue import KeyBurst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

    from textual.message import Message

_ESC = "\x1b"
# What may stand behind an Escape as part of a longer sequence.
_SEQUENCES = frozenset(each[1] for each in ANSI_SEQUENCES_KEYS if len(each) > 1 and each[0] == _ESC)
_SECOND = _SEQUENCES | {"[", "O", "P", "]", "_", "^", "X"}
_POLL = 0.1  # seconds; a lone Escape is told after one of these
_BYTES = 1 << 16
# No hand types two keys within so many seconds; what does is gathered for a while. As long as so
# many characters come in that time, the next while is twice as long: each of them costs a search
# and a repaint, and never lasts longer than the flood has.
_FAST = 0.02
_GATHER, _MOST_GATHER, _FLOOD = 0.01, 1.28, 5


class KeyParser(XTermParser):
    """Tells an Escape that a character stands behind as Alt and that character, whatever it is."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:  # noqa: FBT001, FBT002 - Textual's
        if len(sequence) != 2 or sequence[0] != _ESC or sequence[1] in _SECOND:
            return super()._sequence_to_key_events(sequence, alt)
        character = sequence[1]
        if not character.isprintable():
            return ()
        (key,) = super()._sequence_to_key_events(character)
        return (Key(f"alt+{key.key}", character),)


def read_keys(fileno: int, is_over: Event, tell: Callable[[Message], None]) -> None:
    """Tell the keys and other events of a terminal until ``is_over``, or until it is gone."""
    parser = KeyParser()
    decode = getincrementaldecoder("utf-8")("replace").decode
    last, gather = 0.0, _GATHER
    with SelectSelector() as selector:
        selector.register(fileno, EVENT_READ)
        while not is_over.is_set():
            if selector.select(_POLL):
                is_fast = monotonic() - last < _FAST
                if is_fast and is_over.wait(gather):
                    return
                data = os.read(fileno, _BYTES)
                if not data:
                    return
                is_flood = is_fast and len(data) >= _FLOOD
                gather = min(2 * gather, _MOST_GATHER) if is_flood else _GATHER
                _tell(parser.feed(decode(data)), tell)
                last = monotonic()  # telling many keys takes longer than the next one does
            _tell(parser.tick(), tell)


def _tell(events: Iterable[Message], tell: Callable[[Message], None]) -> None:
    keys: list[Key] = []
    for event in events:
        if isinstance(event, Key):
            keys.append(event)
        else:
            _tell_keys(keys, tell)
            keys = []
            tell(event)
    _tell_keys(keys, tell)


def _tell_keys(keys: list[Key], tell: Callable[[Message], None]) -> None:
    if len(keys) > 1:
        tell(KeyBurst(keys))
    elif keys:
        tell(keys[0])

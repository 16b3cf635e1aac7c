"""Keys from the terminal: read in one go where they come in one go, and heard in their order."""

from __future__ import annotations

import asyncio
import os
from threading import Event, Thread
from typing import TYPE_CHECKING, ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from inspector.ui.keys import queue
from inspector.ui.keys.app import KeyedApp
from inspector.ui.keys.queue import KeyBurst
from inspector.ui.keys.reader import KeyParser, read_keys
from inspector.ui.shell.terminal.signals import EndingApp
from inspector.ui.widgets.field import TextField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.pilot import Pilot


def read(*chunks: bytes) -> list[Message]:
    """Return what is told of bytes that come one after the other, until the terminal is gone."""
    here, there = os.pipe()
    told: list[Message] = []
    thread = Thread(target=read_keys, args=(here, Event(), told.append), daemon=True)
    thread.start()
    for chunk in chunks:
        os.write(there, chunk)
    os.close(there)
    thread.join(10)
    os.close(here)
    assert not thread.is_alive()
    return told


def keys(message: Message) -> list[str]:
    return [each.key for each in message.keys] if isinstance(message, KeyBurst) else []


def test_what_comes_at_once_is_told_at_once() -> None:
    (told,) = read(b"/ab\r")
    assert keys(told) == ["slash", "a", "b", "enter"]
    first, paste, last = read(b"/\x1b[200~a\rb\x1b[201~\r")
    assert isinstance(first, Key)
    assert isinstance(paste, Paste)
    assert (paste.text, isinstance(last, Key)) == ("a\rb", True)


class Typing(Event):
    """Never over until ``text`` was typed, 625 characters a second, into a pipe."""

    def __init__(self, there: int, text: bytes) -> None:
        super().__init__()
        self._there = there
        self._text = text
        self.type(1)

    def type(self, size: int) -> None:
        os.write(self._there, self._text[:size])
        self._text = self._text[size:]
        if not self._text:
            os.close(self._there)
            self._there = -1

    def wait(self, timeout: float | None = None) -> bool:
        if self._there >= 0:
            self.type(max(1, int(625 * (timeout or 0))))
        return False

    def is_set(self) -> bool:
        if self._there >= 0:
            self.type(1)
        return False


def test_letters_that_keep_coming_are_told_in_ever_larger_parts() -> None:
    here, there = os.pipe()
    text = b"abcdefghi " * 1000
    told: list[Message] = []
    read_keys(here, Typing(there, text), told.append)
    os.close(here)
    # Each is a search and a repaint: 10,000 letters in 16 seconds.
    assert len(told) < 30
    typed = [key for each in told for key in (each.keys if isinstance(each, KeyBurst) else [each])]
    assert "".join(str(key.character) for key in typed if isinstance(key, Key)) == text.decode()


def test_a_single_key_is_one() -> None:
    (told,) = read(b"q")
    assert isinstance(told, Key)
    assert told.key == "q"


def test_bytes_that_are_no_text_do_no_harm() -> None:
    (told,) = read(b"a\xff\xc3(b")
    assert keys(told)[0] == "a"
    assert keys(told)[-1] == "b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b/d", ["alt+slash", "d"]),
        ("\x1bd", ["alt+d"]),
        ("\x1bA", ["alt+A"]),
        ("\x1b[A\x1bOB", ["up", "down"]),
        ("\x1b/" + "x" * 40, ["alt+slash", *"x" * 40]),
        ("\x1b[1;3A", ["alt+up"]),
    ],
)
def test_escape_with_a_character_behind_is_never_lost(text: str, expected: list[str]) -> None:
    found = [each for each in KeyParser().feed(text) if isinstance(each, Key)]
    assert [each.key for each in found] == expected


class Fields(KeyedApp, EndingApp):
    AUTO_FOCUS = None

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "go", "Go"),
        Binding("escape", "leave", "Leave"),
        Binding("alt+x", "note('alt+x')", "Alt"),
        Binding("n", "note('n')", "Note"),
    ]

    def __init__(self) -> None:
        super().__init__(dict)
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield TextField()
        yield Static()

    def on_mount(self) -> None:
        self.release_keys()

    def action_go(self) -> None:
        self.query_one(Input).value = ""
        self.screen.set_focus(self.query_one(Input))

    def action_leave(self) -> None:
        self.noted.append(self.query_one(Input).value)
        self.screen.set_focus(None)

    def action_note(self, text: str) -> None:
        self.noted.append(text)


async def heard(text: str, count: int) -> list[str]:
    app = Fields()
    async with app.run_test() as pilot:
        app.post_message(KeyBurst(each for each in KeyParser().feed(text) if isinstance(each, Key)))
        for _ in range(200):
            if len(app.noted) == count:
                break
            await pilot.pause(0.01)
        return app.noted


async def test_keys_have_their_effect_before_the_next_is_heard() -> None:
    text = "/ab\x7fc\x1b/d\x1bnn/" + "x" * 500 + "\x1b\x1bxn"
    expected = ["ac", "d", "n", "n", "x" * 500, "alt+x", "n"]
    assert await heard(text, len(expected)) == expected


async def test_keys_that_wait_while_the_screen_is_left_are_forgotten() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        app.bind("q", "app.quit")
        app.post_message(KeyBurst(Key(each, each) for each in "nq" + "n" * 50))
        await pilot.pause(0.2)
    assert app.noted == ["n"]
    app.raise_fault()


class Slow(Screen[None]):
    """A screen with a field, which takes its time."""

    AUTO_FOCUS = None

    def compose(self) -> ComposeResult:
        yield TextField()

    async def on_mount(self) -> None:
        await asyncio.sleep(0.1)
        self.query_one(Input).focus()


class Opened(Message):
    """Asks for the slow screen."""


class Openings(Fields):
    def on_mount(self) -> None:
        self.action_go()

    def on_opened(self) -> None:
        self.push_screen(Slow())

    def action_open(self) -> None:
        # As a pane does that hears of a choice in its list.
        self.query_one(Static).post_message(Opened())

    async def action_remove(self) -> None:
        await self.query_one(Input).remove()


async def wait_until_idle(app: Fields, pilot: Pilot[int]) -> None:
    """Wait until all keys have had their effect, however busy the machine is."""
    await pilot.pause()
    for _ in range(1000):
        if app.queue.is_idle:
            break
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("patience", [0, 1])
async def test_keys_wait_for_what_a_key_opens_however_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(queue, "_PATIENCE", patience)
    app = Openings()
    async with app.run_test() as pilot:
        app.bind("f1", "open")
        app.post_message(KeyBurst([Key("f1", None), *(Key(each, each) for each in "nab")]))
        await wait_until_idle(app, pilot)
        assert app.screen.query_one(Input).value == "nab"
    assert app.noted == []


async def test_keys_go_on_where_what_had_the_focus_is_gone() -> None:
    app = Openings()
    async with app.run_test() as pilot:
        app.bind("f1", "remove")
        app.post_message(KeyBurst([Key("f1", None), Key("n", "n"), Key("n", "n")]))
        await wait_until_idle(app, pilot)
    assert app.noted == ["n", "n"]


async def test_keys_go_on_where_what_tells_of_one_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_PATIENCE", 0.01)
    app, told = Fields(), queue.KeyQueue.done
    lost: list[int] = []

    async def done(self: queue.KeyQueue, number: int) -> None:
        if len(lost) < 3:
            lost.append(number)
        else:
            await told(self, number)

    async with app.run_test() as pilot:
        await pilot.press("n")
        monkeypatch.setattr(queue.KeyQueue, "done", done)
        app.post_message(KeyBurst(Key("n", "n") for _ in range(3)))
        await wait_until_idle(app, pilot)
    assert len(lost) == 3
    assert app.noted == ["n"] * 4


async def test_what_is_pasted_loses_only_what_cannot_be_seen() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        app.action_go()
        app.post_message(Paste("a\x1b[31mb\u202e\nsecond"))
        await pilot.pause()
        assert app.query_one(Input).value == "a[31mb"


async def test_keys_that_are_held_come_in_their_order_and_one_may_pass() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        await app.hold_keys(lambda key: isinstance(key, Key) and key.key == "escape")
        app.post_message(Key("escape", None))
        app.post_message(Key("n", "n"))
        app.post_message(Key("escape", None))
        await pilot.pause()
        assert app.noted == [""]
        app.release_keys()
        await pilot.pause()
        assert app.noted == ["", "n", ""]
        await pilot.press("n")
        assert app.noted == ["", "n", "", "n"]

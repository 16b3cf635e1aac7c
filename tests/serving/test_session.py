"""A session between a websocket and a program, both played."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import pytest
from aiohttp import WSMessage, WSMsgType

from inspector.serving.session import Size, attend, packet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.web import WebSocketResponse

BEGIN = "import sys, os, time; out = sys.stdout.buffer; out.write(b'__GANGLION__\\n'); "
ECHO = BEGIN + "out.write(sys.stdin.buffer.read({size})); out.flush()"
# It hears nothing, and has a child that hears nothing either.
DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(300)
"""


class Page:
    """A websocket: what a browser sends is there from the beginning; it may leave."""

    def __init__(self, *sent: object, leaves: Callable[[], bool] = bool) -> None:
        self._sent = [json.dumps(each) for each in sent]
        self._leaves = leaves
        self.closed = False
        self.shown: list[bytes] = []
        self.told: list[object] = []

    async def send_bytes(self, data: bytes) -> None:
        self.shown.append(data)

    async def send_json(self, data: object) -> None:
        self.told.append(data)

    async def close(self) -> None:
        self.closed = True

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> WSMessage:
        if self._sent:
            return WSMessage(WSMsgType.TEXT, self._sent.pop(0), "")
        while not self._leaves():  # noqa: ASYNC110  no one could set an event
            await asyncio.sleep(0.05)
        self.closed = True
        raise StopAsyncIteration


def is_gone(pid: str) -> bool:
    """Whether a process has ended, whether or not someone has asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


async def attended(page: Page, *arguments: str) -> None:
    await attend(cast("WebSocketResponse", page), arguments, Size("80", 24))


async def test_what_is_typed_arrives_as_packets_that_the_driver_reads() -> None:
    sent = packet(b"D", "é\x1b[A".encode()) + packet(
        b"M", b'{"type": "resize", "width": 1000, "height": 1}'
    )
    page = Page(
        ["ping", "7"], ["stdin", "é\x1b[A"], ["resize", {"width": 10**9, "height": -3}], ["else"]
    )
    await attended(page, sys.executable, "-c", ECHO.format(size=len(sent)))
    assert page.told == [["pong", "7"]]
    assert page.shown[0] == "é\x1b[A".encode()  # ``M`` is no cell: it is not passed on
    assert page.closed


async def test_wishes_to_open_addresses_or_files_are_not_granted() -> None:
    wish = packet(b"M", b'{"type": "open_url", "url": "http://evil.example", "new_tab": true}')
    page = Page()
    await attended(page, sys.executable, "-c", BEGIN + f"out.write({wish + packet(b'P', b'x')!r})")
    assert page.shown == [b"\x1bc\r\n"]
    assert page.told == []


async def test_what_the_program_says_last_is_shown_as_text() -> None:
    page = Page()
    await attended(
        page, sys.executable, "-c", "import sys; sys.exit('no \\x1b]0;x\\x07 such\\nfile')"
    )
    assert page.shown == [b"\x1bcno \\x1b]0;x\\x07 such\r\nfile\r\n"]
    assert page.closed


async def test_a_program_that_cannot_start_is_said() -> None:
    page = Page()
    await attended(page, "/no/such/program")
    assert page.shown == [b"\x1bclayerscope: No such file or directory\r\n"]


async def test_nothing_is_left_of_a_program_that_does_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.serving.session._GRACE", 0.5)
    noted = tmp_path / "pid"
    page = Page(leaves=lambda: noted.exists() and bool(noted.read_text()))
    await attended(page, sys.executable, "-c", DEAF, str(noted))
    async with asyncio.timeout(30):
        while not is_gone(noted.read_text()):  # noqa: ASYNC110  nor here
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("value", [None, [], 1.5, "x", "", "1e3"])
def test_a_size_is_a_number(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        Size(value, 24)

"""A browser without a page: the websocket, and what it draws in a terminal's cells."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pyte
from aiohttp import ClientSession, WSMsgType

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientWebSocketResponse

PATIENCE = 30.0


class Tab:
    """One tab."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def type(self, keys: str) -> None:
        await self._socket.send_str(json.dumps(["stdin", keys]))

    async def resize(self, width: int, height: int) -> None:
        self._screen.resize(height, width)
        self._screen.reset()
        await self._socket.send_str(json.dumps(["resize", {"width": width, "height": height}]))

    async def send(self, text: str) -> None:
        await self._socket.send_str(text)

    async def close(self) -> None:
        await self._socket.close()

    async def sees(self, *texts: str) -> None:
        """Wait until all these are on the screen."""
        async with asyncio.timeout(PATIENCE):
            while not all(each in self.text for each in texts):
                assert await self._receive(), self.text

    async def ends(self) -> None:
        """Wait until the server closes it."""
        async with asyncio.timeout(PATIENCE):
            while await self._receive():
                pass

    async def _receive(self) -> bool:
        message = await self._socket.receive()
        if message.type is WSMsgType.BINARY:
            self._stream.feed(message.data)
        return message.type in {WSMsgType.BINARY, WSMsgType.TEXT}


@asynccontextmanager
async def tab(url: str, width: int = 100, height: int = 30) -> AsyncIterator[Tab]:
    """Open a tab as the page does."""
    headers = {"Origin": url.rstrip("/")}
    async with (
        ClientSession() as session,
        session.ws_connect(f"{url}ws?width={width}&height={height}", headers=headers) as socket,
    ):
        yield Tab(socket)

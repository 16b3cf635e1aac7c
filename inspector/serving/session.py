"""One browser's session: a process of the program, and the websocket that shows it.

Textual's web driver writes packets to stdout: after a line of its own, a kind, four bytes of size
(big-endian), and so many bytes. ``D`` is for the terminal, the others are wishes that a browser
could grant: to open an address, to load a file down. None is.
It reads the same packets: ``D`` are keys, ``M`` is JSON (textual/drivers/web_driver.py, 8.2).
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType

from inspector.errors import reason
from inspector.text import printable

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Sequence

    from aiohttp.web import WebSocketResponse

_BEGIN = b"__GANGLION__\n"
_TERMINAL = b"D"
# Cells of the largest screen that there is, several times over.
_WIDEST, _HIGHEST = 1000, 500
# Seconds that the program has to end by itself, and after it was asked to.
_GRACE = 3.0
# Bytes of what the program says when it ends, the last ones.
_SAID = 4096
_RESET = "\x1bc"


class Size:
    """Columns and rows that a browser asked for, within what a screen may have."""

    def __init__(self, width: object, height: object) -> None:
        """Take what came from a browser. Raises ValueError where it is not a number."""
        self.width = _clamped(width, _WIDEST)
        self.height = _clamped(height, _HIGHEST)


def _clamped(value: object, most: int) -> int:
    if not isinstance(value, int | str):
        raise ValueError("not a number")  # noqa: TRY004  a value of the wire, as any other
    return max(1, min(int(value), most))


async def attend(websocket: WebSocketResponse, arguments: Sequence[str], size: Size) -> None:
    """Run the program for a browser until one of them ends; leave nothing behind."""
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=_environment(size),
            start_new_session=True,  # signals of the terminal are for the server
        )
    except OSError as error:  # too many processes, too many files
        await _part(websocket, f"layerscope: {reason(error)}")
        return
    assert process.stdin is not None  # noqa: S101  all three are pipes
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    keys = asyncio.create_task(_pass_keys(websocket, process.stdin))
    screen = asyncio.create_task(_pass_screen(process.stdout, websocket))
    said = asyncio.create_task(_last_words(process.stderr))
    try:
        await asyncio.wait((keys, screen), return_when=asyncio.FIRST_COMPLETED)
        if screen.done() and not websocket.closed:
            await asyncio.wait((said,), timeout=_GRACE)
            await _part(websocket, said.result() if said.done() else "")
    finally:
        for task in (keys, screen, said):
            task.cancel()
        await asyncio.shield(_end(process))
        await asyncio.gather(keys, screen, said, return_exceptions=True)


def _environment(size: Size) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL")}
    return kept | {
        "COLUMNS": str(size.width),
        "ROWS": str(size.height),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
    }


async def _pass_keys(websocket: WebSocketResponse, stdin: StreamWriter) -> None:
    """Pass on what is typed and how large the page is. Ends with the page, or with its nonsense."""
    with suppress(ValueError, TypeError, LookupError, ConnectionError):
        async for message in websocket:
            if message.type is not WSMsgType.TEXT:
                return
            kind, *rest = json.loads(message.data)
            if kind == "stdin":
                stdin.write(packet(b"D", rest[0].encode("utf-8", "replace")))
            elif kind == "resize":
                size = Size(rest[0]["width"], rest[0]["height"])
                stdin.write(_meta(type="resize", width=size.width, height=size.height))
            elif kind in {"focus", "blur"}:
                stdin.write(_meta(type=kind))
            elif kind == "ping":
                await websocket.send_json(["pong", rest[0]])
            await stdin.drain()


async def _pass_screen(stdout: StreamReader, websocket: WebSocketResponse) -> None:
    """Pass on what the program draws, until it ends."""
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        if await stdout.readline() != _BEGIN:
            return
        while True:
            kind = await stdout.readexactly(1)
            size = int.from_bytes(await stdout.readexactly(4), "big")
            payload = await stdout.readexactly(size)
            if kind == _TERMINAL:
                await websocket.send_bytes(payload)


async def _last_words(stderr: StreamReader) -> str:
    said = b""
    while data := await stderr.read(_SAID):
        said = (said + data)[-_SAID:]
    return said.decode("utf-8", "replace")


async def _part(websocket: WebSocketResponse, said: str) -> None:
    """Show what the program said when it ended, and close."""
    lines = "\r\n".join(printable(line) for line in said.splitlines())
    with suppress(ConnectionError):
        await websocket.send_bytes(f"{_RESET}{lines}\r\n".encode("utf-8", "replace"))
        await websocket.close()


async def _end(process: Process) -> None:
    """End a process, and all that it started: without keys it ends by itself."""
    if process.stdin is not None:
        process.stdin.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), _GRACE)
            break
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
    await process.wait()


def packet(kind: bytes, payload: bytes) -> bytes:
    """Return a packet as the web driver reads them."""
    return kind + len(payload).to_bytes(4, "big") + payload


def _meta(**values: Any) -> bytes:  # noqa: ANN401  whatever JSON can say
    return packet(b"M", json.dumps(values).encode())

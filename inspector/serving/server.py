"""The server: a page, its parts, and a session for each websocket, until a signal ends it."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from inspector.serving.guard import is_own_host, is_own_origin
from inspector.serving.page import POLICY, page, part, statics
from inspector.serving.session import Size, attend

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from inspector.serving.address import Address

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PARTS = {"page.js": "text/javascript", "page.css": "text/css"}
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Sessions at once: a lecture hall. Each is a process.
_SESSIONS = 100
# Seconds after which a browser that does not answer is gone.
_HEARTBEAT = 15.0
# Seconds that one may take to say goodbye.
_GOODBYE = 2.0
# Seconds for all sessions to end: as long as one of them may take.
_PATIENCE = 10.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(address: Address, name: str, arguments: Sequence[str]) -> None:
    """Serve until a signal, which then has its usual effect.

    ``name`` is what is shown, ``arguments`` the command that shows it.
    """
    with asyncio.Runner() as runner:
        ended_by = runner.run(_serve(address, name, arguments))
    signal.raise_signal(ended_by)


async def _serve(address: Address, name: str, arguments: Sequence[str]) -> int:
    server = _Server(address.names, name, arguments)
    runner = web.AppRunner(
        server.application(), access_log=None, logger=_silent(), shutdown_timeout=_PATIENCE
    )
    await runner.setup()
    try:
        with _signals(asyncio.get_running_loop()) as signalled:
            await web.SockSite(runner, address.socket).start()
            return await signalled
    finally:
        await runner.cleanup()


def _silent() -> logging.Logger:
    """Return what aiohttp tells of requests that it does not understand: anyone may send them."""
    logger = logging.getLogger("layerscope.serving")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger


@contextmanager
def _signals(loop: AbstractEventLoop) -> Iterator[asyncio.Future[int]]:
    """Give what has the number of the first signal; handlers are as before when it is left."""
    signalled: asyncio.Future[int] = loop.create_future()
    before = {each: signal.getsignal(each) for each in _SIGNALS}
    handled = [each for each in _SIGNALS if before[each] is not signal.SIG_IGN]

    def note(number: int) -> None:
        if not signalled.done():
            signalled.set_result(number)

    for each in handled:
        loop.add_signal_handler(each, note, each)
    try:
        yield signalled
    finally:
        for each in handled:
            loop.remove_signal_handler(each)
            signal.signal(each, before[each])


class _Server:
    """Answers requests."""

    def __init__(self, names: frozenset[str], name: str, arguments: Sequence[str]) -> None:
        self._names = names
        self._page = page(name)
        self._parts = {name: part(name) for name in _PARTS}
        self._arguments = arguments
        self._sessions: set[web.WebSocketResponse] = set()

    def application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("/", self._show_page),
                web.get("/{name:page[.](?:js|css)}", self._show_part),
                web.get("/ws", self._open_session),
                web.static("/static", statics()),
            ]
        )
        application.on_response_prepare.append(_add_headers)
        application.on_shutdown.append(self._close)
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_own_host(request.host, self._names):
            raise web.HTTPMisdirectedRequest
        return await handler(request)

    async def _show_page(self, request: web.Request) -> web.Response:
        del request
        return web.Response(text=self._page, content_type="text/html")

    async def _show_part(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        return web.Response(text=self._parts[name], content_type=_PARTS[name])

    async def _open_session(self, request: web.Request) -> web.StreamResponse:
        if not is_own_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden
        if len(self._sessions) >= _SESSIONS:
            raise web.HTTPServiceUnavailable
        try:
            size = Size(request.query.get("width", 80), request.query.get("height", 24))
        except ValueError as error:
            raise web.HTTPBadRequest from error
        websocket = web.WebSocketResponse(heartbeat=_HEARTBEAT, timeout=_GOODBYE)
        await websocket.prepare(request)
        self._sessions.add(websocket)
        try:
            await attend(websocket, self._arguments, size)
        finally:
            self._sessions.discard(websocket)
            await websocket.close()
        return websocket

    async def _close(self, application: web.Application) -> None:
        del application
        await asyncio.gather(*(each.close() for each in list(self._sessions)))


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    del request
    response.headers.update(_HEADERS)

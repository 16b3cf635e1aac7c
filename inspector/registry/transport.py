"""Requests as they are sent. Redirects, logins and repetitions are left to the caller."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
from urllib3 import Timeout

from inspector import __version__
from inspector.registry.connections import Connections
from inspector.registry.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from urllib3 import BaseHTTPResponse, PoolManager

    from inspector.io.progress import Progress
    from inspector.registry.address import Url
    from inspector.registry.exchange import Response
    from inspector.registry.settings import RegistrySettings
    from inspector.registry.transferred import Transferred

_HEADERS = {"User-Agent": f"layerscope/{__version__}", "Accept-Encoding": "identity"}


class HttpRequest(msgspec.Struct, frozen=True):
    """What is sent. ``headers`` may hold credentials, and are in no ``repr``."""

    address: Url
    headers: dict[str, str]
    method: str = "GET"
    body: str | None = None
    insecure: bool = False

    def __repr__(self) -> str:
        return f"{self.method} {self.address.origin.authority}"

    def send(self, connections: PoolManager, patience: float) -> BaseHTTPResponse:
        """Send it, and return the answer as soon as its headers are there."""
        return connections.urlopen(
            self.method,
            str(self.address),
            headers=_HEADERS | self.headers,
            body=self.body,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            # Each address of a host has its chance before one gives up.
            timeout=Timeout(connect=patience / 3, read=patience),
        )


class Transport:
    """Sends requests, and counts what comes."""

    def __init__(self, settings: RegistrySettings, transferred: Transferred) -> None:
        self._settings = settings
        self._transferred = transferred
        self._connections = Connections(settings)

    @contextmanager
    def exchange(self, request: HttpRequest, progress: Progress) -> Iterator[Response]:
        """Send a request and give the answer to it; what is left of it ends with the block.

        Raises RegistryError, and what ``progress`` raises.
        """
        settings, origin = self._settings, request.address.origin
        connections = self._connections.to(origin, insecure=request.insecure)

        def send() -> BaseHTTPResponse:
            return request.send(connections, settings.patience)

        exchange = Exchange(send, origin.authority, settings, self._transferred, progress)
        try:
            yield exchange.answer()
        finally:
            exchange.close()

    def close(self) -> None:
        """Close all connections that no request uses."""
        self._connections.close()

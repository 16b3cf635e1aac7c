"""Connections to hosts: with TLS or without, through a proxy or directly."""

from __future__ import annotations

import ssl
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import InsecureRequestWarning, LocationParseError

from inspector.errors import RegistryError
from inspector.language import Lazy
from inspector.registry.certificates import tls_context

if TYPE_CHECKING:
    from urllib3 import PoolManager, ProxyManager
    from urllib3.util import Url

    from inspector.registry.address import Origin
    from inspector.registry.settings import RegistrySettings

# Connections to one host that are kept for the next request.
_KEPT = 4


class _TlsConnection(HTTPSConnection):
    """Reads the answer of a server that closes the connection before it has the whole request."""

    def send(self, data: Any) -> None:  # noqa: ANN401 - as in http.client
        """Send a part of a request. Raises BrokenPipeError where the connection is closed."""
        try:
            super().send(data)
        except ssl.SSLEOFError as error:
            # As without TLS: urllib3 looks for an answer then.
            raise BrokenPipeError(error.errno, error.strerror) from error


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": urllib3.HTTPConnectionPool, "https": _TlsPool}


class Connections:
    """Connection pools, made on demand and kept. Thread-safe."""

    def __init__(self, settings: RegistrySettings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._managers: dict[tuple[Origin, bool], PoolManager] = {}

    def to(self, origin: Origin, *, insecure: bool) -> PoolManager:
        """Return what makes connections to an origin. Raises RegistryError: certificate, proxy."""
        with self._lock:
            key = (origin, insecure)
            if key not in self._managers:
                self._managers[key] = self._new(origin, insecure=insecure)
                self._managers[key].pool_classes_by_scheme = _POOLS
            return self._managers[key]

    def close(self) -> None:
        """Close all that no request uses."""
        with self._lock:
            for manager in self._managers.values():
                manager.clear()
            self._managers.clear()

    def _new(self, origin: Origin, *, insecure: bool) -> PoolManager:
        context = None
        if origin.scheme == "https":
            context = tls_context(self._settings, origin.authority, insecure=insecure)
            if insecure:
                urllib3.disable_warnings(InsecureRequestWarning)
        proxy = self._settings.proxies.of(origin.scheme, f"{origin.host}:{origin.port}")
        if proxy:
            return self._through(_proxy(proxy, origin.scheme), context)
        return urllib3.PoolManager(1, maxsize=_KEPT, ssl_context=context)

    def _through(self, proxy: Url, context: ssl.SSLContext | None) -> ProxyManager:
        # Not in the address, which errors quote.
        credentials = unquote(proxy.auth) if proxy.auth else None
        return urllib3.ProxyManager(
            proxy._replace(auth=None).url,
            1,
            proxy_headers=urllib3.make_headers(proxy_basic_auth=credentials),
            proxy_ssl_context=tls_context(self._settings, proxy.netloc or "", insecure=False),
            maxsize=_KEPT,
            ssl_context=context,
        )


def _proxy(address: str, scheme: str) -> Url:
    """Return a proxy's address in its parts. Raises RegistryError, without the address."""
    try:
        proxy = urllib3.util.parse_url(address)
    except LocationParseError:
        proxy = urllib3.util.Url()
    if not proxy.host:
        name = f"{scheme}_proxy".upper()
        raise RegistryError(Lazy("{name} is not a valid proxy address", name=name))
    return proxy

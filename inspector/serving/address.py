"""Where the server listens."""

from __future__ import annotations

import errno
import os
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

from inspector.errors import UsageError, reason
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8000
_TRIED = 20
_LAST_PORT = 65_535


class Address:
    """A socket that listens, and what it is called."""

    def __init__(self, host: str, listener: socket.socket) -> None:
        self.socket = listener
        self._host = host
        self._bound = ip_address(str(listener.getsockname()[0]).partition("%")[0])

    @property
    def is_private(self) -> bool:
        """Whether only this machine reaches it."""
        return self._bound.is_loopback

    @property
    def names(self) -> frozenset[str]:
        """The names under which browsers may ask for it; addresses are fine in any case."""
        named = {self._host.lower().rstrip(".")}
        return frozenset({"localhost", *named, *([] if self.is_private else [_machine().lower()])})

    @property
    def url(self) -> str:
        """What to open in a browser."""
        host = _machine() if self._bound.is_unspecified else self._host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.socket.getsockname()[1]}/"


def listen(host: str, port: int | None) -> Address:
    """Listen on a host's first address; without a port on the usual one, or on a free one.

    Port 0 is a free one. Raises UsageError.
    """
    if port is not None and not 0 <= port <= _LAST_PORT:
        raise UsageError(
            Lazy("there is no port {port}: ports are 0 to {last}", port=port, last=_LAST_PORT)
        )
    ports = (*range(USUAL_PORT, USUAL_PORT + _TRIED), 0) if port is None else (port,)
    try:
        return Address(host, _listener(host, ports))
    except (OSError, UnicodeError) as error:  # a name that IDNA cannot write
        told = Lazy(
            "cannot listen on {host}, port {port}: {reason}",
            host=printable(host),
            port=ports[0],
            reason=reason(error) if isinstance(error, OSError) else Lazy("not a host name"),
        )
        is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        hint = Lazy("--port 0 takes a free one") if is_taken else None
        raise UsageError(told, hint=hint) from error


def _listener(host: str, ports: Iterable[int]) -> socket.socket:
    """Return a socket on the first port that is free. Raises OSError, UnicodeError."""
    taken = OSError(errno.EADDRINUSE, "")
    for port in ports:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _type, _protocol, _name, address = found[0]
        try:
            return socket.create_server(address, family=family)
        except OSError as error:
            # Python's own words name the address again.
            taken = OSError(error.errno, os.strerror(error.errno or 0))
            if error.errno != errno.EADDRINUSE:
                raise taken from error
    raise taken


def _machine() -> str:
    return socket.gethostname()

"""Addresses that a registry names: where a blob lies, who gives tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

import msgspec

from inspector.registry.place import is_loopback
from inspector.registry.reference import port_of, without_port

if TYPE_CHECKING:
    from inspector.registry.settings import RegistrySettings

# Hosts of blob stores, whose names may have underscores.
_HOST = re.compile(r"(?:[a-zA-Z0-9._-]+|\[[a-fA-F0-9:.]+\])(?::[0-9]{1,5})?")
_PORTS = {"https": "443", "http": "80"}
# Signed addresses have one or two thousand characters.
_LONGEST = 16 << 10


class Origin(msgspec.Struct, frozen=True):
    """The server of an address: credentials for one origin must not go to another (RFC 6454)."""

    scheme: str
    host: str
    port: str

    @property
    def authority(self) -> str:
        """Host and port, as they are written in an address."""
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"


class Url(msgspec.Struct, frozen=True):
    """An absolute address of http or https without a user in it."""

    origin: Origin
    path: str

    @classmethod
    def of(cls, scheme: str, host: str, path: str) -> Self:
        """Return the address of a path at a host, which may have a port."""
        name = without_port(host).lower()
        return cls(Origin(scheme, name, port_of(host) or _PORTS[scheme]), path)

    @classmethod
    def parse(cls, text: str, base: Url | None = None) -> Self | None:
        """Return the address in a text, relative to ``base``; None if it is not such an address."""
        if not text or not text.isprintable() or len(text) > _LONGEST:
            return None
        try:
            parts = urlsplit(urljoin(str(base), text) if base else text)
            port = parts.port
        except ValueError:
            return None
        host = parts.netloc
        if parts.scheme not in _PORTS or not _HOST.fullmatch(host):
            return None
        query = f"?{parts.query}" if parts.query else ""
        port_text = str(port) if port else _PORTS[parts.scheme]
        origin = Origin(parts.scheme, without_port(host).lower(), port_text)
        return cls(origin, f"{parts.path or '/'}{query}")

    def with_query(self, query: str) -> Url:
        """Return the address with more query parameters."""
        return Url(self.origin, f"{self.path}{'&' if '?' in self.path else '?'}{query}")

    def may_follow(self, before: Url, settings: RegistrySettings) -> bool:
        """Whether the server at ``before`` may redirect to this address: never from TLS to none."""
        here, there = self.origin, before.origin
        if here.scheme == "https" or there.scheme == "http":
            return True
        is_here = is_loopback(here.host) and is_loopback(there.host)
        return is_here or settings.is_insecure(here.authority)

    def __str__(self) -> str:
        """Return the address as it is requested."""
        return f"{self.origin.scheme}://{self.origin.authority}{self.path}"

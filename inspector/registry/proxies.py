"""Proxies as the environment names them."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from inspector.errors import UsageError
from inspector.language import Lazy
from inspector.registry.place import is_loopback
from inspector.registry.reference import port_of, without_port
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Proxies:
    """Addresses of proxies, "" for none; they may hold a password and are in no ``repr``.

    ``exempt``: hosts that are asked without one, as NO_PROXY lists them.
    """

    http: str = field(default="", repr=False)
    https: str = field(default="", repr=False)
    exempt: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return those of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, or their lower-case twins.

        Raises UsageError for a proxy that is not an HTTP proxy.
        """

        def value(name: str) -> str:
            return environment.get(name) or environment.get(name.lower()) or ""

        # A web server hands a request's header "Proxy" to programs under this name: CVE-2016-5385
        http = "" if "REQUEST_METHOD" in environment else _address(value("HTTP_PROXY"))
        exempt = (each.strip().lower() for each in value("NO_PROXY").split(","))
        return cls(http, _address(value("HTTPS_PROXY")), tuple(filter(None, exempt)))

    def of(self, scheme: str, host: str) -> str:
        """Return the proxy for a host, which may have a port; "" for none.

        As Go's ``httpproxy``, which engines use: this machine is asked without any.
        """
        proxy = self.https if scheme == "https" else self.http
        if not proxy or is_loopback(host):
            return ""
        port = port_of(host) or ("443" if scheme == "https" else "80")
        name = without_port(host).strip("[]").lower()
        return "" if any(_covers(each, name, port) for each in self.exempt) else proxy


def _address(text: str) -> str:
    """Return a proxy's URL; the scheme of a bare host is http."""
    if not text or text.lower().startswith(("http://", "https://")):
        return text
    scheme, _, rest = text.partition("://")
    if rest:
        raise UsageError(Lazy("{scheme} proxies are not supported", scheme=printable(scheme)))
    return f"http://{text}"


def _covers(pattern: str, name: str, port: str) -> bool:
    """Whether an entry of NO_PROXY means a host: its domain, its address, or a network."""
    if pattern == "*":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(name) in ipaddress.ip_network(pattern, strict=False)
    if port_of(pattern):
        if port_of(pattern) != port:
            return False
        pattern = without_port(pattern)
    pattern = pattern.strip("[]").removeprefix("*")
    return name == pattern or name.endswith(pattern if pattern[:1] == "." else f".{pattern}")

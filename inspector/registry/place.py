"""Where a repository, or a registry's catalogue, is asked for."""

from __future__ import annotations

import ipaddress

import msgspec

from inspector.registry.reference import HUB, without_port

_HUB_SERVER = "registry-1.docker.io"


class Endpoint(msgspec.Struct, frozen=True):
    """A repository at a host, which may have a port; "" stands for the registry itself.

    ``insecure``: the user said that its certificate is not to be looked at, nor TLS to be expected.
    """

    host: str
    repository: str
    insecure: bool = False

    @property
    def server(self) -> str:
        """Who answers for the host, with its port where it has one."""
        return _HUB_SERVER if self.host == HUB else self.host

    @property
    def may_be_plain(self) -> bool:
        """Whether HTTP will do where the server speaks no TLS."""
        return self.insecure or is_loopback(self.host)

    @property
    def scope(self) -> str:
        """The right that a token is asked for (distribution, "Token Scope Documentation")."""
        return f"repository:{self.repository}:pull" if self.repository else "registry:catalog:*"

    def path(self, kind: str, name: str) -> str:
        """Return the path of a ``manifests`` or ``blobs`` entry (distribution-spec, "Pull")."""
        return f"/v2/{self.repository}/{kind}/{name}"


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this machine by its name or address alone."""
    name = without_port(host).strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")

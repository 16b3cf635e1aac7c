"""Certificates of a test: an authority of its own, and servers that it vouches for."""

from __future__ import annotations

import ssl
from functools import cache
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from pathlib import Path


class Certificates:
    """An authority; ``write`` puts its certificate into a file, as SSL_CERT_FILE names one."""

    def __init__(self) -> None:
        self._authority = trustme.CA()

    def write(self, path: Path) -> Path:
        self._authority.cert_pem.write_to_path(str(path))
        return path

    def write_client(self, certificate: Path, key: Path) -> None:
        """Write a client's certificate and its key."""
        self.write_server(certificate, key, "client@example.com")

    def write_server(self, certificate: Path, key: Path, *names: str) -> None:
        """Write the certificate of a server that has these names, and its key."""
        issued = self._authority.issue_cert(*names)
        issued.cert_chain_pems[0].write_to_path(str(certificate))
        issued.private_key_pem.write_to_path(str(key))

    def server(self, *names: str, wants_client: bool = False) -> ssl.SSLContext:
        """Return the context of a server that has these names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*names).configure_cert(context)
        if wants_client:
            self._authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


@cache
def certificates() -> Certificates:
    """Return the same authority for all tests of a process: to make one takes a while."""
    return Certificates()

"""Gives tokens for Debian's registry to who knows a password, as the servers of registries do."""

from __future__ import annotations

import base64
import datetime as dt
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

SERVICE, ISSUER = "registry.example", "tests"
_DAY = dt.timedelta(days=1)


class TokenServer:
    """Serves until the block is left; ``given`` are the scopes of the tokens that it gave."""

    def __init__(self, user: str, password: str) -> None:
        self.login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.given: list[str] = []
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._certificate = self._certified()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.realm = f"http://localhost:{self._server.server_address[1]}/token"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def configuration(self, folder: Path) -> dict[str, object]:
        """Return what a registry is told of it."""
        bundle = folder / "tokens.pem"
        bundle.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        told = {"realm": self.realm, "service": SERVICE, "issuer": ISSUER}
        return {"token": {**told, "rootcertbundle": str(bundle)}}

    def token(self, scopes: list[str]) -> str:
        """Return a token for all that is asked for."""
        now = int(time.time())
        access = []
        for scope in scopes:
            kind, _, rest = scope.partition(":")
            name, _, actions = rest.rpartition(":")
            access.append({"type": kind, "name": name, "actions": actions.split(",")})
        self.given += scopes
        der = self._certificate.public_bytes(serialization.Encoding.DER)
        head = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(der).decode()]}
        claims: dict[str, Any] = {"iss": ISSUER, "aud": SERVICE, "sub": "", "access": access}
        claims |= {"exp": now + 300, "nbf": now - 10, "iat": now, "jti": str(len(self.given))}
        signed = f"{_part(json.dumps(head).encode())}.{_part(json.dumps(claims).encode())}"
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_part(signature)}"

    def _certified(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ISSUER)])
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(self._key.public_key()).serial_number(1)
        builder = builder.not_valid_before(now - _DAY).not_valid_after(now + _DAY)
        return builder.sign(self._key, hashes.SHA256())


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _handler(server: TokenServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get("Authorization") != server.login:
                self.send_error(401)
                return
            asked = parse_qs(urlsplit(self.path).query)
            told = json.dumps({"token": server.token(asked.get("scope", []))}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    return Handler

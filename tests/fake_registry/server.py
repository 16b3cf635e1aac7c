"""The server of a fake registry: the distribution protocol over http.server."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

from tests.fake_registry.behaviour import Behaviour

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from types import TracebackType

MEDIA_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
MEDIA_CONFIG = "application/vnd.oci.image.config.v1+json"
MEDIA_LAYER = "application/vnd.oci.image.layer.v1.tar"
_TOKEN = "token-of-the-fake"  # noqa: S105
_PATH = re.compile(r"/v2/(?P<name>.+)/(?P<kind>manifests|blobs)/(?P<what>[^/]+)")
_LIST = re.compile(r"/v2/(?:_catalog|(?P<name>.+)/tags/list)")


class Seen(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")


class Image(NamedTuple):
    """Digests of what was stored for an image."""

    manifest: str
    config: str
    layers: tuple[str, ...]


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class FakeRegistry:
    """Serves until the block is left. Blobs are those of all repositories.

    ``tls``: the server's context (``Certificates.server``). ``address``: where it listens.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self.behaviour = Behaviour()
        self.requests: list[Seen] = []
        self.sent = 0
        self.blobs: dict[str, bytes] = {}
        # (repository, tag or digest) -> bytes, media type
        self.manifests: dict[tuple[str, str], tuple[bytes, str]] = {}
        self._server = _Server((address, 0))
        self._server.registry = self
        self.scheme = "http" if tls is None else "https"
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port: int = self._server.server_address[1]
        self.host = f"{address}:{self.port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.is_over = True
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for connection in list(self._server.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}"

    def paths(self) -> list[str]:
        """Return the paths that were asked for, with the methods but GET."""
        return [
            each.path if each.method == "GET" else f"{each.method} {each.path}"
            for each in self.requests
        ]

    def blob(self, data: bytes) -> str:
        """Hold a blob; return its digest."""
        digest = digest_of(data)
        self.blobs[digest] = data
        return digest

    def manifest(
        self, repository: str, tag: str, data: bytes, media_type: str = MEDIA_MANIFEST
    ) -> str:
        """Hold a manifest or an index by its tag and its digest; return the digest."""
        digest = digest_of(data)
        for name in (tag, digest):
            self.manifests[repository, name] = (data, media_type)
        return digest

    def image(
        self,
        repository: str,
        tag: str,
        layers: Sequence[bytes] = (),
        config: dict[str, Any] | None = None,
    ) -> Image:
        """Hold an image of layers as they are stored, uncompressed tars by their media type."""
        digests = tuple(map(self.blob, layers))
        rootfs = {"type": "layers", "diff_ids": list(digests)}
        settings = {"os": "linux", "architecture": "amd64", "rootfs": rootfs, **(config or {})}
        config_data = json.dumps(settings).encode()
        config_digest = self.blob(config_data)

        def descriptor(media_type: str, digest: str) -> dict[str, Any]:
            return {"mediaType": media_type, "digest": digest, "size": len(self.blobs[digest])}

        manifest = {
            "schemaVersion": 2,
            "mediaType": MEDIA_MANIFEST,
            "config": descriptor(MEDIA_CONFIG, config_digest),
            "layers": [descriptor(MEDIA_LAYER, each) for each in digests],
        }
        digest = self.manifest(repository, tag, json.dumps(manifest).encode())
        return Image(digest, config_digest, digests)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    registry: FakeRegistry
    is_over = False

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.open: set[socket.socket] = set()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that end in the middle."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def handle(self) -> None:
        self.server.open.add(self.connection)
        with suppress(OSError):
            super().handle()
        self.server.open.discard(self.connection)

    @property
    def _registry(self) -> FakeRegistry:
        return self.server.registry

    @property
    def _does(self) -> Behaviour:
        return self.server.registry.behaviour

    def do_GET(self) -> None:
        self._answer()

    do_HEAD = do_POST = do_CONNECT = do_GET  # noqa: N815 - the library's own names

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._registry.requests.append(Seen(self.command, self.path, headers, body))
        self._does.noted(self)
        if self._does.raw is not None:
            self.close_connection = True
            for part in self._does.raw(self):
                if self.server.is_over:
                    return
                self.wfile.write(part)
            return
        parts = urlsplit(self.path)
        if parts.path == "/token":
            self._give_token(parse_qs(parts.query), body)
        elif self._does.failures:
            status, more = self._does.failures.pop(0)
            self._send(status, self._does.failure_body, more)
        elif not self._is_allowed():
            self._send(401, b"{}", {"WWW-Authenticate": self._challenge()})
        else:
            self._give(parts.path, parse_qs(parts.query))

    def _is_allowed(self) -> bool:
        said = self.headers.get("Authorization", "")
        if self._does.basic:
            return said == _basic(self._does.basic)
        return not self._does.tokens or said == f"Bearer {_TOKEN}"

    def _challenge(self) -> str:
        if self._does.basic:
            return 'Basic realm="fake"'
        realm = self._does.realm or f"{self._registry.url}/token"
        return f'Bearer realm="{realm}",service="fake",scope="repository:any:pull"'

    def _give_token(self, query: dict[str, list[str]], body: bytes) -> None:
        does = self._does
        said = self.headers.get("Authorization")
        form = parse_qs(body.decode())
        if does.identity and self.command == "POST":
            is_known = form.get("refresh_token") == [does.identity]
        elif said is None:
            is_known = does.anonymous
        else:
            is_known = said == _basic(does.login)
        asked = form if self.command == "POST" else query
        if not is_known or "scope" not in asked:
            self._send(401, b'{"errors":[{"message":"who are you"}]}')
        else:
            default = json.dumps({"token": _TOKEN, "expires_in": 60}).encode()
            self._send(200, default if does.token_body is None else does.token_body)

    def _give(self, path: str, query: dict[str, list[str]]) -> None:
        listed = _LIST.fullmatch(path)
        if listed is not None:
            self._give_list(path, listed["name"], query.get("last", [""])[0])
            return
        match = _PATH.fullmatch(path)
        if match is None:
            self._send(404, b"{}")
            return
        name, kind, what = match["name"], match["kind"], match["what"]
        target = self._does.redirect_blobs if kind == "blobs" else ""
        target = target + path if target else ""
        if kind == "manifests":
            target = self._does.redirect_manifests
        if target:
            self._send(307, b"<a>moved</a>", {"Location": target})
            return
        if kind == "blobs":
            found, media_type = self._registry.blobs.get(what), "application/octet-stream"
        else:
            found, media_type = self._registry.manifests.get((name, what), (None, ""))
        if found is None:
            self._send(404, b'{"errors":[{"code":"UNKNOWN","message":"unknown to the fake"}]}')
            return
        headers = {"Content-Type": media_type}
        if kind == "manifests":
            headers["Docker-Content-Digest"] = digest_of(found)
        self._send_content(self._does.bodies.get(what, found), headers)

    def _give_list(self, path: str, name: str | None, last: str) -> None:
        held = self._registry.manifests
        names = {each for each, _ in held}
        if name is not None:
            names = {tag for each, tag in held if each == name and ":" not in tag}
        listed = sorted(each for each in names if each > last)
        headers: dict[str, str] = {}
        most = self._does.page or len(listed)
        if len(listed) > most:
            listed = listed[:most]
            headers["Link"] = f'<{path}?last={listed[-1]}>; rel="next"'
        body = json.dumps({"repositories" if name is None else "tags": listed}).encode()
        what = "_catalog" if name is None else f"{name}/tags"
        if name is not None and not names:
            self._send(404, b'{"errors":[{"code":"NAME_UNKNOWN"}]}')
        else:
            self._send_content(self._does.bodies.get(what, body), headers)

    def _send_content(self, data: bytes, headers: dict[str, str]) -> None:
        status = 200
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted and self._does.ranges:
            first, whole = int(wanted[1]), len(data)
            data = data[first : int(wanted[2]) + 1 if wanted[2] else None]
            if not data:
                self._send(416, b"")
                return
            status = 206
            headers["Content-Range"] = f"bytes {first}-{first + len(data) - 1}/{whole}"
        self._send(status, data, {**headers, **self._does.headers})

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        does, headers = self._does, dict(headers or {})
        self.send_response(status)
        if does.chunked and status < 300:
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers.setdefault("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            pass
        elif status < 300:
            self._send_body(data)
        else:
            self._write(data)

    def _send_body(self, data: bytes) -> None:
        does = self._does
        if does.breaks:
            data = data[: does.breaks.pop(0)]
            self.close_connection = True
        while does.endless and not self.server.is_over:
            self._write(data or b"\0" * 65536, is_chunk=does.chunked)
        for part in _bytes_of(data) if does.pause else [data]:
            if self.server.is_over:
                return
            self._write(part, is_chunk=does.chunked)
            time.sleep(does.pause)
        if does.chunked and not self.close_connection:
            self.wfile.write(b"0\r\n\r\n")

    def _write(self, data: bytes, *, is_chunk: bool = False) -> None:
        self._registry.sent += len(data)
        if is_chunk and data:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        else:
            self.wfile.write(data)


def _bytes_of(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def _basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"

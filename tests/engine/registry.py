"""Debian's docker-registry on loopback, with and without TLS and a login or tokens."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.request
from typing import TYPE_CHECKING, Self

from tests.engine.tools import ToolError, clean_environment, run
from tests.fake_registry import certificates

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from tests.engine.token_server import TokenServer

USER, PASSWORD = "user", "pw"
# bcrypt of the password, as htpasswd -B writes it
_LOGINS = f"{USER}:$2y$05$abcdefghijklmnopqrstuuHIrMEWpUCQe2YqFR3sXwQ75u4od..9q\n"
_PATIENCE = 20.0
_MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


class DebianRegistry:
    """Runs in a block; ``name`` gives an image's whole name, ``environment`` what reaches it."""

    def __init__(
        self,
        folder: Path,
        *,
        tls: bool = False,
        login: bool = False,
        tokens: TokenServer | None = None,
    ) -> None:
        self._folder = folder
        self._tokens = tokens
        self._tls = tls
        self._login = login
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.host = f"localhost:{self.port}"

    def __enter__(self) -> Self:
        self._folder.mkdir()
        configuration = self._folder / "registry.json"  # YAML, too
        configuration.write_text(json.dumps(self._configuration()))
        self._log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            ["docker-registry", "serve", configuration],  # noqa: S607
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()
        self._log.close()

    def name(self, image: str) -> str:
        return f"{self.host}/{image}"

    def fill(self, archive: Path, image: str) -> None:
        """Push an image of docker save."""
        argv = ["skopeo", "copy", f"docker-archive:{archive}", f"docker://{self.name(image)}"]
        run([*argv, "--dest-tls-verify=false", f"--dest-creds={USER}:{PASSWORD}"])

    def layers(self, image: str) -> list[bytes]:
        """Return the digests of an image's layers; of a registry that is open to all."""
        name, _, tag = image.rpartition(":")
        address = f"http://{self.host}/v2/{name}/manifests/{tag}"
        request = urllib.request.Request(address, headers={"Accept": ", ".join(_MANIFESTS)})
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return [each["digest"].encode() for each in json.load(answer)["layers"]]

    def environment(self, folder: Path) -> dict[str, str]:
        """Return the variables of a user who is logged in, and trusts the certificate."""
        folder.mkdir(exist_ok=True)
        login = {"username": USER, "password": PASSWORD}
        auth_file = folder / "auth.json"
        auth_file.write_text(json.dumps({"auths": {self.host: login}}))
        trusted = certificates().write(folder / "ca.pem")
        return {
            "HOME": str(folder),
            "REGISTRY_AUTH_FILE": str(auth_file),
            "SSL_CERT_FILE": str(trusted),
        }

    def _configuration(self) -> dict[str, object]:
        http: dict[str, object] = {"addr": f"127.0.0.1:{self.port}"}
        if self._tls:
            pair = self._folder / "server.pem", self._folder / "server.key"
            certificates().write_server(*pair, "localhost")
            http["tls"] = dict(zip(("certificate", "key"), map(str, pair), strict=True))
        return {
            "version": "0.1",
            "storage": {"filesystem": {"rootdirectory": str(self._folder / "data")}},
            "http": http,
            **({"auth": self._auth()} if self._login or self._tokens is not None else {}),
        }

    def _auth(self) -> dict[str, object]:
        if self._tokens is not None:
            return self._tokens.configuration(self._folder)
        logins = self._folder / "htpasswd"
        logins.write_text(_LOGINS)
        return {"htpasswd": {"realm": "registry", "path": str(logins)}}

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = (self._folder / "log").read_text(errors="replace")
                    raise ToolError(f"docker-registry does not start\n{said}") from None
                time.sleep(0.05)
            else:
                return

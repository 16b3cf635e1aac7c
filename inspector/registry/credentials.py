"""Credentials of docker and podman: their files, and the programs that keep them.

Source: docker's ``config.json``, containers-auth.json(5), docker-credential-helpers.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from select import select
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING, cast

import msgspec

from inspector.language import Lazy
from inspector.registry.reference import HUB, HUB_NAMES
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from inspector.io.progress import Progress
    from inspector.registry.place import Endpoint
    from inspector.registry.settings import RegistrySettings

_HUB_KEY = "https://index.docker.io/v1/"
_MOST_BYTES = 1 << 20
_POLL = 0.05
# What a helper gives as the user name of an identity token.
_IS_TOKEN = "<token>"  # noqa: S105
_HELPER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials for a registry; no secret of them is in a ``repr``.

    Either name and password, or a token to get tokens with, or one to show as it is.
    """

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)
    registry_token: str = field(default="", repr=False)

    @property
    def basic(self) -> str:
        """The header Authorization (RFC 7617)."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"


class _Login(msgspec.Struct, frozen=True):
    auth: str | None = None
    username: str | None = None
    password: str | None = None
    identitytoken: str | None = None
    registrytoken: str | None = None

    def credentials(self) -> Credentials | None:
        """Return what an entry holds, None for nothing, as in one that a helper stands for.

        Raises ValueError for what is not base64 of a name, a colon and a password.
        """
        name, password = self.username or "", self.password or ""
        if self.auth:
            name, colon, password = base64.b64decode(self.auth).decode().partition(":")
            if not colon:
                raise ValueError
            password = password.strip("\0")
        identity, token = self.identitytoken or "", self.registrytoken or ""
        return Credentials(name, password, identity, token) if name or identity or token else None


class _LoginFile(msgspec.Struct, frozen=True):
    auths: dict[str, _Login | None] | None = None
    helpers: dict[str, str] | None = msgspec.field(name="credHelpers", default=None)
    store: str | None = msgspec.field(name="credsStore", default=None)


class _HelperAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    username: str
    secret: str


@dataclass(frozen=True, slots=True)
class Found:
    """Credentials, or None; and why none could be read, "" if nothing failed."""

    credentials: Credentials | None
    doubt: str = ""


def find_credentials(place: Endpoint, settings: RegistrySettings, progress: Progress) -> Found:
    """Return the credentials for a repository, from the first file that has some.

    What cannot be read or run is a doubt, not an error: most images need no credentials. Raises
    what ``progress`` raises.
    """
    doubts: list[str] = []
    for path in settings.auth_files:
        try:
            found = _in_file(_read(path), place, settings.patience, progress)
            credentials = next(filter(None, found), None)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            doubts.append(_doubt(error, path))
            continue
        if credentials is not None:
            return Found(credentials)
    return Found(None, next(iter(doubts), ""))


def _doubt(error: Exception, path: Path) -> str:
    """Return what is wrong, without quoting the file."""
    if isinstance(error, _HelperError):
        return Lazy("{program} returns no credentials", program=error.program)
    return Lazy("the credentials in {path} cannot be read", path=str(path))


def _read(path: Path) -> _LoginFile:
    with path.open("rb") as file:
        return msgspec.json.decode(file.read(_MOST_BYTES), type=_LoginFile)


def _in_file(
    file: _LoginFile, place: Endpoint, patience: float, progress: Progress
) -> Iterator[Credentials | None]:
    """Yield the credentials in a file for a repository, the most specific first."""
    server = _HUB_KEY if place.host == HUB else place.host
    for key, helper in (file.helpers or {}).items():
        if _plain(key) == place.host:
            yield _ask(helper, server, patience, progress)
    entries = {_plain(key): entry for key, entry in (file.auths or {}).items() if entry}
    for name in _names(place):
        if name in entries:
            yield entries[name].credentials()
    if file.store:
        yield _ask(file.store, server, patience, progress)


def _names(place: Endpoint) -> Iterator[str]:
    """Yield the keys to look for: the whole name, and without one part of its end after another."""
    name = f"{place.host}/{place.repository}"
    while name:
        yield name
        name = name.rpartition("/")[0]


def _plain(key: str) -> str:
    """Return a key without what docker writes around a host: scheme, version, Hub's old name."""
    key = re.sub(r"^https?://", "", key.strip()).rstrip("/")
    key = re.sub(r"/v[12]$", "", key)
    host, slash, rest = key.partition("/")
    return f"{HUB if host in HUB_NAMES else host.lower()}{slash}{rest}"


class _HelperError(ValueError):
    def __init__(self, program: str) -> None:
        super().__init__()
        self.program = program


def _ask(helper: str, server: str, patience: float, progress: Progress) -> Credentials | None:
    """Return what a helper has for a server, None where it says that there is nothing.

    Its output is never shown. Raises _HelperError.
    """
    name = f"docker-credential-{helper}"
    with _started(name) as process:
        try:
            output = _talk(process, server.encode(), monotonic() + patience, progress)
        finally:
            if process.poll() is None:
                process.kill()
    if process.returncode:
        if b"not found" in output:
            return None
        raise _HelperError(name)
    try:
        answer = msgspec.json.decode(output, type=_HelperAnswer)
    except ValueError:
        raise _HelperError(name) from None  # its cause quotes the output
    if answer.username == _IS_TOKEN:
        return Credentials(identity_token=answer.secret)
    return Credentials(answer.username, answer.secret) if answer.username else None


def _started(name: str) -> subprocess.Popen[bytes]:
    program = shutil.which(name) if _HELPER_NAME.fullmatch(name) else None
    if program is None:
        raise _HelperError(printable(name))
    try:
        return subprocess.Popen(
            [program, "get"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        raise _HelperError(name) from None


def _talk(
    process: subprocess.Popen[bytes], said: bytes, deadline: float, progress: Progress
) -> bytes:
    """Return what a process answers, nothing where it, or a child of it, says or takes too much."""
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with suppress(BrokenPipeError), stdin:
        stdin.write(said)  # a pipe has room for it
    output = b""
    while monotonic() < deadline and len(output) < _MOST_BYTES:
        progress.advance(0)
        is_ready = select([stdout], [], [], _POLL)[0]
        data = os.read(stdout.fileno(), _MOST_BYTES) if is_ready else None
        if data == b"":
            return output if _has_ended(process, deadline, progress) else b""
        output += data or b""
    return b""


def _has_ended(process: subprocess.Popen[bytes], deadline: float, progress: Progress) -> bool:
    """Wait for a process that says no more."""
    while process.poll() is None and monotonic() < deadline:
        progress.advance(0)
        sleep(_POLL / 10)
    return process.returncode is not None

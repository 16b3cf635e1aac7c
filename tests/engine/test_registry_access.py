"""How users get at a registry that others use: certificates, logins, tokens; what refusals say."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.engine.forwarder import Forwarder
from tests.engine.layerscope import ROOT
from tests.engine.layerscope import command as words_of
from tests.engine.registry import PASSWORD, USER, DebianRegistry
from tests.engine.token_server import TokenServer
from tests.engine.tools import attempt, clean_environment
from tests.fake_registry import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine

HELLO = ROOT / "sample_images" / "hello.tar"
NAME = "team/hello:1"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DebianRegistry]:
    """A registry with TLS and a login."""
    folder = tmp_path_factory.mktemp("guarded") / "registry"
    with DebianRegistry(folder, tls=True, login=True) as registry:
        registry.fill(HELLO, NAME)
        yield registry


def dockerfile(
    registry: DebianRegistry, home: Path, *words: str, name: str = NAME, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run ``layerscope dockerfile`` as a user who has nothing but what is in ``home``."""
    environment = clean_environment(PYTHONPATH=str(ROOT)) | {"HOME": str(home)} | variables
    argv = words_of("dockerfile", f"registry://{registry.name(name)}", *words)
    return attempt(argv, env=environment)


def login(home: Path, host: str, password: str = PASSWORD, *, server: str = "docker") -> None:
    """Write what ``docker login`` or ``podman login`` leaves."""
    place = {"docker": ".docker/config.json", "podman": ".config/containers/auth.json"}[server]
    path = home / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"auths": {host: {"username": USER, "password": password}}}))


def check_refused(said: subprocess.CompletedProcess[bytes], *told: str) -> None:
    """Check that one line says why there is no image, and nothing of a password."""
    assert said.returncode == 3
    assert said.stdout == b""
    (line,) = said.stderr.decode().splitlines()
    assert all(each in line for each in told), line
    assert PASSWORD not in line.replace(USER, "")


@pytest.mark.parametrize("server", ["docker", "podman"])
def test_a_certificate_by_a_variable(guarded: DebianRegistry, tmp_path: Path, server: str) -> None:
    login(tmp_path, guarded.host, server=server)
    trusted = certificates().write(tmp_path / "ca.pem")
    said = dockerfile(guarded, tmp_path, SSL_CERT_FILE=str(trusted))
    assert said.returncode == 0, said.stderr
    assert said.stdout


def test_a_certificate_in_a_folder_for_the_host(guarded: DebianRegistry, tmp_path: Path) -> None:
    login(tmp_path, guarded.host)
    check_refused(dockerfile(guarded, tmp_path), guarded.host, "its certificate is not trusted")
    folder = tmp_path / ".config" / "containers" / "certs.d" / guarded.host
    folder.mkdir(parents=True)
    certificates().write(folder / "ca.crt")
    assert dockerfile(guarded, tmp_path).returncode == 0
    folder.rename(folder.with_name("localhost:1"))
    assert dockerfile(guarded, tmp_path).returncode == 3


def test_an_insecure_registry_proves_nothing(guarded: DebianRegistry, tmp_path: Path) -> None:
    login(tmp_path, guarded.host)
    said = dockerfile(guarded, tmp_path, "--insecure-registry", guarded.host)
    assert said.returncode == 0, said.stderr


def test_what_refusals_say(guarded: DebianRegistry, tmp_path: Path) -> None:
    trusted = {"SSL_CERT_FILE": str(certificates().write(tmp_path / "ca.pem"))}
    check_refused(dockerfile(guarded, tmp_path, **trusted), f"docker login {guarded.host}")
    login(tmp_path, guarded.host, "no-password")
    said = dockerfile(guarded, tmp_path, **trusted)
    check_refused(said, guarded.host, "credentials")
    assert b"no-password" not in said.stderr
    login(tmp_path, guarded.host)
    said = dockerfile(guarded, tmp_path, name="team/hello:none", **trusted)
    check_refused(said, "does not have team/hello:none")


@pytest.mark.parametrize("kind", ["right", "wrong", "none"])
def test_tokens(tmp_path: Path, kind: str) -> None:
    with (
        TokenServer(USER, PASSWORD) as tokens,
        DebianRegistry(tmp_path / "registry", tokens=tokens) as registry,
    ):
        registry.fill(HELLO, NAME)
        tokens.given.clear()
        if kind == "none":
            check_refused(dockerfile(registry, tmp_path), f"docker login {registry.host}")
            return
        login(tmp_path, registry.host, PASSWORD if kind == "right" else "wrong")
        said = dockerfile(registry, tmp_path)
        if kind == "wrong":
            check_refused(said, registry.host)
            assert tokens.given == []
            return
        assert said.returncode == 0, said.stderr
        assert set(tokens.given) == {"repository:team/hello:pull"}
        assert len(tokens.given) == 1


def test_a_registry_that_goes_away_is_damage_in_one_line(tmp_path: Path) -> None:
    with DebianRegistry(tmp_path / "registry") as registry:
        registry.fill(HELLO, NAME)
        cache = tmp_path / "cache"
        with Forwarder(registry.port) as forwarder:
            forwarder.holds = tuple(registry.layers(NAME))
            image = f"registry://{forwarder.host}/{NAME}"
            environment = clean_environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(cache))
            argv = [str(word) for word in words_of("ls", image)[:-1]]
            running = subprocess.Popen(argv, env=environment, stderr=subprocess.PIPE)
            assert forwarder.is_held.wait(20)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 4, said
    (line,) = said.decode().splitlines()
    assert f"{forwarder.host} cannot be reached" in line
    kept = [path.name for path in cache.rglob("*") if path.is_file()]
    assert all(name.startswith("sha256-") for name in kept)
    assert sum(path.stat().st_size for path in cache.rglob("sha256-*")) < 10_000

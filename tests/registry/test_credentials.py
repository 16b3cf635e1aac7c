"""Credentials of docker and podman, and the programs that keep them."""

from __future__ import annotations

import base64
import json
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from inspector.io.progress import CancelledError, NoProgress
from inspector.registry.credentials import Credentials, Found, find_credentials
from inspector.registry.place import Endpoint
from inspector.registry.settings import RegistrySettings
from tests.registry.progress import Ending

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Endpoint("registry.example:5000", "team/app/web")
HUB = Endpoint("docker.io", "library/alpine")


def auth(name: str, password: str) -> dict[str, str]:
    return {"auth": base64.b64encode(f"{name}:{password}".encode()).decode()}


class Home:
    """A user's home with files of credentials and helpers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {"HOME": str(root)}

    def write(self, name: str, content: dict[str, Any] | str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def helper(self, name: str, script: str) -> None:
        path = self.write(f"bin/docker-credential-{name}", f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)

    def settings(self) -> RegistrySettings:
        return RegistrySettings.from_environment(self.environment, root=self.root)

    def find(self, place: Endpoint = PLACE) -> Found:
        return find_credentials(place, self.settings(), NoProgress())

    def user(self, place: Endpoint = PLACE) -> str | None:
        found = self.find(place)
        return None if found.credentials is None else found.credentials.username


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    return Home(tmp_path)


DOCKER = ".docker/config.json"
PODMAN = ".config/containers/auth.json"


def test_without_files_there_are_none(home: Home) -> None:
    assert home.find() == Found(None)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (PLACE, "registry.example:5000"),
        (PLACE, "https://registry.example:5000"),
        (PLACE, "https://registry.example:5000/v2/"),
        (PLACE, "Registry.Example:5000/"),
        (HUB, "https://index.docker.io/v1/"),
        (HUB, "index.docker.io"),
        (HUB, "docker.io"),
        (HUB, "registry-1.docker.io"),
    ],
)
def test_a_registry_is_known_by_what_tools_call_it(home: Home, place: Endpoint, key: str) -> None:
    home.write(DOCKER, {"auths": {"other.example": auth("x", "y"), key: auth("user", "a:b")}})
    assert home.find(place).credentials == Credentials("user", "a:b")


def test_the_key_that_names_most_counts(home: Home) -> None:
    keys = ["", "/team", "/team/app", "/team/app/web", "/team/app/we", "/tea"]
    entries = {f"registry.example:5000{key}": auth(key or "host", "x") for key in keys}
    for expected in ("/team/app/web", "/team/app", "/team", "host"):
        home.write(PODMAN, {"auths": entries})
        assert home.user() == expected
        entries.pop("registry.example:5000" + expected.removeprefix("host"))
    assert home.user(Endpoint("registry.example", "team/app/web")) is None


def test_other_forms_of_an_entry(home: Home) -> None:
    host = PLACE.host
    home.write(DOCKER, {"auths": {host: {"username": "user", "password": "word"}}})
    assert home.find().credentials == Credentials("user", "word")
    home.write(DOCKER, {"auths": {host: {"identitytoken": "abc", **auth("<token>", "")}}})
    assert home.find().credentials == Credentials("<token>", "", "abc")
    home.write(DOCKER, {"auths": {host: {"registrytoken": "abc"}}})
    assert home.find().credentials == Credentials("", "", "", "abc")
    home.write(DOCKER, {"auths": {host: {}}})
    assert home.find() == Found(None)


def test_files_are_asked_in_podmans_order(home: Home) -> None:
    home.write(DOCKER, {"auths": {PLACE.host: auth("docker", "x")}})
    assert home.user() == "docker"
    home.environment["DOCKER_CONFIG"] = str(home.root / "elsewhere")
    assert home.user() is None
    home.write("elsewhere/config.json", {"auths": {PLACE.host: auth("moved", "x")}})
    assert home.user() == "moved"
    home.write(PODMAN, {"auths": {PLACE.host: auth("podman", "x")}})
    assert home.user() == "podman"
    home.write(f"run/containers/{os.getuid()}/auth.json", {"auths": {PLACE.host: auth("run", "")}})
    assert home.user() == "run"
    home.environment["XDG_RUNTIME_DIR"] = str(home.root / "run")
    home.write("run/containers/auth.json", {"auths": {PLACE.host: auth("session", "x")}})
    assert home.user() == "session"
    named = home.write("named.json", {"auths": {PLACE.host: auth("named", "x")}})
    home.environment["REGISTRY_AUTH_FILE"] = str(named)
    assert home.user() == "named"


def test_a_helper_of_a_host_is_asked_before_all_else(home: Home) -> None:
    home.helper("one", 'read server; echo "{\\"Username\\":\\"$1 $server\\",\\"Secret\\":\\"s\\"}"')
    home.helper("all", 'echo "{\\"Username\\":\\"all\\",\\"Secret\\":\\"s\\"}"')
    home.write(
        DOCKER,
        {
            "auths": {PLACE.host: {}, "https://index.docker.io/v1/": {}, "a.example": {}},
            "credHelpers": {PLACE.host: "one", "docker.io": "one"},
            "credsStore": "all",
        },
    )
    assert home.find().credentials == Credentials(f"get {PLACE.host}", "s")
    assert home.user(HUB) == "get https://index.docker.io/v1/"
    assert home.user(Endpoint("a.example", "b")) == "all"


def test_a_helper_may_give_an_identity_token(home: Home) -> None:
    home.helper("x", 'echo \'{"ServerURL":"","Username":"<token>","Secret":"abc"}\'')
    home.write(DOCKER, {"credsStore": "x"})
    assert home.find().credentials == Credentials("", "", "abc")


def test_a_helper_that_has_none_is_no_doubt(home: Home) -> None:
    home.helper("x", "echo credentials not found in native keychain; exit 1")
    home.write(DOCKER, {"credsStore": "x"})
    assert home.find() == Found(None)


@pytest.mark.parametrize(
    "script",
    [
        "echo hidden; exit 1",
        "echo hidden",
        "echo hidden >&2; exit 3",
        'echo \'{"Secret":"hidden"}\'',
    ],
)
def test_what_a_helper_says_is_shown_nowhere(
    home: Home, script: str, capfd: pytest.CaptureFixture[str]
) -> None:
    home.helper("x", script)
    home.write(DOCKER, {"credsStore": "x"})
    assert home.find() == Found(None, "docker-credential-x returns no credentials")
    assert "hidden" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("name", ["absent", "../../x", "a/b", "", "a\x1b[31m"])
def test_a_helper_that_is_not_there_is_a_doubt(home: Home, name: str) -> None:
    home.write(DOCKER, {"credHelpers": {PLACE.host: name}})
    doubt = home.find().doubt
    assert "returns no credentials" in doubt
    assert doubt.isprintable()


@pytest.mark.parametrize("script", ["exec sleep 60", "sleep 2; echo hidden"])
def test_a_helper_that_hangs_is_ended(home: Home, script: str) -> None:
    home.helper("x", script)
    home.write(DOCKER, {"credsStore": "x"})
    settings = RegistrySettings(auth_files=home.settings().auth_files, patience=0.1)
    found = find_credentials(PLACE, settings, NoProgress())
    assert found.doubt == "docker-credential-x returns no credentials"


def test_a_helper_that_never_stops_talking_is_ended(home: Home) -> None:
    home.helper("x", "exec yes")
    home.write(".docker/config.json", {"credHelpers": {PLACE.host: "x"}})
    begun = time.monotonic()
    assert home.find().doubt
    assert time.monotonic() - begun < home.settings().patience / 3


def test_who_waits_for_a_helper_can_end_it(home: Home) -> None:
    home.helper("x", "exec sleep 60")
    home.write(DOCKER, {"credsStore": "x"})
    with pytest.raises(CancelledError):
        find_credentials(PLACE, home.settings(), Ending())


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "\0", '{"auths": 3}', '{"auths": {"registry.example:5000": {"auth": "!"}}}',
        '{"auths": {"registry.example:5000": {"auth": "aGlkZGVu"}}}',
        '{"auths": {"registry.example:5000": {"auth": "/////w=="}}}', '{"credsStore": 3}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_a_doubt_and_the_next_counts(home: Home, text: str) -> None:
    path = home.write(PODMAN, text)
    assert home.find() == Found(None, f"the credentials in {path} cannot be read")
    home.write(DOCKER, {"auths": {PLACE.host: auth("user", "x")}})
    assert home.user() == "user"


def test_no_secret_is_in_a_repr() -> None:
    credentials = Credentials("user", "hidden", "hidden", "hidden")
    assert "hidden" not in repr(credentials)
    assert "hidden" not in repr(Found(credentials))

"""What is shown to whom: tokens, logins, and nothing to anyone else."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import NoProgress
from tests.fake_registry import FakeRegistry

if TYPE_CHECKING:
    from pathlib import Path

    from tests.registry.conftest import Opener

PASSWORD = "hidden-word"  # noqa: S105
BASIC = f"Basic {base64.b64encode(f'user:{PASSWORD}'.encode()).decode()}"


def auth_file(folder: Path, host: str, entry: dict[str, str] | None = None) -> tuple[Path]:
    """Return the files of a user who is logged in at a host."""
    path = folder / "auth.json"
    entry = entry or {"username": "user", "password": PASSWORD}
    path.write_text(json.dumps({"auths": {host: entry}}))
    return (path,)


def refusal(opened: Opener, **settings: object) -> str:
    """Return the one line of an error, in which no secret may be."""
    with pytest.raises(RegistryError) as caught:
        opened(**settings).manifest("1", NoProgress())
    text = str(caught.value)
    assert text.isprintable()
    assert PASSWORD not in text
    assert BASIC not in text
    return text


def test_an_anonymous_token_is_had_once(registry: FakeRegistry, opened: Opener) -> None:
    image = registry.image("team/app", "1")
    registry.behaviour.tokens = True
    repository = opened()
    repository.manifest("1", NoProgress())
    repository.blob(image.config, None, io.BytesIO(), NoProgress())
    kinds = [urlsplit(each).path.split("/")[-2] for each in registry.paths()]
    assert kinds == ["manifests", "", "manifests", "blobs"]
    query = parse_qs(urlsplit(registry.paths()[1]).query)
    assert query == {"service": ["fake"], "scope": ["repository:team/app:pull"]}
    assert [each.authorization for each in registry.requests[:2]] == [None, None]


def test_a_login_is_shown_to_the_token_server(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    registry.image("team/app", "1")
    does = registry.behaviour
    does.tokens, does.anonymous, does.login = True, False, f"user:{PASSWORD}"
    assert "denies access to a token for team/app" in refusal(opened)
    del registry.requests[:]
    opened(auth_files=auth_file(tmp_path, registry.host)).manifest("1", NoProgress())
    assert [each.authorization for each in registry.requests][:2] == [None, BASIC]


def test_an_identity_token_is_exchanged(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    registry.image("team/app", "1")
    does = registry.behaviour
    does.tokens, does.anonymous, does.identity = True, False, PASSWORD
    files = auth_file(tmp_path, registry.host, {"identitytoken": PASSWORD})
    opened(auth_files=files).manifest("1", NoProgress())
    asked = registry.requests[1]
    assert (asked.method, asked.authorization) == ("POST", None)
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["refresh_token"],
        "refresh_token": [PASSWORD],
        "service": ["fake"],
        "scope": ["repository:team/app:pull"],
        "client_id": ["layerscope"],
    }


def test_a_basic_login_is_shown_when_it_is_asked_for(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    image = registry.image("team/app", "1")
    registry.behaviour.basic = f"user:{PASSWORD}"
    assert refusal(opened) == (
        f"{registry.host} denies access to team/app:1: "
        f"if it exists, log in: docker login {registry.host}"
    )
    del registry.requests[:]
    repository = opened(auth_files=auth_file(tmp_path, registry.host))
    repository.manifest("1", NoProgress())
    repository.span(image.config, 0, 2, NoProgress())
    assert [each.authorization for each in registry.requests] == [None, BASIC, BASIC]


def test_credentials_that_do_not_suffice_are_said(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    registry.behaviour.basic = "user:other"
    files = auth_file(tmp_path, registry.host)
    assert refusal(opened, auth_files=files).endswith(
        f"the credentials for {registry.host} do not give access"
    )
    assert len(registry.requests) == 2


def test_what_was_in_the_way_of_credentials_is_said(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    registry.behaviour.basic = "user:other"
    path = tmp_path / "auth.json"
    path.write_text("{")
    assert refusal(opened, auth_files=(path,)).endswith(f"the credentials in {path} cannot be read")


def test_nothing_is_shown_to_another_registry(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    registry.behaviour.basic = f"user:{PASSWORD}"
    refusal(opened, auth_files=auth_file(tmp_path, "registry.example"))
    assert [each.authorization for each in registry.requests] == [None]


@pytest.mark.parametrize("login", [{"basic": True}, {"tokens": True}])
def test_nothing_is_shown_to_where_a_blob_lies(
    registry: FakeRegistry, opened: Opener, tmp_path: Path, login: dict[str, bool]
) -> None:
    image = registry.image("team/app", "1", [b"layer"])
    with FakeRegistry() as store:
        store.blob(b"layer")
        registry.behaviour.redirect_blobs = store.url
        registry.behaviour.tokens = "tokens" in login
        registry.behaviour.basic = f"user:{PASSWORD}" if "basic" in login else ""
        registry.behaviour.login = f"user:{PASSWORD}"
        target = io.BytesIO()
        repository = opened(auth_files=auth_file(tmp_path, registry.host))
        repository.blob(image.layers[0], 5, target, NoProgress())
        assert target.getvalue() == b"layer"
        assert registry.requests[-1].authorization is not None
        assert [each.authorization for each in store.requests] == [None]


def test_a_store_that_asks_for_a_login_gets_none(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    image = registry.image("team/app", "1", [b"layer"])
    with FakeRegistry() as store:
        store.behaviour.basic = registry.behaviour.basic = f"user:{PASSWORD}"
        registry.behaviour.redirect_blobs = store.url
        repository = opened(auth_files=auth_file(tmp_path, registry.host))
        with pytest.raises(RegistryError, match=f"{store.host} denies access"):
            repository.blob(image.layers[0], 5, io.BytesIO(), NoProgress())
        assert [each.authorization for each in store.requests] == [None]


@pytest.mark.parametrize(
    "realm",
    [
        "file:///etc/passwd", "", "ftp://a/", "token", "http://", "https://user:word@a.example/",
    ],
)  # fmt: skip
def test_a_realm_that_is_no_address_is_not_asked(
    registry: FakeRegistry, opened: Opener, realm: str
) -> None:
    registry.behaviour.tokens = True
    registry.behaviour.realm = realm or "http:"
    assert "names an invalid token server" in refusal(opened)


def test_a_login_of_an_unknown_kind_is_named(registry: FakeRegistry, opened: Opener) -> None:
    registry.behaviour.failures = [(401, {"WWW-Authenticate": "Negotiate"})]
    assert "requires an unsupported kind of login (negotiate)" in refusal(opened)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[", b"[" * 100_000, b'{"token": 3}', b'{"token": "a\\nb"}',
        b'{"token": "\xc3\xa9"}', b" " * 100_000,
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_used_is_refused(
    registry: FakeRegistry, opened: Opener, body: bytes
) -> None:
    registry.behaviour.tokens = True
    registry.behaviour.token_body = body
    assert refusal(opened) == f"{registry.host} returns no usable token"


def test_a_token_that_is_refused_is_not_asked_for_again(
    registry: FakeRegistry, opened: Opener
) -> None:
    registry.behaviour.tokens = True
    registry.behaviour.token_body = b'{"access_token": "other"}'
    assert "denies access to team/app:1" in refusal(opened)
    assert len(registry.requests) == 3


def test_a_token_that_has_expired_is_replaced(registry: FakeRegistry, opened: Opener) -> None:
    registry.image("team/app", "1")
    repository = opened()
    registry.behaviour.tokens = True
    repository.manifest("1", NoProgress())
    challenge = {"WWW-Authenticate": f'Bearer realm="{registry.url}/token"'}
    registry.behaviour.failures = [(401, challenge)]
    repository.manifest("1", NoProgress())
    assert len(registry.requests) == 6


def test_no_secret_is_in_the_repr_of_what_is_kept(
    registry: FakeRegistry, opened: Opener, tmp_path: Path
) -> None:
    registry.image("team/app", "1")
    registry.behaviour.basic = f"user:{PASSWORD}"
    repository = opened(auth_files=auth_file(tmp_path, registry.host))
    repository.manifest("1", NoProgress())
    told = "".join(
        map(repr, [repository, repository._settings, *vars(repository._client).values()])
    )
    assert PASSWORD not in told
    assert BASIC not in told

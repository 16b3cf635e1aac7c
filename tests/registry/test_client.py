"""Redirects, repetitions, and which of TLS and plain HTTP is spoken."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import CancelledError, NoProgress
from inspector.registry.proxies import Proxies
from tests.fake_registry import FakeRegistry, certificates
from tests.registry.progress import Ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from inspector.registry import Repository
    from tests.registry.conftest import Opener


def error(repository: Repository) -> str:
    with pytest.raises(RegistryError) as caught:
        repository.manifest("1", NoProgress())
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.fixture
def secure() -> Iterator[FakeRegistry]:
    """Give a registry that speaks TLS."""
    with FakeRegistry(tls=certificates().server("127.0.0.1", "localhost")) as registry:
        registry.image("team/app", "1")
        yield registry


@pytest.fixture
def trusting(tmp_path: Path) -> dict[str, Any]:
    """Give settings that trust it."""
    return {"ca_file": str(certificates().write(tmp_path / "ca.pem"))}


def test_a_redirect_that_goes_in_circles_ends(registry: FakeRegistry, opened: Opener) -> None:
    registry.behaviour.redirect_manifests = "/v2/team/app/manifests/1"
    assert error(opened()) == f"{registry.host} redirects more than 5 times"
    assert len(registry.requests) == 6


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "http://user:word@127.0.0.1/", "gopher://a/", "http://:0x/"]
)
def test_a_redirect_to_no_address_is_not_followed(
    registry: FakeRegistry, opened: Opener, target: str
) -> None:
    registry.behaviour.redirect_manifests = target
    assert error(opened()) == f"{registry.host} redirects to an invalid address"
    assert len(registry.requests) == 1


def test_a_redirect_without_a_target_is_not_followed(
    registry: FakeRegistry, opened: Opener
) -> None:
    registry.behaviour.failures = [(307, {})]
    assert error(opened()) == f"{registry.host} redirects to an invalid address"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(registry: FakeRegistry, opened: Opener, status: int) -> None:
    registry.image("team/app", "1")
    registry.behaviour.failures = [(status, {})] * 4
    opened().manifest("1", NoProgress())
    assert len(registry.requests) == 5
    registry.behaviour.failures = [(status, {})] * 5
    assert error(opened()) == f"{registry.host} answers {status} (no): try again later"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 501])
def test_what_stays_is_not_tried_again(registry: FakeRegistry, opened: Opener, status: int) -> None:
    registry.image("team/app", "1")
    registry.behaviour.failures = [(status, {})]
    assert registry.host in error(opened())
    assert len(registry.requests) == 1


def test_a_registry_may_ask_for_a_pause_that_is_bounded(
    registry: FakeRegistry, opened: Opener
) -> None:
    registry.image("team/app", "1")
    registry.behaviour.failures = [(429, {"Retry-After": "0"})]
    opened(pause=1000.0).manifest("1", NoProgress())
    for pause in ("31", "99999999999999999999", "999999999"):
        registry.behaviour.failures = [(429, {"Retry-After": pause})]
        assert "answers 429" in error(opened())
    registry.behaviour.failures = [(429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})]
    opened().manifest("1", NoProgress())


def test_who_waits_for_the_next_attempt_can_end_it(registry: FakeRegistry, opened: Opener) -> None:
    registry.behaviour.failures = [(503, {})]
    with pytest.raises(CancelledError):
        opened(pause=20.0).manifest("1", Ending(3))


def test_what_a_registry_says_is_safe_on_a_terminal(registry: FakeRegistry, opened: Opener) -> None:
    message = '{"errors": [{"message": "a\\u001b[31m\\u202e' + "b" * 1000 + '"}]}'
    registry.behaviour.failures = [(403, {})]
    registry.behaviour.failure_body = message.encode()
    told = error(opened())
    assert r"a\x1b[31m\u202ebbb" in told
    assert len(told) < 400


@pytest.mark.parametrize("body", [b"", b"[" * 60_000, b"x" * 1_000_000, b'{"errors": 3}', b"\xff"])
def test_an_error_without_words_is_told_by_its_number(
    registry: FakeRegistry, opened: Opener, body: bytes
) -> None:
    registry.behaviour.failures = [(400, {})]
    registry.behaviour.failure_body = body
    assert error(opened()) == f"{registry.host} answers 400"


def test_tls_is_spoken_with_whom_one_trusts(
    secure: FakeRegistry, opened: Opener, trusting: dict[str, Any]
) -> None:
    opened(host=secure.host, **trusting).manifest("1", NoProgress())
    assert error(opened(host=secure.host)) == (
        f"{secure.host}: its certificate is not trusted (unable to get local issuer certificate): "
        f"set SSL_CERT_FILE to the certificate of its authority, or use "
        f"--insecure-registry {secure.host}"
    )
    assert len(secure.requests) == 1


def test_a_certificate_for_another_host_is_not_trusted(
    opened: Opener, trusting: dict[str, Any]
) -> None:
    with FakeRegistry(tls=certificates().server("registry.example")) as registry:
        told = error(opened(host=registry.host, **trusting))
        assert "its certificate is not trusted (IP address mismatch" in told
        assert registry.requests == []


def test_any_certificate_will_do_where_the_user_says_so(
    secure: FakeRegistry, opened: Opener
) -> None:
    opened(host=secure.host, insecure=frozenset({secure.host})).manifest("1", NoProgress())


def test_plain_http_is_for_this_machine_and_for_whom_the_user_names(
    registry: FakeRegistry, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.image("team/app", "1")
    opened().manifest("1", NoProgress())
    monkeypatch.setattr("inspector.registry.place.is_loopback", lambda _host: False)
    assert error(opened()) == (
        f"{registry.host} does not speak TLS: "
        f"use --insecure-registry {registry.host} if that is intended"
    )
    opened(insecure=frozenset({registry.host})).manifest("1", NoProgress())


def test_no_one_is_sent_out_of_tls(
    registry: FakeRegistry, opened: Opener, trusting: dict[str, Any]
) -> None:
    names = certificates().server("127.0.0.1")
    with FakeRegistry(tls=names) as secure, pytest.MonkeyPatch.context() as patch:
        patch.setattr("inspector.registry.address.is_loopback", lambda _host: False)
        secure.behaviour.redirect_manifests = f"{registry.url}/v2/team/app/manifests/1"
        repository = opened(host=secure.host, **trusting)
        assert error(repository) == (
            f"{secure.host} redirects to {registry.host}, which does not use TLS"
        )
        secure.behaviour.tokens = True
        secure.behaviour.realm = f"{registry.url}/token"
        assert error(repository) == (
            f"{secure.host} names a token server without TLS: {registry.host}"
        )
    assert registry.requests == []


def test_a_port_that_no_one_listens_to(opened: Opener) -> None:
    assert error(opened(host="127.0.0.1:1")) == (
        "127.0.0.1:1 cannot be reached: Connection refused"
    )


def test_a_name_that_no_one_has(opened: Opener) -> None:
    told = error(opened(host="registry.invalid"))
    assert re.match(r"registry\.invalid cannot be reached: .*(name|Name)", told)


def test_a_proxy_is_asked_for_all_but_this_machine(
    opened: Opener,
) -> None:
    with FakeRegistry() as proxy:
        proxies = Proxies("http://user:hidden@" + proxy.host, "http://user:hidden@" + proxy.host)
        proxy.behaviour.raw = lambda _handler: [b"HTTP/1.1 407 no\r\n\r\n"]
        told = error(opened(host="registry.example", proxies=proxies))
        assert told == (
            "registry.example cannot be reached: the proxy cannot connect to it: "
            "Tunnel connection failed: 407 no"
        )
        assert proxy.requests[0].path == "registry.example:443"
        assert proxy.requests[0].headers["proxy-authorization"].startswith("Basic ")


def test_a_proxy_passes_on_what_is_plain(opened: Opener, tmp_path: Path) -> None:
    with FakeRegistry() as proxy:
        proxy.image("team/app", "1")
        proxy.behaviour.basic = "user:word"
        path = tmp_path / "auth.json"
        path.write_text('{"auths": {"registry.example": {"username": "user", "password": "word"}}}')
        address = f"http://other:hidden@{proxy.host}"
        repository = opened(
            host="registry.example",
            proxies=Proxies(address, address),
            insecure=frozenset({"registry.example"}),
            auth_files=(path,),
        )
        repository.manifest("1", NoProgress())
        assert proxy.paths() == [
            "CONNECT registry.example:443",
            *["http://registry.example/v2/team/app/manifests/1"] * 2,
        ]
        tunnel, _, last = (each.headers for each in proxy.requests)
        assert "authorization" not in tunnel
        assert tunnel["proxy-authorization"] == last["proxy-authorization"]
        assert last["authorization"] != last["proxy-authorization"]


def test_a_proxy_that_is_no_address_is_named_without_its_password(opened: Opener) -> None:
    proxies = Proxies("", "http://user:hidden@[::")
    assert error(opened(host="registry.example", proxies=proxies)) == (
        "HTTPS_PROXY is not a valid proxy address"
    )


def test_a_blob_in_a_store_with_tls(
    registry: FakeRegistry, opened: Opener, secure: FakeRegistry, trusting: dict[str, Any]
) -> None:
    digest = registry.blob(b"layer")
    secure.blob(b"layer")
    registry.behaviour.redirect_blobs = secure.url
    target = io.BytesIO()
    opened(**trusting).blob(digest, 5, target, NoProgress())
    assert target.getvalue() == b"layer"
    with pytest.raises(RegistryError, match=f"{secure.host}: its certificate is not trusted"):
        opened().blob(digest, 5, target, NoProgress())


def test_where_a_blob_lies_is_asked_again_until_that_is_over(
    registry: FakeRegistry, opened: Opener
) -> None:
    with FakeRegistry() as store:
        digest = registry.blob(b"layer")
        store.blob(b"layer")
        registry.behaviour.redirect_blobs = store.url
        repository = opened()
        for _ in range(3):
            assert repository.span(digest, 1, 2, NoProgress()) == b"ay"
        assert (len(registry.requests), len(store.requests)) == (1, 3)
        store.behaviour.failures = [(403, {})]
        assert repository.span(digest, 1, 2, NoProgress()) == b"ay"
        assert (len(registry.requests), len(store.requests)) == (2, 5)
    registry.behaviour.redirect_blobs = ""
    assert repository.span(digest, 1, 2, NoProgress()) == b"ay"
    assert len(registry.requests) == 3


def test_what_a_store_denies_is_not_the_users_fault(registry: FakeRegistry, opened: Opener) -> None:
    with FakeRegistry() as store:
        store.behaviour.failures = [(403, {})]
        registry.behaviour.redirect_manifests = store.url
        told = f"{store.host} denies access to team/app:1 (no): try again later"
        assert error(opened()) == told

from __future__ import annotations

import pytest

from inspector.errors import UsageError
from inspector.registry.proxies import Proxies
from tests.cases import tried_with

PROXY = "http://proxy.example:3128"


@tried_with(
    ("exempt", "host", "is_proxied"),
    [
        ("", "ghcr.io", True),
        ("*", "ghcr.io", False),
        ("ghcr.io", "ghcr.io", False),
        ("ghcr.io", "pkg.ghcr.io", False),
        ("ghcr.io", "notghcr.io", True),
        (".ghcr.io", "ghcr.io", True),
        (".ghcr.io", "pkg.ghcr.io", False),
        ("*.ghcr.io", "pkg.ghcr.io", False),
        ("a, GHCR.IO ,b", "ghcr.io", False),
        ("ghcr.io:443", "ghcr.io", False),
        ("ghcr.io:5000", "ghcr.io", True),
        ("ghcr.io:5000", "ghcr.io:5000", False),
        ("10.0.0.0/8", "10.1.2.3:5000", False),
        ("10.0.0.0/8", "11.1.2.3", True),
        ("192.0.2.1", "192.0.2.1", False),
        ("2001:db8::/32", "[2001:db8::1]:5000", False),
        ("", "localhost:5000", False),
        ("", "127.1.2.3", False),
        ("", "[::1]:5000", False),
    ],
)
def test_no_proxy_names_hosts_domains_ports_and_networks(
    exempt: str, host: str, is_proxied: bool
) -> None:
    proxies = Proxies.from_environment({"HTTPS_PROXY": PROXY, "no_proxy": exempt})
    assert proxies.of("https", host) == (PROXY if is_proxied else "")


def test_each_scheme_has_its_own_proxy() -> None:
    proxies = Proxies.from_environment({"http_proxy": "a:1", "https_proxy": "https://b:2"})
    assert proxies.of("http", "example.com") == "http://a:1"
    assert proxies.of("https", "example.com") == "https://b:2"


def test_a_web_request_cannot_set_a_proxy() -> None:
    proxies = Proxies.from_environment({"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"})
    assert proxies.of("http", "example.com") == ""


def test_a_proxy_that_is_not_spoken_to_by_http_is_refused() -> None:
    with pytest.raises(UsageError, match="socks5 proxies are not supported"):
        Proxies.from_environment({"HTTPS_PROXY": "socks5://user:hidden@proxy:1080"})


def test_a_password_of_a_proxy_is_not_in_its_repr() -> None:
    proxies = Proxies.from_environment({"HTTPS_PROXY": "http://user:hidden@proxy:1"})
    assert "hidden" not in repr(proxies)

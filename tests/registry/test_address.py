from __future__ import annotations

import pytest

from inspector.registry.address import Url
from inspector.registry.settings import RegistrySettings
from tests.cases import tried_with

BASE = Url.of("https", "registry.example", "/v2/a/blobs/x")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://store.example/b?c=d%2F&e=f+g", "https://store.example/b?c=d%2F&e=f+g"),
        ("/b", "https://registry.example/b"),
        ("b", "https://registry.example/v2/a/blobs/b"),
        ("//store.example:444/b", "https://store.example:444/b"),
        ("http://STORE.example:80", "http://store.example/"),
        ("https://my_bucket.example/b#c", "https://my_bucket.example/b"),
        ("https://[2001:db8::1]:5000/b", "https://[2001:db8::1]:5000/b"),
    ],
)
def test_an_address_is_seen_from_where_it_stood(text: str, meant: str) -> None:
    assert str(Url.parse(text, BASE)) == meant


@tried_with(
    "text",
    [
        "file:///etc/passwd", "ftp://store.example/b", "", "http://", "http:///b", "https://a b/",
        "https://user:word@store.example/b", "https://store.example:999999/b",
        "javascript:alert(1)",
        "https://store.example:x/", "https://[::1/b", "https://a/" + "b" * 20_000,
        "https://store.example/\x1b[31m", "http://[", "https://é.example/",
    ],
)  # fmt: skip
def test_what_is_not_to_be_requested_is_no_address(text: str) -> None:
    assert Url.parse(text, BASE) is None


def test_the_default_port_is_no_other_origin() -> None:
    assert Url.parse("https://registry.example:443/b", BASE) is not None
    for text in ("http://registry.example/", "https://registry.example:444/", "https://x.example/"):
        other = Url.parse(text)
        assert other is not None
        assert other.origin != BASE.origin


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("https://a.example/", "https://b.example/", True),
        ("https://a.example/", "http://b.example/", False),
        ("https://a.example/", "http://a.example/", False),
        ("https://a.example/", "http://127.0.0.1/", False),
        ("https://a.example/", "http://said.example/", True),
        ("https://localhost:1/", "http://127.0.0.1:2/", True),
        ("http://a.example/", "http://b.example/", True),
    ],
)
def test_no_one_is_led_out_of_tls(before: str, after: str, may: bool) -> None:
    settings = RegistrySettings(insecure=frozenset({"said.example"}))
    source, target = Url.parse(before), Url.parse(after)
    assert source is not None
    assert target is not None
    assert target.may_follow(source, settings) is may

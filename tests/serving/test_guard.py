"""Pages of others are told from our own."""

from __future__ import annotations

import pytest

from inspector.serving.guard import is_own_host, is_own_origin

NAMES = frozenset({"localhost", "class.example"})


@pytest.mark.parametrize(
    ("header", "is_own"),
    [
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("localhost.:8000", True),
        ("127.0.0.1:8000", True),
        ("192.168.1.5:9", True),  # no name: it cannot be made to lead elsewhere
        ("[::1]:8000", True),
        ("class.example:8000", True),
        ("evil.example:8000", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example@localhost", False),
        ("localhost/evil.example", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(header: str, is_own: bool) -> None:
    assert is_own_host(header, NAMES) is is_own


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        ("http://localhost:8000", True),
        ("https://localhost:8000", True),
        ("http://localhost:3000", False),
        ("http://127.0.0.1:8000", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_page_of_the_same_server_is_served(origin: str | None, is_own: bool) -> None:
    assert is_own_origin(origin, "localhost:8000") is is_own

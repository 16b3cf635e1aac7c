"""Tokens and private keys by their forms."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from inspector.secrets.matcher import find_tokens
from tests.cases import tried_with
from tests.planted_secrets import KEYS, TOKENS, seeded


@tried_with("name", [*TOKENS, *KEYS])
@tried_with("frame", ["{}", "export X='{}'\n", 'a: "{}", b\n', "x={}\ny\n", "<{}>"])
def test_each_form_is_found_with_its_value(name: str, frame: str) -> None:
    for seed in range(5):
        made = {**TOKENS, **KEYS}[name](seeded(seed))
        text = frame.format(made)
        (hit,) = find_tokens(text.encode())
        assert name.startswith(hit.what.removesuffix(", encrypted"))
        value = hit.value.decode()
        assert value in made
        assert len(value) >= 16
        assert text.encode()[hit.at :].startswith(hit.value)
        assert value not in repr(hit)


def test_the_secret_of_a_url_is_its_password() -> None:
    (hit,) = find_tokens(b"postgres://shop:s3cr3t-and-l0ng@db.internal:5432/shop")
    assert hit.value == b"s3cr3t-and-l0ng"


@tried_with(
    "text",
    [
        "gh" + "p_" + "x" * 36,
        "gh" + "p_" + "A1b2" * 3,
        "AK" + "IAIOSFODNN7EXAMPLE",
        "sk" + "_live_" + "a" * 24,
        "gl" + "pat-" + "your-token-goes-here",
        "np" + "m_" + "0" * 36,
        "https://user:password@host/",
        "https://user:pass@example.com/",
        "postgres://${USER}:${PASSWORD}@db/shop",
        "https://<user>:<password>@git.internal/",
        "http://[::1]:8080/a@b",
        "https://a.b/c:d@e",
        "git@github.com:a/b.git",
        "-----BEGIN RSA PRIVATE" + " KEY-----\n...\n-----END RSA PRIVATE" + " KEY-----",
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "-----BEGIN PUBLIC KEY-----\n" + "MIIB" * 40 + "\n-----END PUBLIC KEY-----",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "task-" + "aB1" * 16,
        "prefix" + "gh" + "p_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6",
    ],
)
def test_what_stands_for_a_secret_is_none(text: str) -> None:
    assert find_tokens(text.encode()) == []


def test_many_tokens_are_told_up_to_a_number() -> None:
    lines = "".join(f"{TOKENS['GitHub token'](seeded(seed))}\n" for seed in range(300))
    assert len(find_tokens(lines.encode())) == 100


@tried_with(
    "text",
    [
        b"://" * 340_000,
        b"://a:" * 200_000,
        b"-----BEGIN RSA PRIVATE" + b" KEY-----\n" * 100_000,
        (b"-----BEGIN RSA PRIVATE" + b" KEY-----\n") * 30_000,
        b"sk-" * 340_000,
        b"-sk-" + b"a-" * 500_000,
        b"=eyJ" + b"a" * 1_000_000,
        b" eyJaaaaaaaaaaaaaaa" * 50_000,
        b"SK" + b"0" * 1_000_000,
        b" SK0123456789abcdef" * 50_000,
        b"PuTTY-User-Key-File-2: a\nEncryption: none\n" * 20_000,
    ],
)
def test_hostile_text_takes_no_long(text: bytes) -> None:
    started = time.process_time()
    find_tokens(text)
    assert time.process_time() - started < 2


@given(st.binary(max_size=400))
def test_any_bytes_are_taken(data: bytes) -> None:
    find_tokens(data)

"""What the files hold whose names tell."""

from __future__ import annotations

import time

import pytest

from inspector.secrets import SecretKind
from inspector.secrets.files import secrets_in
from tests.cases import tried_with
from tests.planted_secrets import FILES, HARMLESS, KEYS, TOKENS, Planted, seeded


def found_in(path: str, text: str | bytes) -> list[tuple[str, int]]:
    folder, _, name = path.rpartition("/")
    data = text.encode() if isinstance(text, str) else text
    return [(each.what, each.line) for each in secrets_in(folder, name, data)]


@tried_with("planted", FILES)
def test_each_value_of_a_file_is_found_in_its_line(planted: Planted) -> None:
    for seed in range(20):
        text, values = planted.filled(seeded(seed))
        lines = [
            next(at for at, line in enumerate(text.split("\n"), 1) if v in line) for v in values
        ]
        assert [line for _, line in found_in(planted.path, text)] == lines


@tried_with("planted", HARMLESS)
def test_what_holds_no_secret_is_none(planted: Planted) -> None:
    assert found_in(planted.path, planted.text) == []


def test_a_value_is_told_once_by_what_says_most() -> None:
    token = TOKENS["GitHub token"](seeded(0))
    assert found_in("app/.env", f"A=b\nGITHUB_TOKEN={token}\n") == [("GitHub token", 2)]


def test_what_is_no_text_has_none() -> None:
    key = KEYS["RSA private key"](seeded(0)).encode()
    assert found_in("usr/bin/tool.key", b"\x7fELF\0" + key) == []
    assert found_in("etc/tool.key", key) == [("RSA private key", 1)]


@pytest.mark.parametrize(
    "path",
    [
        "usr/share/doc/tool/site.key",
        "usr/lib/python3/dist-packages/tool/tests/certs/site.key",
        "srv/app/node_modules/tool/test/fixtures/site.key",
        "usr/local/lib/python3.11/test/certdata/site.pem",
    ],
)
def test_what_packages_test_themselves_with_is_none(path: str) -> None:
    assert found_in(path, KEYS["RSA private key"](seeded(0))) == []


def test_keys_say_whether_they_are_encrypted() -> None:
    for name in ("private key, encrypted", "OpenSSH private key, encrypted"):
        assert found_in("a/site.key", KEYS[name](seeded(0))) == [(name, 1)]


def test_a_key_in_json_is_one() -> None:
    key = KEYS["private key"](seeded(0)).replace("\n", "\\n")
    text = f'{{\n"type": "service_account",\n"private_key": "{key}"\n}}'
    (secret,) = secrets_in("srv", "service-account.json", text.encode())
    assert (secret.kind, secret.line) == (SecretKind.PRIVATE_KEY, 3)


@tried_with(
    "text",
    [b"A_TOKEN=" * 8000, b'password="' * 6000, b"<a>" * 20_000, b"a:" * 32_000, b" " * 65_000,
     b"mysql -p" * 8000, b"curl " * 13_000, b"x" * 65_000, b"//" * 32_000, b"define(" * 9000],
)  # fmt: skip
@tried_with("name", [".env", ".bash_history", ".npmrc", "secrets.json", ".pgpass"])
def test_hostile_text_takes_no_long(text: bytes, name: str) -> None:
    started = time.process_time()
    secrets_in("srv", name, text)
    assert time.process_time() - started < 2

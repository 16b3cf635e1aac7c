"""What a file holds: tokens of known forms; where its name tells, values by their names, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.secrets.assignments import COMMAND, FILE, JSON, handed_over, named_values
from inspector.secrets.hit import Hit, Secret, SecretKind, apart, without_values
from inspector.secrets.matcher import find_tokens
from inspector.secrets.names import is_brought, is_telling
from inspector.secrets.plausible import is_plausible

if TYPE_CHECKING:
    from collections.abc import Iterator

# git's probe: what has a NUL in it is no text.
_PROBE = 8000
_KEY_FILES = (".pem", ".key", ".ppk", ".asc", ".priv", "_rsa", "_dsa", "_ecdsa", "_ed25519")
_WHOLE = frozenset({".vault-token", "master.key"})
_LEAST_WHOLE = 16
_ENCODED = (
    rb"[\"'](?:auth|identitytoken|registrytoken)[\"']\s*:\s*"
    rb"[\"'](?P<value>[A-Za-z0-9+/=._-]{8,4000})[\"']"
)
_NPM = rb"(?m)^[ \t]*(?://[^\s=]{1,200}:)?_auth[ \t]*=[ \t]*\"?(?P<value>[A-Za-z0-9+/=]{8,})"
_PGPASS = rb"(?m)^[^#:\n][^:\n]*:[^:\n]*:[^:\n]*:[^:\n]*:(?P<value>[^\r\n]+)$"
_HTPASSWD = (
    rb"(?m)^[^:#\s]+:"
    rb"(?P<value>\$(?:apr1|2[abxy]|5|6|1)\$\S{20,}|\{SHA\}\S{20,}|[./A-Za-z0-9]{13})\s*$"
)
# By the end of a name: what a file of it holds besides.
_OWN_RULES = (
    (("config.json", ".dockercfg", "auth.json"), "registry login", _ENCODED),
    ((".npmrc",), "registry login", _NPM),
    ((".pgpass",), "password", _PGPASS),
    ((".htpasswd",), "password hash", _HTPASSWD),
)


def secrets_in(folder: str, name: str, data: bytes) -> tuple[Secret, ...]:
    """Return the secrets in a file's content: nothing in bytes that are no text."""
    if b"\0" in data[:_PROBE] or is_brought(f"{folder}/{name}"):
        return ()
    found = find_tokens(data)
    if is_telling(folder, name) and not name.endswith(_KEY_FILES):
        found += apart(_told(name, data), found)
    return without_values(found, data)


def _told(name: str, data: bytes) -> Iterator[Hit]:
    """Yield what stands under a name that tells, or in a form of the file's own."""
    yield from named_values(data, FILE)
    if name.endswith(".json"):
        yield from named_values(data, JSON)
    if name.endswith("_history"):
        yield from named_values(data, COMMAND)
        yield from handed_over(data)
    for names, what, pattern in _OWN_RULES:
        if name in names:
            for match in re.finditer(pattern, data):
                if is_plausible(match["value"]) or what == "password hash":
                    yield Hit(SecretKind.STORED, what, match.start("value"), match["value"])
    if name in _WHOLE:
        value = data.strip()
        if len(value) >= _LEAST_WHOLE and b"\n" not in value and is_plausible(value):
            yield Hit(SecretKind.STORED, "key" if name.endswith(".key") else "token", 0, value)

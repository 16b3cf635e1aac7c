"""Values given to names that tell: ``DB_PASSWORD=…``, ``--token …``, ``"auth": "…"``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.secrets.hit import Hit, SecretKind
from inspector.secrets.names import is_secret_name
from inspector.secrets.plausible import is_plausible

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUE = (
    rb"""(?:"(?P<double>(?:[^"\\\n]|\\.){0,8192})"|'(?P<single>[^'\n]{0,8192})'|(?P<bare>%s))"""
)
_NAME = rb"(?P<name>[A-Za-z_][\w.-]{0,99})"
# One on each line, as in .env, INI, properties and YAML files, and in JSON.
_LINES = (
    rb"(?m)^[ \t{,]*+(?:-[ \t]+)?+(?:(?:export|set|SET)[ \t]+)?+(?://[^\s=]{0,200}:)?+[\"':]?+"
    + _NAME
    + rb"[\"']?[ \t]*(?:=>|[=:])[ \t]*"
    + _VALUE % rb"[^\s\"'#,;][^\s,;]*(?:[ \t]+[^\s#,;]+)*"
)
# Anywhere in a line of a shell: `export A=b`, `A=b command`, `--password=b`, `Password=b;`.
_WORDS = rb"(?<![\w.$-])(?:--?|-D|-e)?" + _NAME + rb"=" + _VALUE % rb"[^\s\"'`;&|)<>\\]+"
# In JSON and YAML within a command, in headers: `"password": "b"`, `X-Api-Key: b`.
_COLONS = rb"(?<![\w.$-])" + _NAME + rb"\\?[\"']?:[ \t]*\\?" + _VALUE % rb"[^\s\"'`;&|)<>\\,}]+"
# `--password b`, `--token 'b'`
_OPTIONS = rb"(?<!\S)--?" + _NAME + rb"[ \t]+" + _VALUE % rb"[^\s\"'`;&|()<>\\-][^\s\"'`;&|)<>\\]*"
_DEFINE = rb"define\(\s*[\"'](?P<name>\w{1,99})[\"']\s*,\s*[\"'](?P<bare>[^\"'\n]{1,8192})[\"']"
_XML = rb"<(?P<name>[A-Za-z][\w.-]{0,99})>(?P<bare>[^<>\n]{1,8192})</(?P=name)>"
_WORDS_OF_LOGIN = rb"(?<![\w-])(?P<name>password|passwd)[ \t]+" + _VALUE % rb"[^\s\"'`;&|]+"

COMMAND = (_WORDS, _COLONS, _OPTIONS, _WORDS_OF_LOGIN)
FILE = (_LINES, _DEFINE, _XML, _WORDS_OF_LOGIN)
JSON = (_COLONS,)
# What every name that tells of a secret has in it: without it, no pattern need be compiled.
_SIGN = re.compile(rb"pass|pwd|pw|token|secret|key|credential|salt", re.IGNORECASE)
# Values that a command is given in its own way, with what must stand there; group 1 is the value.
_WORD = rb"[^\s\"'`;&|-][^\s\"'`;&|]*"
_HANDED_OVER = (
    (
        "password of curl or wget",
        (b"-u", b"-user"),
        (
            rb"\b(?:curl|wget|http)\b[^\n;&|]{0,2000}?[ \t](?:-u|--user|--proxy-user)[ =]?[\"']?"
            rb"[^\s:\"']{0,100}:([^\s\"'`;&|]+)"
        ),
    ),
    (
        "Authorization header",
        (b"uthorization",),
        (
            rb"(?i:authorization)\\?[\"']?[:=][ \t]*\\?[\"']?(?i:bearer|basic|token|digest|apikey)"
            rb"[ \t]+([A-Za-z0-9._~+/=-]+)"
        ),
    ),
    (
        "password of mysql",
        (b"mysql", b"mariadb"),
        rb"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n;&|]{0,500}?[ \t]-p[\"']?("
        + _WORD
        + rb")",
    ),
    (
        "password of a login",
        (b"sshpass", b"login"),
        rb"\b(?:sshpass|(?:docker|podman|buildah|skopeo|oras|registry)[ ]+login)\b[^\n;&|]{0,500}?"
        rb"[ \t]-p[ \t]?[\"']?(" + _WORD + rb")",
    ),
    (
        "password of chpasswd",
        (b"chpasswd",),
        rb"[\"' \t][a-z_][\w-]{0,31}:([^\s\"'`;&|:\\]+)(?:\\n)?[\"']?\s*\|\s*(?:\S*/)?chpasswd",
    ),
    (
        "password of a database user",
        (b"identified", b"IDENTIFIED", b"password", b"PASSWORD"),
        rb"(?i:identified[ \t]+by|[ \t]password)[ \t]+\\?'([^'\\\n]+)\\?'",
    ),
    (
        "line of .pgpass",
        (b"pgpass",),
        rb"(?<![^\s\"'])[\w.*-]+:[0-9*]+:[\w.*-]+:[\w.*-]+:([^\s:\"'`;&|]+)(?=[^\n]{0,300}pgpass)",
    ),
)


def named_values(data: bytes, patterns: tuple[bytes, ...]) -> Iterator[Hit]:
    """Yield what names are given that tell of secrets, in the ways of a command or a file."""
    is_shell = patterns is COMMAND
    for pattern in patterns if _SIGN.search(data) else ():
        for match in re.finditer(pattern, data):
            name = match["name"].decode()
            if not is_secret_name(name):
                continue
            group = match.lastgroup or "bare"
            value = match[group]
            if is_plausible(value) and not (is_shell and group != "single" and b"$" in value):
                yield Hit(SecretKind.STORED, f"value of {name}", match.start(group), value)


def handed_over(data: bytes) -> Iterator[Hit]:
    """Yield passwords that a command is given in its own way."""
    for what, signs, pattern in _HANDED_OVER:
        if not any(sign in data for sign in signs):
            continue
        for match in re.finditer(pattern, data):
            if is_plausible(match[1]) and b"$" not in match[1]:
                yield Hit(SecretKind.STORED, what, match.start(1), match[1])

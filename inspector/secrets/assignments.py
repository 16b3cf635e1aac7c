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
_LINES = re.compile(
    rb"^[ \t{,]*+(?:-[ \t]+)?+(?:export[ \t]+|set[ \t]+|SET[ \t]+)?+(?://[^\s=]{0,200}:)?+[\"':]?+"
    + _NAME
    + rb"[\"']?[ \t]*(?:=>|[=:])[ \t]*"
    + _VALUE % rb"[^\s\"'#,;][^\s,;]*(?:[ \t]+[^\s#,;]+)*",
    re.MULTILINE,
)
# Anywhere in a line of a shell: `export A=b`, `A=b command`, `--password=b`, `Password=b;`.
_WORDS = re.compile(
    rb"(?<![\w.$-])(?:--?|-D|-e)?" + _NAME + rb"=" + _VALUE % rb"[^\s\"'`;&|)<>\\]+"
)
# In JSON and YAML within a command, in headers: `"password": "b"`, `X-Api-Key: b`.
_COLONS = re.compile(
    rb"(?<![\w.$-])" + _NAME + rb"\\?[\"']?:[ \t]*\\?" + _VALUE % rb"[^\s\"'`;&|)<>\\,}]+"
)
# `--password b`, `--token 'b'`
_OPTIONS = re.compile(
    rb"(?<!\S)--?" + _NAME + rb"[ \t]+" + _VALUE % rb"[^\s\"'`;&|()<>\\-][^\s\"'`;&|)<>\\]*"
)
_DEFINE = re.compile(
    rb"define\(\s*[\"'](?P<name>\w{1,99})[\"']\s*,\s*[\"'](?P<bare>[^\"'\n]{1,8192})[\"']"
)
_XML = re.compile(rb"<(?P<name>[A-Za-z][\w.-]{0,99})>(?P<bare>[^<>\n]{1,8192})</(?P=name)>")
_WORDS_OF_LOGIN = re.compile(
    rb"(?<![\w-])(?P<name>password|passwd)[ \t]+" + _VALUE % rb"[^\s\"'`;&|]+"
)

_COMMAND = (_WORDS, _COLONS, _OPTIONS, _WORDS_OF_LOGIN)
_FILE = (_LINES, _DEFINE, _XML, _WORDS_OF_LOGIN)
# Values that a command is given in its own way; group 1 is the value.
_HANDED_OVER = (
    ("password of curl or wget", re.compile(rb"(?:curl|wget|http)\b[^\n;&|]{0,2000}?[ \t](?:-u|--user|--proxy-user)[ =]?[\"']?[^\s:\"']{0,100}:([^\s\"'`;&|]+)")),
    ("Authorization header", re.compile(rb"(?i:authorization)\\?[\"']?[:=][ \t]*\\?[\"']?(?i:bearer|basic|token|digest|apikey)[ \t]+([A-Za-z0-9._~+/=-]+)")),
    ("password of mysql", re.compile(rb"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n;&|]{0,500}?[ \t]-p[\"']?([^\s\"'`;&|-][^\s\"'`;&|]*)")),
    ("password of sshpass or docker login", re.compile(rb"\b(?:sshpass|docker[ ]+login|podman[ ]+login|helm[ ]+registry[ ]+login)\b[^\n;&|]{0,500}?[ \t]-p[ \t]?[\"']?([^\s\"'`;&|-][^\s\"'`;&|]*)")),
    ("password of chpasswd", re.compile(rb"[\"' \t][a-z_][\w-]{0,31}:([^\s\"'`;&|:\\]+)(?:\\n)?[\"']?[ \t]*\|[ \t]*(?:\S*/)?chpasswd")),
    ("password of a database user", re.compile(rb"(?i:identified[ \t]+by|with[ \t]+password|[ \t]password)[ \t]+\\?'([^'\\\n]+)\\?'")),
    ("line of .pgpass", re.compile(rb"(?<![^\s\"'])[\w.*-]+:[0-9*]+:[\w.*-]+:[\w.*-]+:([^\s:\"'`;&|]+)(?=[^\n]{0,300}pgpass)")),
)  # fmt: skip


def named_values(data: bytes, *, command: bool) -> Iterator[Hit]:
    """Yield what names are given that tell of secrets, in a command or in a file's lines."""
    for pattern in _COMMAND if command else _FILE:
        for match in pattern.finditer(data):
            name = match["name"].decode()
            if is_secret_name(name):
                group = match.lastgroup or "bare"
                if is_plausible(match[group]):
                    yield Hit(SecretKind.STORED, shown_name(name), match.start(group), match[group])


def handed_over(data: bytes) -> Iterator[Hit]:
    """Yield passwords that a command is given in its own way."""
    for what, pattern in _HANDED_OVER:
        for match in pattern.finditer(data):
            if is_plausible(match[1]):
                yield Hit(SecretKind.STORED, what, match.start(1), match[1])


def shown_name(name: str) -> str:
    """Return what a finding says of a value by its name."""
    return f"value of {name}"

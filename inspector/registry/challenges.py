"""What a registry demands with 401: the header WWW-Authenticate (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - RFC 9110's word for a word
_PART = re.compile(
    rf"""\s*,?\s*(?:(?P<key>{_TOKEN})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s,"]*))"""
    rf"""|(?P<scheme>{_TOKEN})(?=\s|,|$))"""
)


class Challenge(msgspec.Struct, frozen=True):
    """A way to prove who one is: ``bearer``, ``basic`` or another, and what belongs to it."""

    scheme: str
    parameters: dict[str, str]


def parse_challenges(headers: Iterable[str]) -> list[Challenge]:
    """Return the challenges of all such headers; the rest of a malformed header is ignored."""
    found: list[Challenge] = []
    for header in headers:
        at = 0
        while match := _PART.match(header, at):
            at = match.end()
            if match["scheme"]:
                found.append(Challenge(match["scheme"].lower(), {}))
            elif found:
                quoted = match["quoted"]
                value = match["plain"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
                found[-1].parameters[match["key"].lower()] = value
    return found

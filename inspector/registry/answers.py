"""Errors for answers other than success, one clear line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.errors import RegistryError
from inspector.language import Lazy
from inspector.registry.faults import PassingError
from inspector.text import printable

if TYPE_CHECKING:
    from inspector.registry.exchange import Response

# How much of an error's body is read: the connection can be reused then.
MOST_OF_REFUSAL = 64 << 10
_WORDS = 200
# RFC 9110: a time-out, too many requests, and what the server is to blame for.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_DENIED = frozenset({401, 403})


class _RegistryFault(msgspec.Struct, frozen=True):
    code: str | None = None
    message: str | None = None


class _Problems(msgspec.Struct, frozen=True):
    errors: list[_RegistryFault] | None = None


def refused(answer: Response, host: str, what: str, hint: str) -> RegistryError:
    """Return the error for an unsuccessful answer to the request for ``what``.

    ``hint`` says what helps where access is denied. Reads the body. Raises RegistryError, too.
    """
    status = answer.status
    said = _words(answer.read_all(MOST_OF_REFUSAL) or b"")
    if status in _DENIED:
        told = Lazy("{host} denies access to {what}{said}", host=host, what=what, said=said)
        return RegistryError(told, hint=hint, status=status)
    if status == 404:
        told = Lazy("{host} does not have {what}{said}", host=host, what=what, said=said)
        return RegistryError(told, status=status)
    told = Lazy("{host} answers {status}{said}", host=host, status=status, said=said)
    if status not in _PASSING:
        return RegistryError(told, status=status)
    pause = _pause(answer.headers.get("Retry-After", ""))
    return PassingError(told, hint=Lazy("try again later"), status=status, pause=pause)


def _pause(text: str) -> float | None:
    """Return the seconds of a Retry-After header; None for a date, which is not used."""
    return float(text) if text.isascii() and text.isdigit() else None


def _words(body: bytes) -> str:
    """Return what a registry says of an error (distribution-spec, "Error Codes"), in brackets."""
    try:
        problems = msgspec.json.decode(body, type=_Problems).errors or []
    except (ValueError, RecursionError):
        return ""
    first = next((each.message or each.code for each in problems), None)
    if not first:
        return ""
    said = printable(first)
    return f" ({said if len(said) <= _WORDS else said[: _WORDS - 1] + '…'})"

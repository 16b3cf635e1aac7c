"""What a value must fulfil beside its form."""

from __future__ import annotations

import re

from inspector.secrets.plausible import is_placeholder, is_plausible, is_sample

# Of jwt.io and RFC 7519, copied into many a page.
_SAMPLE_SUBJECTS = frozenset({"1234567890", "joe"})
_SAMPLE_HOST = (
    rb"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$"
    rb"|^(?:host(?:name)?|server|foo|bar|a|b|h|x)(?:\.com)?$"
)
_LEAST_STRONG = 6
_SAMPLE_USER = rb"(?i)user(?:name)?|usr|foo|bar|me|name|login|u|a|x"
_SAMPLE_PASSWORD = rb"(?i)pa?ss?w?(?:or)?d?|pwd?|port|[a-z]{1,3}"


def is_login(match: re.Match[bytes]) -> bool:
    """Whether a URL's user and password are none of a sample."""
    user, password, host = match["user"], match["value"], match["host"]
    if b"$" in host or b"{" in host or is_placeholder(user or b"-") or is_sample(password):
        return False
    is_word, is_short = password.isalpha(), len(password) < _LEAST_STRONG
    if is_word and is_short:
        return False
    if (is_word or is_short) and (
        re.search(_SAMPLE_HOST, host.lower()) or re.fullmatch(_SAMPLE_USER, user)
    ):
        return False
    return is_plausible(password) and not re.fullmatch(_SAMPLE_PASSWORD, password)


def is_json_web_token(match: re.Match[bytes]) -> bool:
    """Whether the parts are what RFC 7519 says, of no known sample, and signed."""
    header, payload, _ = (_json(part) for part in match["value"].split(b"."))
    if header is None or payload is None or header.get("alg") in {None, "none"}:
        return False
    return payload.get("sub") not in _SAMPLE_SUBJECTS and payload.get("iss") not in _SAMPLE_SUBJECTS


def _json(part: bytes) -> dict[str, object] | None:
    import binascii  # hardly any image has a token of this form
    import json
    from base64 import urlsafe_b64decode

    try:
        found = json.loads(urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return found if isinstance(found, dict) else None

"""Private keys in text: PEM (RFC 7468), OpenPGP's armor (RFC 9580, section 6), OpenSSH, PuTTY."""

from __future__ import annotations

import binascii
import re

from inspector.secrets.hit import Hit, SecretKind
from inspector.secrets.plausible import entropy, is_sample

KEY_START = b"-----BEGIN "
PUTTY_START = b"PuTTY-User-Key-File-"
# RSA keys of 16,384 bits have 13 kB, OpenPGP keys carry photographs.
_LONGEST = 64 << 10
# An Ed25519 key in PKCS 8 has 64 characters, 48 bytes.
_LEAST = 48
_LEAST_ENTROPY = 3.5
# Patterns are texts, compiled when they are needed: most images hold no key.
_BEGIN = (
    rb"-----BEGIN ((?:(?:ANY|DSA|EC|ENCRYPTED|OPENSSH|PGP|RSA|SSH2) )?PRIVATE KEY(?: BLOCK)?)-----"
)
_WRAPPING = rb"\\[nrt]|[\s\"'\\,;]+"
_HEADER = rb"[A-Za-z][A-Za-z0-9-]*: ?[^\r\n\\]*"
_CHECKSUM = rb"=[A-Za-z0-9+/]{4}$"
_BASE64 = rb"[A-Za-z0-9+/]+={0,3}"
# Zero bytes, of which OpenSSH's header has many; a body of hardly anything else has no entropy.
_ZEROS = rb"(?i)a{8,}"
_OPENSSH = b"openssh-key-v1\0"
_PUTTY = rb"PuTTY-User-Key-File-[23]: \S+\r?\nEncryption: (\S+)\r?\n"
_PUTTY_PRIVATE = rb"Private-Lines: \d+\r?\n[A-Za-z0-9+/=\r\n]{40,}"
_PUTTY_PUBLIC_BYTES = 8000


def key_at(data: bytes, begin: int) -> Hit | None:
    """Return the private key that begins here, None where there is none."""
    match = re.compile(_BEGIN).match(data, begin)
    if match is None:
        return None
    end = data.find(b"-----END " + match[1] + b"-----", match.end(), begin + _LONGEST)
    if end < 0:
        return None
    raw = data[match.end() : end]
    body = re.sub(_CHECKSUM, b"", re.sub(_WRAPPING, b"", re.sub(_HEADER, b"", raw)))
    if len(body) < _LEAST or not re.fullmatch(_BASE64, body):
        return None
    if is_sample(re.sub(_ZEROS, b"", body[:200])):
        return None
    if entropy(body) < _LEAST_ENTROPY:
        return None
    kind = match[1].decode().removesuffix(" BLOCK")
    return _hit(_name(kind), data, begin, end, locked=_is_locked(kind, raw, body))


def putty_key_at(data: bytes, begin: int) -> Hit | None:
    """Return the key of a PuTTY file that begins here, None where there is none."""
    head = re.compile(_PUTTY).match(data, begin)
    if head is None:
        return None
    at = data.find(b"Private-Lines: ", head.end(), head.end() + _PUTTY_PUBLIC_BYTES)
    private = re.compile(_PUTTY_PRIVATE).match(data, at) if at >= 0 else None
    if private is None:
        return None
    return _hit("PuTTY private key", data, begin, private.end(), locked=head[1] != b"none")


def _hit(what: str, data: bytes, begin: int, end: int, *, locked: bool) -> Hit:
    told = f"{what}, encrypted" if locked else what
    return Hit(SecretKind.PRIVATE_KEY, told, begin, data[begin:end])


def _name(kind: str) -> str:
    word = kind.removesuffix("PRIVATE KEY").strip()
    if word in {"", "ENCRYPTED", "ANY"}:
        return "private key"
    return f"{'OpenSSH' if word == 'OPENSSH' else word} private key"


def _is_locked(kind: str, raw: bytes, body: bytes) -> bool:
    """Whether a passphrase protects a key (RFC 1421, PKCS 8, OpenSSH's PROTOCOL.key)."""
    if kind.startswith("ENCRYPTED") or b"4,ENCRYPTED" in raw:
        return True
    try:
        head = binascii.a2b_base64(body[:48])
    except binascii.Error:
        return False
    return head.startswith(_OPENSSH) and head[19:23] != b"none"

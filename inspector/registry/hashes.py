"""Digests of what registries send, and errors for what does not match."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from inspector.errors import RegistryError
from inspector.language import Lazy
from inspector.spec import HASHABLE, parse_digest
from inspector.text import short_digest

if TYPE_CHECKING:
    from hashlib import _Hash


class Hasher:
    """Computes a digest by the algorithm of another. Raises RegistryError where it is unknown."""

    def __init__(self, digest: str) -> None:
        parsed = parse_digest(digest)
        if parsed is None or parsed[0] not in HASHABLE:
            told = Lazy("the digest {digest!r} cannot be verified", digest=digest[:200])
            raise RegistryError(told)
        self._algorithm = parsed[0]
        self._hash: _Hash = hashlib.new(self._algorithm)

    def update(self, data: bytes) -> None:
        """Take more bytes."""
        self._hash.update(data)

    @property
    def digest(self) -> str:
        """The digest of all bytes so far."""
        return f"{self._algorithm}:{self._hash.hexdigest()}"


def another_part(host: str) -> RegistryError:
    """Return the error for a different part of a blob than requested."""
    return RegistryError(Lazy("{host} sends a part other than the one requested", host=host))


def not_the_same(digest: str, host: str) -> RegistryError:
    """Return the error for bytes that do not match the requested digest."""
    told = Lazy(
        "{host} sends data that does not match {digest}", host=host, digest=short_digest(digest)
    )
    return RegistryError(told)

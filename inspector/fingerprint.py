"""Fingerprints of contents, 64 bits: xxh3, at the speed of memory.

Where xxhash is not installed, BLAKE2b (RFC 7693) stands in at a tenth of it. What was kept with the
one says nothing to the other: ``VARIANT`` is part of the names under which it is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    Bytes = bytes | bytearray | memoryview


class Fingerprint(Protocol):
    """One that is being made."""

    def update(self, data: Bytes, /) -> None: ...
    def intdigest(self) -> int: ...


class _Blake2b:
    """BLAKE2b behind xxhash's interface."""

    def __init__(self, data: Bytes = b"") -> None:
        from hashlib import blake2b

        self._inner = blake2b(data, digest_size=8)

    def update(self, data: Bytes, /) -> None:
        self._inner.update(data)

    def intdigest(self) -> int:
        return int.from_bytes(self._inner.digest(), "big")


def _blake2b(data: Bytes) -> int:
    return _Blake2b(data).intdigest()


new: Callable[[], Fingerprint]
of: Callable[[Bytes], int]
try:
    import xxhash
except ImportError:
    VARIANT = "-blake2b"
    new, of = _Blake2b, _blake2b
else:
    VARIANT = ""
    new, of = cast("Callable[[], Fingerprint]", xxhash.xxh3_64), xxhash.xxh3_64_intdigest

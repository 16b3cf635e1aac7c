"""A manifest or an index, as a registry gave it."""

from __future__ import annotations

import msgspec


class FetchedDocument(msgspec.Struct, frozen=True):
    """Its bytes, the media type that the registry claims, and the digest, which was verified."""

    data: bytes
    media_type: str
    digest: str

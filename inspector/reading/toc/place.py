"""Where a layer's table of contents lies, and by which digest it is known.

A table is trusted only because the manifest has its digest; without a digest it is not used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import DamageError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

# stargz-snapshotter docs/estargz.md, "Content Verification in eStargz": of the JSON.
_ESTARGZ_DIGEST = "containerd.io/snapshot/stargz/toc.digest"
# containers/storage pkg/chunked/internal/minimal: of the table as it is stored; the second is what
# it wrote first, and stargz-snapshotter writes still.
_ZSTD_PREFIXES = ("io.github.containers.zstd-chunked.", "io.containers.zstd-chunked.")
_DIGEST_NAME, _POSITION_NAME = "manifest-checksum", "manifest-position"
_NAMES = (
    _ESTARGZ_DIGEST,
    *(prefix + name for prefix in _ZSTD_PREFIXES for name in (_DIGEST_NAME, _POSITION_NAME)),
)
_POSITION = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,18}):1")

# estargz.md, "Footer": an empty gzip member whose extra field has the table's offset. The older
# one of stargz has no header before it within the field.
_FOOTERS = (
    re.compile(rb"\x1f\x8b\x08\x04.{6}\x1a\0SG\x16\0([0-9a-f]{16})STARGZ.{13}", re.DOTALL),
    re.compile(rb"\x1f\x8b\x08\x04.{6}\x16\0([0-9a-f]{16})STARGZ.{13}", re.DOTALL),
)
_FOOTER_SIZES = (51, 47)


class Position(NamedTuple):
    """Where a table lies: its offset in the blob, its length, and to what it decompresses."""

    offset: int
    size: int
    unpacked: int


class Claim(NamedTuple):
    """What a manifest says of a layer's table of contents.

    ``digest`` is that of the stored table where the manifest tells its position (zstd:chunked), and
    that of its JSON where the blob's last bytes do (eStargz).
    """

    digest: str
    position: Position | None


def stated(annotations: Mapping[str, str]) -> str | None:
    """Return all that annotations say of a table, to compare it; None where they say nothing."""
    if not annotations:
        return None
    found = [f"{name}={annotations[name]}" for name in _NAMES if name in annotations]
    return "\n".join(found) or None


def claim_of(annotations: Mapping[str, str]) -> Claim | None:
    """Return what a layer's annotations say, None where they promise no table.

    Raises DamageError for a position that is none.
    """
    for prefix in _ZSTD_PREFIXES:
        digest = annotations.get(prefix + _DIGEST_NAME)
        if digest is not None:
            match = _POSITION.fullmatch(annotations.get(prefix + _POSITION_NAME, ""))
            if match is None:
                raise DamageError(
                    Lazy("the position of the table of contents is missing or invalid")
                )
            offset, size, unpacked = map(int, match.groups())
            return Claim(digest, Position(offset, size, unpacked))
    digest = annotations.get(_ESTARGZ_DIGEST)
    return None if digest is None else Claim(digest, None)


def footer_in(tail: bytes) -> tuple[int, int] | None:
    """Return (the table's offset, the footer's length) from a blob's last bytes, if they tell."""
    for size, footer in zip(_FOOTER_SIZES, _FOOTERS, strict=True):
        match = footer.fullmatch(tail[-size:])
        if match is not None:
            return int(match[1], 16), size
    return None

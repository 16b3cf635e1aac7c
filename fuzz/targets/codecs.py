"""Compressed streams; the first byte gives the magic of one, or none."""

from __future__ import annotations

from contextlib import suppress

from fuzz.bounds import Source, hold
from inspector.compression import CODECS, detect
from inspector.errors import DamageError
from inspector.limits import Limits

_LIMITS = Limits(ratio_free_bytes=1 << 18, unpacked_bytes=1 << 20, seek_points=64)
_STEP = 1 << 16


def run(data: bytes) -> None:
    """Decompress one stream."""
    if not data:
        return
    magics = [b"", *(codec.magics[0] for codec in CODECS)]
    stored = magics[data[0] % len(magics)] + data[1:]
    codec = detect(stored)
    if codec is None:
        return
    stream = codec.open(Source(stored), _LIMITS)
    produced = 0
    with suppress(DamageError):
        while part := stream.read(_STEP):
            hold(len(part), _STEP, "bytes at a time")
            produced += len(part)
    most = max(_LIMITS.ratio_free_bytes, _LIMITS.ratio * (len(stored) + 1))
    hold(produced, most + _STEP, "bytes of decompressed data")
    hold(stream.consumed, len(stored), "bytes consumed")
    hold(len(stream.points), _LIMITS.seek_points, "points of entry")

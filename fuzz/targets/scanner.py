"""The tar scanner: as a stream and by jumping it must find the same.

The first byte says how; of what follows each block that has a checksum gets the right one. One
input in eight is scanned in both ways, with all that a scan can be asked for.
"""

from __future__ import annotations

from zlib import adler32

from fuzz.bounds import SkippingSource, Source, hold
from inspector.errors import DamageError
from inspector.limits import Limits
from inspector.tarstream import Entry, TarScanner

_BLOCK = 512
_LIMITS = Limits(entries_per_layer=64, sparse_segments=32, findings_per_kind=4, chained_headers=3)
_KINDS_OF_FINDINGS = 8
_SEALED, _STREAMED = 1, 2
_THOROUGH = 8
# The lower half of adler32 that begins with 0: the sum of 256 bytes is below its modulus, 65,521.
_LOW = 0xFFFF


def run(data: bytes) -> None:
    """Scan one tar."""
    if not data:
        return
    how, tar = data[0], data[1:]
    if how & _SEALED:
        tar = _sealed(tar)
    if adler32(data) % _THOROUGH:
        _scan(tar, is_streamed=bool(how & _STREAMED))
    elif _both(tar, is_streamed=True) != _both(tar, is_streamed=False):
        raise AssertionError("jumping finds something else than reading does")


def _both(tar: bytes, *, is_streamed: bool) -> tuple[object, ...]:
    scanner, entries, offset = _scan(tar, is_streamed=is_streamed, fingerprints=is_streamed)
    found = scanner.findings
    hold(len(found), _KINDS_OF_FINDINGS * (_LIMITS.findings_per_kind + 1), "findings")
    hold(sum(len(each.segments or ()) for each in entries), _LIMITS.sparse_segments, "segments")
    for each in entries:
        each.fingerprint = None
    return entries, found, offset


def _scan(
    tar: bytes, *, is_streamed: bool, fingerprints: bool = False
) -> tuple[TarScanner, list[Entry], int | None]:
    source = Source(tar, 700) if is_streamed else SkippingSource(tar)
    scanner = TarScanner(source, _LIMITS, fingerprints=fingerprints)
    entries: list[Entry] = []
    offset = None
    try:
        entries.extend(scanner)
    except DamageError as damage:
        offset = damage.offset
    size = len(tar)
    hold(len(entries), min(size // _BLOCK, _LIMITS.entries_per_layer), "entries")
    for each in entries:
        if each.size < 0 or not 0 <= each.stored <= size or ".." in each.folder.split("/"):
            raise AssertionError(each)
    return scanner, entries, offset


def _sealed(tar: bytes) -> bytes:
    blocks = bytearray(tar)
    for at in range(0, len(tar) - _BLOCK + 1, _BLOCK):
        if blocks[at + 148] and blocks[at + 149]:
            blocks[at + 148 : at + 156] = b"        "
            half, end = at + _BLOCK // 2, at + _BLOCK
            first, second = adler32(blocks[at:half], 0), adler32(blocks[half:end], 0)
            blocks[at + 148 : at + 156] = b"%06o\0 " % ((first & _LOW) + (second & _LOW))
    return bytes(blocks)

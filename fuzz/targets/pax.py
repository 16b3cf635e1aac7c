"""PAX records, what they make of a header, and maps of sparse files."""

from __future__ import annotations

from contextlib import suppress

from fuzz.bounds import Source, hold
from inspector.errors import DamageError
from inspector.tarstream import FileAccess, pax
from inspector.tarstream.cursor import Cursor
from inspector.tarstream.sparse import read_map, runs

_FIELDS = (b"name", b"", FileAccess(0o644, 0, 0), 0, 0)
_ROOM = 64
_BLOCK = b"\0" * 156 + b"S" + b"\0" * 100 + b"ustar  \0"


def run(data: bytes) -> None:
    """Read the records of the first half, and a map that the second half may hold."""
    half = len(data) // 2
    usual = pax.usual_records(data[:half])
    try:
        records = pax.parse_records(data[:half], 0)
    except DamageError:
        assert usual is None, usual
        return
    hold(len(records), half, "records")
    with suppress(DamageError):
        name, link, _, _, mtime = pax.amended(_FIELDS, records, 0)
        if usual is not None:
            assert (usual.path or b"name", usual.link) == (name, link)
            assert (usual.mtime or 0) == mtime
    pax.xattrs(records)
    pax.telling(records)
    _read_map(data[half:], records, b"0")
    _read_map(data[half:], {}, b"S")


def _read_map(data: bytes, records: pax.Records, letter: bytes) -> None:
    cursor = Cursor(Source(data))
    block = cursor.take(512).ljust(512, b"\0")
    if letter == b"S":
        block = _BLOCK[:156] + letter + _BLOCK[157:265] + block[265:]
    with suppress(DamageError):
        found = read_map(cursor, block, len(data), records, _ROOM)
        if found is not None:
            segments, size, taken = found
            hold(len(segments), _ROOM, "segments")
            hold(taken, len(data), "bytes")
            hold(sum(1 for _ in runs(segments, size)), 2 * _ROOM + 1, "runs")

"""Times to the nanosecond: the tree keeps whole seconds, a PAX record has the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.tarstream.header import checksum_fits, letter_of, number
from inspector.tarstream.pax import parse_records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry

_BLOCK = 512
_RECORDS = frozenset({b"x", b"X"})
_EXTENSIONS = _RECORDS | {b"g", b"L", b"K"}
_EXACT = re.compile(rb"(-?[0-9]{1,20})\.[0-9]{0,20}[1-9][0-9]{0,20}")


def exact_times(
    contents: Contents, layer: int, entries: Iterable[Entry], wanted: AbstractSet[int]
) -> dict[int, str]:
    """Return the mtime record of those entries of a layer whose time is no whole second.

    By the identities of the entries, as ``wanted`` names them; ``entries`` are all of the layer in
    the order of its tar. Only headers are read. Raises LayerscopeError.
    """
    found: dict[int, str] = {}
    end = 0
    for entry in entries:
        start, end = end, entry.offset + entry.stored + -entry.stored % _BLOCK
        # What is no longer than a header has no records.
        if id(entry) in wanted and entry.offset - start > _BLOCK:
            time = _record(contents, layer, start, entry)
            match = _EXACT.fullmatch(time)
            if match is not None and _floor(match) == entry.mtime:
                found[id(entry)] = time.decode()
    return found


def _floor(match: re.Match[bytes]) -> int:
    whole = int(match[1])
    return whole - 1 if match[1].startswith(b"-") else whole


def _record(contents: Contents, layer: int, start: int, entry: Entry) -> bytes:
    """Return the mtime record of the headers at ``start``, empty where there is none."""
    time = b""
    while start < entry.offset:
        block = contents.tar(layer, start, _BLOCK)
        if not checksum_fits(block) or letter_of(block) not in _EXTENSIONS:
            break
        size = number(block[124:136])
        if not 0 <= size <= contents.limits.extended_header:
            break
        if letter_of(block) in _RECORDS:
            records = parse_records(contents.tar(layer, start + _BLOCK, size), start)
            time = records.get(b"mtime", b"")
        start += _BLOCK + size + -size % _BLOCK
    return time

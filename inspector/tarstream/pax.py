"""PAX extended headers (POSIX.1-2024 pax, "pax Extended Header")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.errors import DamageError
from inspector.tarstream.header import MAX_NUMBER

if TYPE_CHECKING:
    from inspector.tarstream.header import Header

_INTEGER = re.compile(rb"-?[0-9]{1,20}")
_TIME = re.compile(rb"(-?[0-9]{1,20})(?:\.([0-9]*))?")
_NO_NUL_KEYS = frozenset({b"path", b"linkpath", b"uname", b"gname"})
_SPARSE_PAIR_KEYS = frozenset({b"GNU.sparse.offset", b"GNU.sparse.numbytes"})


@dataclass(slots=True)
class Extended:
    """What x, L and K headers say about the entry that follows them."""

    pax: dict[bytes, bytes]
    long_name: bytes | None = None
    long_link: bytes | None = None
    sparse_pairs: list[bytes] | None = None  # of the repeated GNU.sparse.offset and .numbytes


def parse_records(data: bytes, offset: int) -> tuple[dict[bytes, bytes], list[bytes]]:
    """Return the records, and the values of the repeated ``GNU.sparse`` pairs in their order.

    Raises DamageError, as engines do, for a record that breaks the form ``length key=value\\n``.
    """
    records: dict[bytes, bytes] = {}
    pairs: list[bytes] = []
    at, end = 0, len(data)
    while at < end:
        space = data.find(b" ", at, at + 20)
        digits = data[at:space] if space > 0 else b""
        if not digits.isdigit():
            raise DamageError("PAX header with a bad record length", offset=offset)
        stop = at + int(digits)
        key, equals, value = data[space + 1 : stop - 1].partition(b"=")
        if stop <= space + 1 or stop > end or data[stop - 1] != 0x0A or not equals or not key:
            raise DamageError("PAX header with a bad record", offset=offset)
        if b"\0" in key or (key in _NO_NUL_KEYS and b"\0" in value):
            raise DamageError("PAX header with a NUL in a name", offset=offset)
        if key in _SPARSE_PAIR_KEYS:
            pairs.append(value)
        records[key] = value
        at = stop
    return records, pairs


def apply_numbers(header: Header, pax: dict[bytes, bytes], offset: int) -> None:
    """Replace the header's numbers by those of its PAX records; an empty value changes nothing."""
    for key, name in ((b"size", "size"), (b"uid", "uid"), (b"gid", "gid")):
        if value := pax.get(key):
            setattr(header, name, _integer(value, offset))
    if value := pax.get(b"mtime"):
        header.mtime = _floor_time(value, offset)


def _integer(value: bytes, offset: int) -> int:
    if _INTEGER.fullmatch(value) is None or abs(int(value)) > MAX_NUMBER:
        raise DamageError("PAX header with a bad number", offset=offset)
    return int(value)


def _floor_time(value: bytes, offset: int) -> int:
    match = _TIME.fullmatch(value)
    if match is None or abs(int(match[1])) > MAX_NUMBER:
        raise DamageError("PAX header with a bad time", offset=offset)
    seconds = int(match[1])
    below = match[1].startswith(b"-") and (match[2] or b"").strip(b"0")
    return seconds - 1 if below else seconds

"""PAX extended headers (POSIX.1-2024 pax, "pax Extended Header")."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import DamageError
from inspector.language import Lazy
from inspector.tarstream.header import MAX_NUMBER
from inspector.text import decode

if TYPE_CHECKING:
    from inspector.tarstream.header import Fields

Records = dict[bytes, bytes]

SPARSE_MAP = b"GNU.sparse.map"
SPARSE_NAME = b"GNU.sparse.name"

_LINE_END = ord("\n")
# Names, and times, of which only one is shown.
_USUAL = frozenset({b"path", b"linkpath", b"mtime", b"atime", b"ctime"})
_LONGEST_USUAL, _LONGEST_TIME = 256, 19

_INTEGER = re.compile(rb"[+-]?[0-9]{1,20}")
# What docker and BuildKit write for most entries.
_TIME_ALONE = re.compile(rb"([0-9]{1,3}) mtime=([0-9]{1,18})(?:\.[0-9]*)?\n")
_TIME = re.compile(rb"([+-]?[0-9]{1,20})(?:\.([0-9]*))?")
XATTR_PREFIX = b"SCHILY.xattr."
_NO_NUL_KEYS = frozenset({b"path", b"linkpath", b"uname", b"gname", SPARSE_NAME})
# Which of the repeated keys of sparse format 0.0 stands at even places, which at odd ones.
_PAIR_KEYS = {b"GNU.sparse.offset": 0, b"GNU.sparse.numbytes": 1}
# What a global header can change; "comment", which git writes, changes nothing.
_TELLING_KEYS = frozenset({b"path", b"linkpath", b"size", b"uid", b"gid", b"mtime"})


def parse_records(data: bytes, offset: int) -> Records:
    r"""Return the records; the repeated ones of sparse format 0.0 as the map that 0.1 has.

    Raises DamageError, as engines do, for a record that breaks the form ``length key=value\n``.
    """
    records: Records = {}
    pairs: list[bytes] = []
    at, end = 0, len(data)
    while at < end:
        space = data.find(b" ", at, at + 20)
        digits = data[at:space] if space > 0 else b""
        if not digits.isdigit():
            raise DamageError(Lazy("PAX header with a bad record length"), offset=offset)
        stop = at + int(digits)
        key, equals, value = data[space + 1 : stop - 1].partition(b"=")
        if stop <= space + 1 or stop > end or data[stop - 1] != 0x0A or not equals or not key:
            raise DamageError(Lazy("PAX header with a bad record"), offset=offset)
        if b"\0" in key or (key in _NO_NUL_KEYS and b"\0" in value):
            raise DamageError(Lazy("PAX header with a NUL in a name"), offset=offset)
        place = _PAIR_KEYS.get(key)
        if place is None:
            records[key] = value
        elif place != len(pairs) % 2 or b"," in value:
            raise DamageError(Lazy("PAX header with a bad sparse map"), offset=offset)
        else:
            pairs.append(value)
        at = stop
    if pairs:
        records[SPARSE_MAP] = b",".join(pairs)
    return records


class UsualRecords(NamedTuple):
    """What an entry's records say where all are of the usual kind: ASCII names, and times.

    Empty names and no mtime change nothing.
    """

    path: bytes
    link: bytes
    mtime: int | None
    lines: int


def usual_records(data: bytes) -> UsualRecords | None:
    """Return what ``parse_records`` and ``amended`` would have of data, None where it is unusual.

    Longer names than Linux has, and whatever else they might refuse, are unusual.
    """
    time_alone = _TIME_ALONE.fullmatch(data)
    if time_alone is not None and int(time_alone[1]) == len(data):
        return UsualRecords(b"", b"", int(time_alone[2]), 1)
    if not data.isascii() or b"\0" in data:
        return None
    found = {b"path": b"", b"linkpath": b"", b"mtime": b""}
    at, end = 0, len(data)
    while at < end:
        space = data.find(b" ", at, at + 5)
        digits = data[at:space] if space > 0 else b""
        if not digits.isdigit():
            return None
        stop = at + int(digits)
        key, equals, value = data[space + 1 : stop - 1].partition(b"=")
        if not space + 1 < stop <= end or data[stop - 1] != _LINE_END:
            return None
        if not equals or key not in _USUAL:
            return None
        found[key] = value
        at = stop
    path, link, time = found[b"path"], found[b"linkpath"], found[b"mtime"]
    mtime = _usual_time(time)
    if (time and mtime is None) or max(len(path), len(link)) > _LONGEST_USUAL:
        return None
    return UsualRecords(path, link, mtime, data.count(b"\n"))


@lru_cache(1024)
def _usual_time(value: bytes) -> int | None:
    """Return whole seconds, None for what is not ``digits.digits``."""
    seconds, _, rest = value.partition(b".")
    is_usual = seconds.isdigit() and len(seconds) < _LONGEST_TIME and (not rest or rest.isdigit())
    return int(seconds) if is_usual else None


def telling(records: Records) -> Records:
    """Return the records of a global header that change entries."""
    return {
        key: value
        for key, value in records.items()
        if key in _TELLING_KEYS or key.startswith(XATTR_PREFIX)
    }


def amended(fields: Fields, records: Records, offset: int) -> Fields:
    """Return a header's fields with those of the records; an empty value changes nothing.

    Raises DamageError.
    """
    name, link, access, size, mtime = fields
    if value := records.get(b"size"):
        size = _integer(value, offset)
    if value := records.get(b"uid"):
        access = access._replace(uid=_integer(value, offset))
    if value := records.get(b"gid"):
        access = access._replace(gid=_integer(value, offset))
    if value := records.get(b"mtime"):
        mtime = _floor_time(value, offset)
    name = records.get(b"path") or name
    link = records.get(b"linkpath") or link
    return name, link, access, size, mtime


def xattrs(records: Records) -> dict[str, bytes] | None:
    """Return the extended attributes, None where there are none."""
    start = len(XATTR_PREFIX)
    found = {
        decode(key[start:]): value for key, value in records.items() if key.startswith(XATTR_PREFIX)
    }
    return found or None


def _integer(value: bytes, offset: int) -> int:
    if _INTEGER.fullmatch(value) is None or abs(int(value)) > MAX_NUMBER:
        raise DamageError(Lazy("PAX header with a bad number"), offset=offset)
    return int(value)


def _floor_time(value: bytes, offset: int) -> int:
    match = _TIME.fullmatch(value)
    if match is None or abs(int(match[1])) > MAX_NUMBER:
        raise DamageError(Lazy("PAX header with a bad time"), offset=offset)
    seconds = int(match[1])
    below = match[1].startswith(b"-") and (match[2] or b"").strip(b"0")
    return seconds - 1 if below else seconds

"""RPM's database as RPM kept it for twenty years: ``Packages``, a hash table of Berkeley DB.

A *header*, the tags of one package, is an index and what it points to (big-endian). The table maps
a number to each of them: on the table's own pages lie the numbers and where the headers are, as
each header fills pages of its own. Page 0 describes the table.
"""

from __future__ import annotations

import stat
import struct
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contents import prose

if TYPE_CHECKING:
    from archive import Entry

PAGE = 512
HEAD = 26
ROOM = PAGE - HEAD
BUCKETS = 2

# how a tag's values are kept
INT16, INT32, TEXT, TEXTS, TRANSLATED = 3, 4, 6, 8, 9
WIDEST = 4
# and how an item of the table, and a page
SHORT, ELSEWHERE = 1, 3
OVERFLOW, DESCRIPTION, TABLE = 7, 8, 13

KINDS = {tarfile.DIRTYPE: stat.S_IFDIR, tarfile.SYMTYPE: stat.S_IFLNK}

Tags = dict[int, tuple[int, list[str] | list[int]]]


@dataclass(frozen=True)
class Package:
    """A package, its files, and how many pages its header fills."""

    name: str
    version: str
    files: tuple[Entry, ...]
    pages: int = 3


def header(package: Package) -> bytes:
    """Return the tags of a package, with a description as long as the pages allow."""
    least = len(_encoded(_tags(package, ""))) + WIDEST  # numbers behind it may have to move
    return _encoded(_tags(package, prose(package.name, package.pages * ROOM - least).decode()))


def _tags(package: Package, description: str) -> Tags:
    version, _, release = package.version.partition("-")
    paths = [f"/{each.path}".rpartition("/") for each in package.files]
    folders = sorted({folder for folder, _, _ in paths})
    return {
        100: (TEXTS, ["C"]),
        1000: (TEXT, [package.name]),
        1001: (TEXT, [version]),
        1002: (TEXT, [release]),
        1004: (TRANSLATED, [f"The package {package.name}"]),
        1005: (TRANSLATED, [description]),
        1009: (INT32, [sum(len(each.content) for each in package.files)]),
        1014: (TEXT, ["MIT"]),
        1016: (TRANSLATED, ["Unspecified"]),
        1021: (TEXT, ["linux"]),
        1022: (TEXT, ["x86_64"]),
        1028: (INT32, [len(each.content) for each in package.files]),
        1030: (INT16, [KINDS.get(each.kind, stat.S_IFREG) | each.mode for each in package.files]),
        1044: (TEXT, [f"{package.name}-{package.version}.src.rpm"]),
        1116: (INT32, [folders.index(folder) for folder, _, _ in paths]),
        1117: (TEXTS, [name for _, _, name in paths]),
        1118: (TEXTS, [f"{folder}/" for folder in folders]),
    }


def _encoded(tags: Tags) -> bytes:
    index, store = b"", b""
    for tag, (kind, values) in tags.items():
        width = {INT16: 2, INT32: 4}.get(kind, 1)
        store += bytes(-len(store) % width)
        index += struct.pack(">IIII", tag, kind, len(store), len(values))
        for value in values:
            if isinstance(value, int):
                store += value.to_bytes(width, "big")
            else:
                store += value.encode() + b"\0"
    return struct.pack(">II", len(tags), len(store)) + index + store


def database(packages: tuple[Package, ...]) -> bytes:
    """Return ``Packages``."""
    tables: list[list[tuple[bytes, bytes]]] = [[] for _ in range(BUCKETS)]
    overflow: list[bytes] = []
    # number 0 keeps the number that was given last
    _place(tables, 0, struct.pack("<BI", SHORT, len(packages)))
    for number, package in enumerate(packages, 1):
        blob, first = header(package), 1 + BUCKETS + len(overflow)
        _place(tables, number, struct.pack("<B3xII", ELSEWHERE, first, len(blob)))
        overflow += _chain(blob, first)
    pages = [_table(rows, number) for number, rows in enumerate(tables, 1)]
    last = BUCKETS + len(overflow)
    return b"".join((_description(last, len(packages) + 1), *pages, *overflow))


def _place(tables: list[list[tuple[bytes, bytes]]], number: int, value: bytes) -> None:
    key = struct.pack("<I", number)
    tables[_hash(key) % BUCKETS].append((struct.pack("B", SHORT) + key, value))


def _hash(data: bytes) -> int:
    """Return the hash of Fowler, Noll and Vo, as Berkeley DB begins it."""
    found = 0
    for byte in data:
        found = (found * 16777619 & 0xFFFFFFFF) ^ byte
    return found


def _chain(blob: bytes, first: int) -> list[bytes]:
    parts = [blob[start : start + ROOM] for start in range(0, len(blob), ROOM)]
    return [
        _page(
            number,
            OVERFLOW,
            part,
            before=number - 1 if number > first else 0,
            after=number + 1 if number + 1 < first + len(parts) else 0,
            entries=1,
            size=len(part),
        )
        for number, part in enumerate(parts, first)
    ]


def _table(rows: list[tuple[bytes, bytes]], number: int) -> bytes:
    """Return a page of the table: places of its items from the top, the items from the bottom."""
    places, body = [], b""
    for item in (item for row in sorted(rows) for item in row):
        body = item + body
        places.append(PAGE - len(body))
    index = struct.pack(f"<{len(places)}H", *places)
    content = index.ljust(ROOM - len(body), b"\0") + body
    return _page(number, TABLE, content, entries=len(places), size=PAGE - len(body))


def _page(
    number: int,
    kind: int,
    content: bytes,
    *,
    before: int = 0,
    after: int = 0,
    entries: int = 0,
    size: int = PAGE,
) -> bytes:
    head = struct.pack("<8xIIIHHBB", number, before, after, entries, size, 0, kind)
    return (head + content).ljust(PAGE, b"\0")


def _description(last: int, rows: int) -> bytes:
    """Return page 0: magic, version and the size of pages, then how keys come to their page."""
    head = struct.pack("<8xIIIIBBBBIIIIII", 0, 0x061561, 9, PAGE, 0, DESCRIPTION, 0, 0, 0, last,
                       0, rows, rows, 0)  # fmt: skip
    unique = bytes(20)
    highest = BUCKETS - 1
    table = struct.pack("<6I", highest, highest, highest >> 1, 0, 0, _hash(b"%$sniglet^&\0"))
    spares = struct.pack("<32I", 1, 1, *[0] * 30)
    return (head + unique + table + spares).ljust(PAGE, b"\0")

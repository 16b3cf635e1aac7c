"""The three formats of RPM's database, as the header blobs that are in it.

SQLite since Fedora 33 and RHEL 9, ndb in SUSE, and a hash table of Berkeley DB before.
"""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from inspector.errors import DamageError, LimitError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Blobs = Callable[[bytes], Iterator[bytes]]

# Each step is a thousand of SQLite's own; 100,000 packages take some hundred.
_SQLITE_STEP = 1000
_SQLITE_STEPS = 20_000
# In which of its two formats SQLite is to write and read: with a log (2), or without (1). In memory
# there is none.
_SQLITE_FORMAT = slice(18, 20)

_NDB_PAGE = 4096
_NDB_BLOCK = 16
_NDB_HEAD = struct.Struct("<4sIII")  # of a slot: magic, package, first block, blocks
_NDB_BLOB = struct.Struct("<4sIII")  # of a blob: magic, package, generation, bytes

_HASH = 0x061561
_LEAST_PAGE = 512
_TABLE_PAGES = (2, 13)  # not sorted, and sorted
_ELSEWHERE = b"\3"


def header_blobs(read: Blobs, data: bytes, most: int) -> Iterator[bytes]:
    """Yield the header blobs of a database in one of the formats below.

    Raises DamageError, also where they are larger than all of it: they share their bytes. Raises
    LimitError after ``most`` of them.
    """
    left = len(data)
    for number, blob in enumerate(read(data)):
        if number == most:
            raise LimitError(Lazy("only the first {most:,} packages are listed", most=most))
        left -= len(blob)
        if left < 0:
            raise DamageError(Lazy("packages that overlap"))
        yield blob


def sqlite_blobs(data: bytes) -> Iterator[bytes]:
    """Yield the header blobs of ``rpmdb.sqlite``. Raises DamageError."""
    whole = bytearray(data)
    whole[_SQLITE_FORMAT] = b"\1\1"
    steps = iter(range(_SQLITE_STEPS))
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(whole)
            # A view could run for ever: it may not, and must be a table at all.
            database.set_progress_handler(lambda: next(steps, None) is None, _SQLITE_STEP)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            tables = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'Packages'"
            if database.execute(tables).fetchone() is None:
                raise DamageError(Lazy("it has no table of packages"))
            for (blob,) in database.execute("SELECT blob FROM Packages"):
                if isinstance(blob, bytes):
                    yield blob
        except (sqlite3.Error, UnicodeDecodeError, MemoryError, OverflowError) as error:
            raise DamageError(
                Lazy("not an SQLite database that can be read: {error}", error=error)
            ) from error


def ndb_blobs(data: bytes) -> Iterator[bytes]:
    """Yield the header blobs of ``Packages.db``. Raises DamageError."""
    if data[:4] != b"RpmP" or len(data) < _NDB_PAGE:
        raise DamageError(Lazy("not an RPM database: it begins with other bytes"))
    (pages,) = struct.unpack_from("<I", data, 12)
    end = min(pages * _NDB_PAGE, len(data) - len(data) % _NDB_PAGE)
    # The database's own head takes the place of two slots.
    slots = _NDB_HEAD.iter_unpack(data[2 * _NDB_HEAD.size : end])
    for magic, package, block, _ in slots:
        if magic != b"Slot" or not block:
            continue
        place = block * _NDB_BLOCK
        if place + _NDB_BLOB.size > len(data):
            raise DamageError(Lazy("a package lies beyond the end"))
        found, number, _, length = _NDB_BLOB.unpack_from(data, place)
        start = place + _NDB_BLOB.size
        if found != b"BlbS" or number != package or start + length > len(data):
            raise DamageError(Lazy("a package is not where the index says"))
        yield data[start : start + length]


def berkeley_blobs(data: bytes) -> Iterator[bytes]:
    """Yield the header blobs of a Berkeley database, ``Packages``. Raises DamageError.

    RPM has a hash table there: pages of pairs (number, blob), a blob mostly on pages of its own.
    """
    order = next((each for each in "<>" if data[12:16] == struct.pack(f"{each}I", _HASH)), None)
    if order is None or len(data) < _LEAST_PAGE:
        raise DamageError(Lazy("not a Berkeley database as RPM makes them"))
    yield from _Pages(data, order).blobs()


class _Pages:
    """The pages of a Berkeley database, whose numbers are in one order or the other."""

    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._head = struct.Struct(f"{order}16xIHHxB")  # next page, entries, bytes, type
        self._order = order
        (self._size,) = struct.unpack_from(f"{order}I", data, 20)
        if self._size < _LEAST_PAGE:
            raise DamageError(Lazy("a Berkeley database without pages"))
        self._count = len(data) // self._size

    def blobs(self) -> Iterator[bytes]:
        """Yield what is stored on pages of the table, in the order of pages."""
        for number in range(1, self._count):
            page = self._page(number)
            _, entries, _, kind = self._head.unpack_from(page)
            if kind in _TABLE_PAGES and self._head.size + 2 * entries <= self._size:
                starts = struct.unpack_from(f"{self._order}{entries}H", page, self._head.size)
                for key, start, end in zip(starts[::2], starts[1::2], starts[::2], strict=False):
                    # The number 0 is no package: it says which number comes next.
                    if page[key + 1 : key + 5].strip(b"\0"):
                        yield self._blob(page, start, end)

    def _page(self, number: int) -> bytes:
        return self._data[number * self._size : (number + 1) * self._size]

    def _blob(self, page: bytes, start: int, end: int) -> bytes:
        """Return an entry's bytes: here up to the one before it, or on pages of their own."""
        if page[start : start + 1] != _ELSEWHERE:
            return page[start + 1 : end]
        if start + 12 > len(page):
            raise DamageError(Lazy("a package lies beyond the end of its page"))
        number, length = struct.unpack_from(f"{self._order}II", page, start + 4)
        parts: list[bytes] = []
        while length > 0 and number and len(parts) <= self._count:
            part = self._page(number)
            if len(part) < self._size:
                break
            number, _, size, _ = self._head.unpack_from(part)
            parts.append(part[self._head.size :][: min(size, length)])
            length -= size
        if length > 0:
            raise DamageError(Lazy("a package that is cut off"))
        return b"".join(parts)

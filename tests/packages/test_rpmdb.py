"""What a hostile RPM database may cost."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from time import process_time
from typing import TYPE_CHECKING

import pytest

from inspector.errors import DamageError
from inspector.packages.rpmdb import berkeley_blobs, header_blobs, ndb_blobs, sqlite_blobs
from tests.packages.databases import rpm_berkeley, rpm_ndb

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, zeroblob(i)"


def made(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path)) as database:
        for each in statements:
            database.execute(each)
        database.commit()
    return path.read_bytes()


@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE VIEW Packages (hnum, blob) AS {ENDLESS} FROM n",
        "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY)",
        "CREATE TABLE Other (blob BLOB)",
    ],
)
def test_another_table_or_a_view_is_no_database(tmp_path: Path, statement: str) -> None:
    data = made(tmp_path / "db", statement)
    with pytest.raises(DamageError):
        list(sqlite_blobs(data))


def test_a_column_that_computes_for_ever_is_stopped(tmp_path: Path) -> None:
    endless = f"SELECT count(*) FROM ({ENDLESS} FROM n)"  # noqa: S608
    data = made(
        tmp_path / "db",
        "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)",
        "INSERT INTO Packages VALUES (1, x'00')",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET type = 'table', sql = 'CREATE VIEW Packages AS {endless}'",  # noqa: S608
    )
    began = process_time()
    with pytest.raises(DamageError):
        list(sqlite_blobs(data))
    assert process_time() - began < 10


def test_values_that_are_no_blobs_are_passed_over(tmp_path: Path) -> None:
    data = made(
        tmp_path / "db",
        "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob)",
        "INSERT INTO Packages (blob) VALUES (1), ('text'), (NULL), (x'ab')",
    )
    assert list(sqlite_blobs(data)) == [b"\xab"]


def test_pages_that_lead_in_a_circle_end() -> None:
    data = bytearray(rpm_berkeley({1: b"x" * 5000}))
    # The second page of the blob leads to the first.
    at = next(n for n in range(512, len(data), 512) if data[n + 25] == 7)
    struct.pack_into("<I", data, at + 512 + 16, at // 512)
    assert sum(map(len, header_blobs(berkeley_blobs, bytes(data), 99))) <= len(data)
    struct.pack_into("<H", data, at + 22, 0)  # and holds nothing
    struct.pack_into("<I", data, at + 16, at // 512)
    with pytest.raises(DamageError):
        list(berkeley_blobs(bytes(data)))


def test_many_packages_on_the_same_pages_are_none() -> None:
    honest = rpm_berkeley(dict.fromkeys(range(1, 5), b"x" * 5000))
    data = bytearray(honest)
    tables = [n for n in range(512, len(data), 512) if data[n + 25] == 13 and data[n + 20]]
    for table in tables:
        start = struct.unpack_from("<H", data, table + 28)[0]
        struct.pack_into("<II", data, table + start, 3, 4)
        data[table + start] = 3
        struct.pack_into("<I", data, table + start + 8, 200_000)
    with pytest.raises(DamageError):
        list(header_blobs(berkeley_blobs, bytes(data), 99))


def test_slots_that_name_one_blob_again_and_again_end() -> None:
    data = rpm_ndb([b"x" * 100_000])
    slot = data[32:48]
    again = data[:32] + slot * 254 + data[4096:]
    with pytest.raises(DamageError):
        list(header_blobs(ndb_blobs, again, 999))

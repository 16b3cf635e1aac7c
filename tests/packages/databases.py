"""Package databases as package managers write them, and what is found in an image of them."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from inspector.packages.owners import ownership
from tests.build_image import file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from inspector.packages import Packages
    from inspector.packages.owners import Counts
    from tests.build_image import Part
    from tests.tree.world import World

Row = tuple[str, str, int, int, int]


def found(image: World, counts: Counts | None = None) -> Packages:
    """Return the packages of an image, whose sums agree with the audit's."""
    owned = ownership(image.tree, image.contents, image.image.limits, counts)
    if counts is None:
        total = sum(each.bytes for each in owned.packages.rows) + owned.packages.unowned_bytes
        assert total == image.usage.live_bytes
    for each in owned.owned:
        assert len(each.files) == each.package.files
    return owned.packages


def rows(image: World) -> list[Row]:
    """Return (name, version, layer, files, bytes) of each package, by name."""
    return sorted(
        (each.name, each.version, each.layer, each.files, each.bytes) for each in found(image).rows
    )


def stanza(name: str, version: str = "1", arch: str = "amd64", status: str = "installed") -> str:
    return (
        f"Package: {name}\nStatus: install ok {status}\nPriority: optional\n"
        f"Architecture: {arch}\nVersion: {version}\nDescription: of {name}\n Version: none\n"
    )


def status(*stanzas: str) -> Part:
    return file("var/lib/dpkg/status", "\n".join(stanzas).encode())


def dpkg_list(package: str, *paths: str) -> Part:
    lines = "".join(f"{path}\n" for path in ("/.", *paths))
    return file(f"var/lib/dpkg/info/{package}.list", lines.encode())


def header(
    name: str,
    version: str = "1",
    release: str = "2",
    arch: str = "x86_64",
    epoch: int | None = None,
    files: Iterable[str] = (),
) -> bytes:
    """Return an RPM header blob, as it lies in a database."""
    paths = [path.rpartition("/") for path in files]
    folders = sorted({f"{folder}/" for folder, _, _ in paths})
    texts: list[tuple[int, int, Sequence[str]]] = [
        (1000, 6, [name]),
        (1001, 6, [version]),
        (1002, 6, [release]),
        (1022, 6, [arch]),
        (1117, 8, [base for _, _, base in paths]),
        (1118, 8, folders),
    ]
    numbers = {1116: [folders.index(f"{folder}/") for folder, _, _ in paths]}
    if epoch is not None:
        numbers[1003] = [epoch]
    index, store = b"", b""
    for tag, kind, values in texts:
        index += struct.pack(">IIII", tag, kind, len(store), len(values))
        store += b"".join(value.encode() + b"\0" for value in values)
    for tag, integers in numbers.items():
        store += bytes(-len(store) % 4)
        index += struct.pack(">IIII", tag, 4, len(store), len(integers))
        store += struct.pack(f">{len(integers)}I", *integers)
    return struct.pack(">II", len(index) // 16, len(store)) + index + store


def rpm_sqlite(folder: Path, blobs: Iterable[bytes]) -> bytes:
    """Return ``rpmdb.sqlite``, in the mode with a log that RPM leaves it in."""
    path = folder / "rpmdb.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(each,) for each in blobs])
        database.commit()
    return path.read_bytes()


def rpm_ndb(blobs: Sequence[bytes]) -> bytes:
    """Return ``Packages.db``: one page of slots, then the blobs."""
    slots, body = b"", b""
    for number, blob in enumerate(blobs, 1):
        block = (4096 + len(body)) // 16
        whole = struct.pack("<4sIII", b"BlbS", number, 1, len(blob)) + blob
        whole += bytes(-len(whole) % 16)
        slots += struct.pack("<4sIII", b"Slot", number, block, len(whole) // 16)
        body += whole
    head = struct.pack("<4sIIII12x", b"RpmP", 0, 1, 1, len(blobs) + 1)
    free = struct.pack("<4sIII", b"Slot", 0, 0, 0)
    slots += free * ((4096 - len(head) - len(slots)) // 16)
    return head + slots + body


def rpm_berkeley(blobs: Mapping[int, bytes], *, order: str = "<", page: int = 512) -> bytes:
    """Return ``Packages``: a page of the table for each blob, one of them empty, and the blobs."""
    pages: list[bytes] = []

    def add(kind: int, entries: int, size: int, following: int, data: bytes) -> None:
        head = struct.pack(
            f"{order}8xIIIHHBB", len(pages) + 1, 0, following, entries, size, 0, kind
        )
        pages.append((head + data).ljust(page, b"\0"))

    add(13, 0, page, 0, b"")
    room = page - 26
    for number, blob in {0: struct.pack(f"{order}I", 99), **blobs}.items():
        key = b"\1" + struct.pack(f"{order}I", number)
        is_short = len(blob) < 100
        first = len(pages) + 2
        value = b"\1" + blob if is_short else struct.pack(f"{order}B3xII", 3, first, len(blob))
        at = page - len(key), page - len(key) - len(value)
        index = struct.pack(f"{order}HH", *at)
        add(13, 2, at[1], 0, (index.ljust(at[1] - 26, b"\0") + value + key))
        for start in range(0, 0 if is_short else len(blob), room):
            part = blob[start : start + room]
            is_last = start + room >= len(blob)
            add(7, 1, len(part), 0 if is_last else len(pages) + 2, part)
    meta = struct.pack(f"{order}12xIIIBBBB", 0x061561, 9, page, 0, 8, 0, 0)
    return meta.ljust(page, b"\0") + b"".join(pages)
